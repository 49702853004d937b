"""Completing what is typed into a search box: records by how their names begin."""

from collections.abc import Sequence

from tantivy import Query as Match
from tantivy import Searcher

from service.search.beginnings import typed
from service.search.filtering import every, filter_match, plain, terms
from service.search.matching import preferring
from service.search.query import Filter
from service.search.spelling import one_edit

WHOLE_NAME = 4.0
"""Score of a name that begins with all that was typed."""
FETCHED = 30
SHORTEST, MOST_NEAR = 3, 8


def complete(searcher: Searcher, text: str, filters: Sequence[Filter], limit: int) -> list[int]:
    """Find records by how a name begins; if there are none, with one letter otherwise.

    Reports are found by their titles, authorities by all their names. Returns ordinals: those
    whose whole name begins so first, then those most referred to.
    """
    begun = typed(text)
    if not begun:
        return []
    start, *words = begun
    needed = [filter_match(each) for each in filters]
    found = rank(searcher, [*needed, *(terms("suggest", [word]) for word in words)], start)
    if not found:
        near = (near_beginnings(searcher, word) for word in words)
        found = rank(searcher, [*needed, *(terms("suggest", each) for each in near)], start)
    return found[:limit]


def begun_by(text: str, needed: Sequence[Match]) -> Match | None:
    """Match records of which a name begins so, in words; `None` if nothing was typed."""
    words = typed(text)[1:]
    return every([*needed, *(terms("suggest", [word]) for word in words)]) if words else None


def rank(searcher: Searcher, needed: Sequence[Match], start: str) -> list[int]:
    """Find the records that match all of some queries, in order."""
    whole = Match.const_score_query(terms("suggest", [start]), WHOLE_NAME)
    match = preferring(every([plain(each) for each in needed]), [whole])
    found = searcher.search(match, FETCHED, count=False, weight_by_field="prior").hits
    ordinals = searcher.fast_field_values("ordinal", [at for _, at in found])
    rows = [
        (score < WHOLE_NAME, -references(searcher, searcher.doc(at)["id"][0]), int(ordinal or 0))
        for (score, at), ordinal in zip(found, ordinals, strict=True)
    ]
    return [ordinal for _, _, ordinal in sorted(rows)]


def references(searcher: Searcher, record_id: str) -> int:
    """Count the records that refer to one."""
    return sum(searcher.doc_freq(field, record_id) for field in ("authority", "report"))


def near_beginnings(searcher: Searcher, word: str) -> list[str]:
    """Return the beginnings in the index with at most one letter otherwise than a word."""
    if searcher.doc_freq("suggest", word) or len(word) < SHORTEST:
        return [word]
    known = {near: searcher.doc_freq("suggest", near) for near in sorted(one_edit(word))}
    return sorted((near for near in known if known[near]), key=lambda near: -known[near])[
        :MOST_NEAR
    ] or [word]
