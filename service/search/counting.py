"""Facets: how many of the records found have each value of a field."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tantivy import Query as Match
from tantivy import Searcher

from service.schemas.values import RecordKind
from service.schemas.vocabulary import value_names
from service.search.analysis import fold
from service.search.completion import begun_by
from service.search.filtering import filter_match
from service.search.matching import matching
from service.search.ordering import count
from service.search.query import AUTHORITIES, FacetValue, Filter, Query
from service.search.text import Group

MOST_COUNTED = 20_000
"""Values of a field that are counted in each part of the index: counts are exact up to there."""
MOST_YEARS = 500
"""Years of a chart: the latest."""
Facets = dict[str, tuple[FacetValue, ...]]


def count_facets(searcher: Searcher, query: Query, groups: Sequence[Group]) -> Facets:
    """Count the values of the fields asked for, most first.

    All in one pass, but those that a filter on their own field would make useless.
    """
    filtered = {each.field for each in query.filters if not each.exclude}
    filtered |= {"kind"} if query.kinds else set()
    widened = filtered.intersection(query.facets)
    shared = [name for name in query.facets if name not in widened]
    passes = [(None, shared), *((name, [name]) for name in widened)]
    counted: Facets = {}
    for without, names in passes:
        if names:
            match = matching(query, groups, without=without)
            counted |= count_values(searcher, query, names, match)
    return {name: counted[name] for name in query.facets}


def count_values(searcher: Searcher, query: Query, names: Sequence[str], match: Match) -> Facets:
    """Count the values of some fields in one pass."""
    chosen = called(searcher, query.facet_text) if query.facet_text else None
    asked = {name: {"terms": counting(name, query, chosen)} for name in names}
    found = searcher.aggregate(match, asked)
    return {name: shown(name, query, found[name]["buckets"]) for name in names}


def counting(name: str, query: Query, chosen: Sequence[str] | None) -> dict[str, Any]:
    """Say which values of a field are to be counted: those of some authorities, or the most."""
    if name in AUTHORITIES and chosen is not None:
        size = max(query.facet_limit, len(chosen))  # of each part of the index: all are counted
        return {"field": name, "size": query.facet_limit, "segment_size": size, "include": chosen}
    is_whole = bool(query.facet_text) or is_chart(name, query)
    size = MOST_COUNTED if is_whole else query.facet_limit
    return {"field": name, "size": size, "segment_size": MOST_COUNTED}


def called(searcher: Searcher, text: str) -> list[str]:
    """Return the ids of all authorities of which a name begins so; an empty one if there is none.

    Each takes some 2 µs, and as long again to be counted.
    """
    match = begun_by(text, [filter_match(Filter("kind", (RecordKind.authority,)))])
    number = count(searcher.search(match, 1)) if match else 0
    found = searcher.search(match, number, count=False).hits if match and number else []
    return [searcher.doc(at)["id"][0] for _, at in found] or [""]


def is_chart(name: str, query: Query) -> bool:
    """Say whether all values are to be shown in a row: years in their order."""
    return name == "year" and query.facet_sort == "value"


def shown(
    name: str, query: Query, buckets: Iterable[Mapping[str, str | int]]
) -> tuple[FacetValue, ...]:
    """Choose and order values: the most frequent, by count, then value, or by value alone."""
    values = [FacetValue(str(bucket["key"]), int(bucket["doc_count"])) for bucket in buckets]
    if query.facet_text and name not in AUTHORITIES:
        wanted = fold(query.facet_text)
        values = [each for each in values if is_called(name, each.value, wanted)]
    if is_chart(name, query):
        return without_gaps(values)
    values = sorted(values, key=by_count)[: query.facet_limit]
    return tuple(values if query.facet_sort == "count" else sorted(values, key=by_value))


def is_called(name: str, value: str, wanted: str) -> bool:
    """Say whether a value, or what it is called in any language, has a folded text in it."""
    return any(wanted in fold(one) for one in (value, *value_names(name, value).values()))


def by_count(each: FacetValue) -> tuple[int, str]:
    """Order most first, then by value."""
    return -each.count, each.value


def by_value(each: FacetValue) -> str:
    """Order by value."""
    return each.value


def without_gaps(years: Iterable[FacetValue]) -> tuple[FacetValue, ...]:
    """Return all years from the first to the last, also those in which there is nothing."""
    counts = {int(each.value): each.count for each in years}
    if not counts:
        return ()
    last = max(counts)
    first = max(min(counts), last - MOST_YEARS + 1)
    return tuple(FacetValue(f"{year:04}", counts.get(year, 0)) for year in range(first, last + 1))
