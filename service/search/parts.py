"""What clauses are made of, and what sort of clause each is."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from service.search.analysis import STOP_WORDS, WORDS, fold, runs, without_cjk
from service.search.text import Clause, Group


@dataclass(frozen=True)
class Part:
    """What one clause needs of one kind of text: stemmed words, or a run of characters."""

    words: tuple[str, ...] = ()
    run: str = ""
    prefix: str = ""


@lru_cache(maxsize=1024)
def parts(clause: Clause) -> Sequence[Part]:
    """Cut a clause into its words and its runs of Chinese, Japanese or Korean characters."""
    folded = fold(clause.text)
    words = tuple(WORDS.analyze(without_cjk(folded)))
    made = [Part(run=run) for run in runs(folded)]
    if words:
        beginning = without_cjk(folded).split()[-1] if clause.prefix else ""
        made.append(Part(words, prefix=beginning))
    return tuple(made)


def is_ranked(groups: Sequence[Group]) -> bool:
    """Say whether the text asks for something, rather than only excludes."""
    return any(not clause.excluded and not clause.years for group in groups for clause in group)


def is_positive(group: Group) -> bool:
    """Say whether a group asks for something; one clause alone may exclude."""
    return len(group) > 1 or not group[0].excluded


def is_stop_word(group: Group) -> bool:
    """Say whether a group is a word such as `the`, typed without an operator."""
    return len(group) == 1 and is_word(group[0]) and fold(group[0].text) in STOP_WORDS


def is_word(clause: Clause) -> bool:
    """Say whether a clause is a word without any operator."""
    return not (clause.field or clause.phrase or clause.prefix or clause.excluded or clause.years)
