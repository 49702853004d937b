"""One state of the index: searches run against it while newer ones are made."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from tantivy import Order, Searcher, SearchResult
from tantivy import Query as Match

from service.errors import ServiceUnavailable
from service.search.completion import complete
from service.search.fields import ORDINAL_LIMIT, PUBLISHED_SHIFT
from service.search.filtering import every, key_range, terms
from service.search.matching import BY_TITLE, FINE, clauses_match, is_ranked, is_word, matching
from service.search.query import FacetValue, Filter, Hit, Hits, Position, Query
from service.search.spelling import nearest
from service.search.text import Clause, Group, parse

MOST_COUNTED = 20_000
"""Values of a field that are counted in each part of the index: counts are exact up to there."""
MOST_TOTALS = 1000
MOST_NAMED = 50
MOST_CORRECTED = 8
SORT_KEYS = {
    "-published": ("published", PUBLISHED_SHIFT, Order.Desc),
    "published": ("oldest", PUBLISHED_SHIFT, Order.Asc),
    "-updated": ("updated", ORDINAL_LIMIT.bit_length() - 1, Order.Desc),
    "ordinal": ("ordinal", ORDINAL_LIMIT.bit_length() - 1, Order.Asc),
    "changed": ("changed", ORDINAL_LIMIT.bit_length() - 1, Order.Asc),
}
MOST_WEIGHED = 2000
"""How many records are weighed in every way; what finds more is ranked by words in titles."""
Page = tuple[tuple[Hit, ...], Position | None]
Row = tuple[float, int]
"""A score, negative so that the best comes first, and an ordinal."""


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

        Raises InvalidRequest, ServiceUnavailable.
        """
        with engine_errors():
            groups = parse(query.text)
            found = self.answer(query, groups)
            if found.total or query.as_written or not is_ranked(groups):
                return found
            text = self.corrected(query, groups)
            return (
                replace(self.answer(replace(query, text=text), parse(text)), corrected=text)
                if text
                else found
            )

    def suggest(self, text: str, filters: Sequence[Filter], limit: int) -> list[int]:
        """Complete what is typed: return ordinals. Raises ServiceUnavailable."""
        with engine_errors():
            return complete(self.searcher, text, filters, limit)

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
            hits, last = self.by_score(query, weighed)
        else:
            hits, last = self.by_key(query, match)
        return Hits(hits, total, self.facets(query, groups, match), last)

    # Spelling: every word may be one of those near it; the best record tells which were meant.

    def corrected(self, query: Query, groups: Sequence[Group]) -> str | None:
        """Find a text near one that finds nothing in any record; `None` if there is none."""
        if self.best(Query(query.text), groups) is not None:
            return None
        wider = [*map(self.widened, groups[:MOST_CORRECTED]), *groups[MOST_CORRECTED:]]
        best = self.best(query, wider)
        if best is None:
            return None
        text = query.text
        for group in wider:
            if len(group) > 1:
                meant = next((each for each in group if self.fits(each, best)), group[0])
                text = text.replace(group[0].text, meant.text, 1)
        return text if text != query.text else None

    def widened(self, group: Group) -> Group:
        """Add the words near a word; known words come first."""
        word = group[0]
        if len(group) > 1 or not is_word(word):
            return group
        return (word, *(replace(word, text=near) for near in nearest(self.searcher, word.text)))

    def best(self, query: Query, groups: Sequence[Group]) -> int | None:
        """Return the ordinal of the record that fits best."""
        match = matching(query, groups, FINE)
        hits, _ = self.by_score(replace(query, limit=1, after=None), match)
        return hits[0].ordinal if hits else None

    def fits(self, clause: Clause, ordinal: int) -> bool:
        """Say whether a record matches a clause."""
        match = every([terms("ordinal", [ordinal]), clauses_match([(clause,)])])
        return count(self.searcher.search(match, 1)) > 0

    # Ordered by a number of the record: a page begins below the last number of the page before.

    def by_key(self, query: Query, match: Match) -> Page:
        """Return a page in the order of a sort key."""
        name, shift, order = SORT_KEYS.get(query.sort, SORT_KEYS["-published"])
        paged = match
        if query.after:
            last = int(query.after[0])
            span = (0, last) if order == Order.Desc else (last + 1, None)
            paged = every([match, key_range(name, *span)])
        found = self.searcher.search(
            paged, query.limit + 1, count=False, order_by_field=name, order=order
        ).hits
        keys = [key for key, _ in found[: query.limit]]
        hits = tuple(Hit(key & ((1 << shift) - 1), None) for key in keys)
        return hits, (keys[-1],) if len(found) > query.limit else None

    def total(self, query: Query, match: Match) -> int:
        """Count what matches, once for all pages."""
        asked = replace(query, after=None, limit=0, sort="", facets=(), as_written=False)
        if asked not in self.totals:
            if len(self.totals) >= MOST_TOTALS:
                self.totals.clear()
            self.totals[asked] = count(self.searcher.search(match, 1, order_by_field="ordinal"))
        return self.totals[asked]

    # Ordered by score: a page begins behind the last record of the page before, wherever that is.

    def by_score(self, query: Query, match: Match) -> Page:
        """Return a page in the order of score, then ordinal."""
        size = 2 * query.limit + int(query.after[2] if query.after else 0)
        while True:
            found = self.searcher.search(match, size, count=False, weight_by_field="prior").hits
            ordinals = self.searcher.fast_field_values("ordinal", [at for _, at in found])
            rows = sorted(
                (-score, int(n or 0)) for (score, _), n in zip(found, ordinals, strict=True)
            )
            begin = place_after(rows, query.after)
            end = begin + query.limit
            if len(rows) < size or (end < len(rows) and rows[end][0] < rows[-1][0]):
                break
            size *= 4  # records of equal score reach beyond what was fetched
        hits = tuple(Hit(ordinal, -score) for score, ordinal in rows[begin:end])
        last = (*rows[end - 1], end) if end < len(rows) else None
        return hits, last

    # Facets: all in one pass, but those that a filter on their own field would make useless.

    def facets(
        self, query: Query, groups: Sequence[Group], match: Match
    ) -> dict[str, tuple[FacetValue, ...]]:
        """Count the values of the fields asked for, most first."""
        filtered = {each.field for each in query.filters if not each.exclude}
        filtered |= {"kind"} if query.kinds else set()
        counted = self.count_values(
            query, [name for name in query.facets if name not in filtered], match
        )
        for name in filtered.intersection(query.facets):
            counted |= self.count_values(query, [name], matching(query, groups, without=name))
        return {name: counted[name] for name in query.facets}

    def count_values(
        self, query: Query, names: Sequence[str], match: Match
    ) -> dict[str, tuple[FacetValue, ...]]:
        """Count the values of some fields in one pass."""
        if not names:
            return {}
        size = {"size": query.facet_limit, "segment_size": MOST_COUNTED}
        asked = {name: {"terms": {"field": name, **size}} for name in names}
        return {
            name: in_order(result["buckets"])
            for name, result in self.searcher.aggregate(match, asked).items()
        }


def count(found: SearchResult) -> int:
    """Return how many records match; the engine's type declarations leave it out."""
    return int(found.count or 0)  # type: ignore[attr-defined]


def in_order(buckets: Sequence[dict[str, str | int]]) -> tuple[FacetValue, ...]:
    """Order counted values: most first, then by value."""
    values = [FacetValue(str(bucket["key"]), int(bucket["doc_count"])) for bucket in buckets]
    return tuple(sorted(values, key=lambda each: (-each.count, each.value)))


def place_after(rows: Sequence[Row], position: Position | None) -> int:
    """Find where a page begins: behind the last record of the page before.

    Scores shift a little when the index changes, so the record itself counts, and its old score
    only if it is gone.
    """
    if position is None:
        return 0
    score, ordinal, _ = position
    by_ordinal = next((at for at, row in enumerate(rows) if row[1] == ordinal), None)
    if by_ordinal is not None:
        return by_ordinal + 1
    return sum(row <= (score, ordinal) for row in rows)
