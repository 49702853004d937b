"""One state of the index: searches run against it while newer ones are made."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from tantivy import Query as Match
from tantivy import Searcher

from service.errors import ServiceUnavailable
from service.search.completion import Completion, complete
from service.search.correction import FEW, corrected, suggested
from service.search.counting import count_facets
from service.search.filtering import terms
from service.search.matching import BY_TITLE, FINE, is_ranked, matching
from service.search.ordering import by_key, by_score, count
from service.search.query import Filter, Hits, Query
from service.search.ranking import Reason, explain
from service.search.text import Group, parse

MOST_TOTALS = 1000
MOST_NAMED = 50
MOST_WEIGHED = 2000
"""How many records are weighed in every way; what finds more is ranked by words in titles."""


@contextmanager
def engine_errors() -> Iterator[None]:
    """Turn the engine's errors into ours: a caller can only try again."""
    try:
        yield
    except (ValueError, OSError) as error:
        raise ServiceUnavailable(
            "The search index does not answer; it will be repaired."
        ) from error


@dataclass(frozen=True)
class Snapshot:
    """The index as it was at one number of one ledger."""

    searcher: Searcher
    epoch: str
    sequence: int
    totals: dict[Query, int] = field(default_factory=dict)

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
            return complete(self.searcher, text, filters, limit)

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
        match = matching(query, groups)
        total = self.total(query, match)
        if query.sort == "relevance" and (query.like or is_ranked(groups)):
            weighed = matching(query, groups, FINE if total <= MOST_WEIGHED else BY_TITLE)
            hits, last = by_score(self.searcher, query, weighed)
        else:
            hits, last = by_key(self.searcher, query, match)
        return Hits(hits, total, count_facets(self.searcher, query, groups, match), last)

    def total(self, query: Query, match: Match) -> int:
        """Count what matches, once for all pages."""
        asked = replace(query, after=None, limit=0, sort="", facets=(), as_written=False)
        if asked not in self.totals:
            if len(self.totals) >= MOST_TOTALS:
                self.totals.clear()
            self.totals[asked] = count(self.searcher.search(match, 1, order_by_field="ordinal"))
        return self.totals[asked]
