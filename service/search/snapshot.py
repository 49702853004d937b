"""One state of the index: searches run against it while newer ones are made."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property

from tantivy import Query as Match
from tantivy import Searcher

from service.errors import ServiceUnavailable
from service.search.analysis import grams
from service.search.completion import Completer, Completion
from service.search.correction import FEW, corrected, suggested
from service.search.counting import count_facets
from service.search.documents import Json
from service.search.filtering import terms
from service.search.likeness import Like, likeness, shared_words
from service.search.matching import (
    BY_TITLE,
    FINE,
    identifiers_of,
    matching,
    whole_text,
)
from service.search.ordering import Page, by_key, by_score, count
from service.search.parts import is_ranked, is_stop_word, is_word, parts
from service.search.query import Filter, Hits, Query
from service.search.ranking import Reason, explain
from service.search.text import Group, parse

MOST_TOTALS = 1000
MOST_NAMED = 50
MOST_WEIGHED = 2000
"""How many records are weighed in every way; what finds more is ranked by words in titles."""


@contextmanager
def engine_errors() -> Iterator[None]:
    """Turn the engine's errors into ours: a caller can only try again; its faults are faults."""
    try:
        yield
    except (ValueError, OSError) as error:
        raise ServiceUnavailable(
            "The search index does not answer; it will be repaired."
        ) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        # No `Exception`, so that nobody would catch it: the caller would get no problem document.
        raise RuntimeError("The search engine came upon a fault of its own or of ours.") from error


@dataclass(frozen=True)
class Snapshot:
    """The index as it was at one number of one ledger."""

    searcher: Searcher
    epoch: str
    sequence: int
    totals: dict[Query, int] = field(default_factory=dict)

    @cached_property
    def completer(self) -> Completer:
        """What completes texts from this state."""
        return Completer(self.searcher)

    def search(self, query: Query) -> Hits:
        """Answer a query; if its text finds nothing, that of the nearest text that does.

        With what was found for a text that finds little goes another one that finds a lot.

        Raises InvalidRequest, ServiceUnavailable.
        """
        with engine_errors():
            groups = parse(query.text)
            found = self.answer(query, groups)
            if found.total >= FEW or query.as_written or not is_ranked(groups):
                return found
            return self.offer(query, groups, found) if found.total else self.correct(query, groups)

    def correct(self, query: Query, groups: Sequence[Group]) -> Hits:
        """Answer with what is found for the nearest text; with nothing if there is none."""
        text = corrected(self.searcher, query, groups)
        meant = replace(query, text=text or query.text)
        return replace(self.answer(meant, parse(meant.text)), corrected=text)

    def offer(self, query: Query, groups: Sequence[Group], found: Hits) -> Hits:
        """Add to what was found the text that may have been meant."""

        def find(other: Query) -> int:
            return self.total(other, matching(other, parse(other.text)))

        text = suggested(self.searcher, query, groups, found.total, find)
        return replace(found, suggested=text)

    def suggest(self, text: str, filters: Sequence[Filter], limit: int) -> list[Completion]:
        """Complete what is typed. Raises ServiceUnavailable."""
        with engine_errors():
            return self.completer.complete(text, filters, limit)

    def likeness(self, document: Json) -> Like:
        """Say by what other records are like one. Raises ServiceUnavailable."""
        with engine_errors():
            return likeness(self.searcher, document)

    def shared_words(self, query: Query, ordinals: Sequence[int]) -> dict[int, list[str]]:
        """Say which words records share with what a query is like. Raises ServiceUnavailable."""
        with engine_errors():
            return shared_words(self.searcher, query.like, whole_text(query.kinds), ordinals)

    def explain(self, text: str, ordinals: Sequence[int], total: int) -> dict[int, list[Reason]]:
        """Say why records rank where they do among `total` records. Raises ServiceUnavailable."""
        with engine_errors():
            return explain(self.searcher, text, ordinals, is_fine=total <= MOST_WEIGHED)

    def named(self, names: Sequence[str]) -> set[str]:
        """Return the ids of authorities that have one of some names. Raises ServiceUnavailable."""
        with engine_errors():
            known = [name for name in names if self.searcher.doc_freq("named", name)]
            if not known:
                return set()
            found = self.searcher.search(terms("named", known), MOST_NAMED, count=False).hits
            return {self.searcher.doc(at)["id"][0] for _, at in found}

    def answer(self, query: Query, groups: Sequence[Group]) -> Hits:
        """Answer a query as it is."""
        if query.sort == "relevance" and (query.like or is_ranked(groups)):
            (hits, last), total = self.best(query, groups)
        else:
            match = matching(query, groups)
            (hits, last), total = by_key(self.searcher, query, match), self.total(query, match)
        return Hits(hits, total, count_facets(self.searcher, query, groups), last)

    def best(self, query: Query, groups: Sequence[Group]) -> tuple[Page, int]:
        """Return a page of what fits best, and how many records match.

        Where a word or a page before tells that they are few, they are gone through only once.
        """
        known = self.totals.get(counted(query))
        most = known or most_matching(self.searcher, query, groups)
        weighings = (FINE,) if most <= MOST_WEIGHED else (BY_TITLE, FINE)
        for weighing in weighings:
            page, total = by_score(self.searcher, query, matching(query, groups, weighing))
            if total > MOST_WEIGHED:
                break
        self.keep(query, total)
        return page, total

    def total(self, query: Query, match: Match) -> int:
        """Count what matches, once for all pages."""
        known = self.totals.get(counted(query))
        if known is None:
            known = count(self.searcher.search(match, 1, order_by_field="ordinal"))
            self.keep(query, known)
        return known

    def keep(self, query: Query, total: int) -> None:
        """Remember how many records match."""
        if len(self.totals) >= MOST_TOTALS:
            self.totals.clear()
        self.totals[counted(query)] = total


def counted(query: Query) -> Query:
    """Return what of a query decides how many records match."""
    return replace(query, after=None, limit=0, sort="", facets=(), as_written=False)


def most_matching(searcher: Searcher, query: Query, groups: Sequence[Group]) -> int:
    """Say how many records match at most: no more than have the rarest word of the text."""
    if identifiers_of(query.text):
        return searcher.num_docs
    words = [group[0] for group in groups if len(group) == 1 and not is_stop_word(group)]
    needed = [
        (f"{whole_text(query.kinds)}_{field}", term)
        for word in words
        if is_word(word)
        for part in parts(word)
        for field, several in (("words", part.words), ("grams", grams(part.run)))
        for term in several
    ]
    return min((searcher.doc_freq(*each) for each in needed), default=searcher.num_docs)
