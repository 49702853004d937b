"""How well questions are answered: reciprocal rank, recall and precision."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from statistics import fmean

from service.cli.evaluate.question import Question
from service.search.index import Index
from service.search.query import Query

FIRST, PAGE = 10, 20


@dataclass(frozen=True)
class Outcome:
    """A question, and the places of its right answers on the first page, counted from one."""

    question: Question
    places: tuple[int, ...]

    @property
    def reciprocal_rank(self) -> float:
        """One by the place of the first right answer, 0 if it is not among the first ten."""
        return 1 / self.places[0] if self.places and self.places[0] <= FIRST else 0.0

    @property
    def recall(self) -> float:
        """The share of the right answers that are on the first page."""
        return len(self.places) / len(self.question.right)

    @property
    def precision(self) -> float:
        """The share of right answers among the first, of as many as there are right answers."""
        count = len(self.question.right)
        return sum(place <= count for place in self.places) / count


@dataclass(frozen=True)
class Figures:
    """Means over the questions of one sort in one language."""

    about: str
    language: str
    questions: int
    mrr_at_10: float
    recall_at_20: float
    precision: float


def ask(index: Index, questions: Iterable[Question]) -> Iterator[Outcome]:
    """Ask questions. Raises InvalidRequest, ServiceUnavailable."""
    for question in questions:
        hits = index.search(Query(question.text, kinds=question.kinds, limit=PAGE)).hits
        places = (at for at, hit in enumerate(hits, 1) if hit.ordinal in question.right)
        yield Outcome(question, tuple(places))


def summarise(outcomes: Iterable[Outcome]) -> list[Figures]:
    """Take the means of each sort and language, in the order of the questions' first."""
    groups: dict[tuple[str, str], list[Outcome]] = {}
    for outcome in outcomes:
        key = outcome.question.about, outcome.question.language
        groups.setdefault(key, []).append(outcome)
    return [
        Figures(
            *key,
            len(group),
            fmean(one.reciprocal_rank for one in group),
            fmean(one.recall for one in group),
            fmean(one.precision for one in group),
        )
        for key, group in sorted(groups.items(), key=lambda item: item[0][1])
    ]
