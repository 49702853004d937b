"""Completing what is typed into a search box: records by how their names begin."""

from collections.abc import Sequence
from operator import itemgetter
from typing import NamedTuple

from tantivy import DocAddress, Searcher
from tantivy import Query as Match

from service.search.beginnings import typed
from service.search.fields import UPDATED_SHIFT
from service.search.filtering import every, filter_match, plain, terms
from service.search.matching import preferring
from service.search.query import Filter
from service.search.spelling import edits_at

WHOLE_NAME = 4.0
"""Score of a name that begins with all that was typed."""
FETCHED = 30
COLUMNS = ("ordinal", "coverage", "names")
SHORTEST, MOST_NEAR = 3, 8


class Completion(NamedTuple):
    """A record that may be meant: what the index keeps of it for this."""

    ordinal: int
    shown: bytes


def complete(
    searcher: Searcher, text: str, filters: Sequence[Filter], limit: int
) -> list[Completion]:
    """Find records by how a name begins; if there are none, with one letter otherwise.

    Reports are found by their titles, authorities by all their names: those whose whole name
    begins so first, then those covered or referred to most.
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
    return [Completion(number, searcher.doc(at)["suggestion"][0]) for number, at in found[:limit]]


def begun_by(text: str, needed: Sequence[Match]) -> Match | None:
    """Match records of which a name begins so, in words; `None` if nothing was typed."""
    words = typed(text)[1:]
    return every([*needed, *(terms("suggest", [word]) for word in words)]) if words else None


def rank(searcher: Searcher, needed: Sequence[Match], start: str) -> list[tuple[int, DocAddress]]:
    """Find the records that match all of some queries, in order: ordinal and place."""
    whole = Match.const_score_query(terms("suggest", [start]), WHOLE_NAME)
    match = preferring(every([plain(each) for each in needed]), [whole])
    found = searcher.search(match, FETCHED, count=False, weight_by_field="prior").hits
    places = [at for _, at in found]
    columns = (searcher.fast_field_values(name, places) for name in COLUMNS)
    rows = [
        (score < WHOLE_NAME, -prominence(searcher, at, covered, names), int(ordinal or 0), at)
        for (score, at), ordinal, covered, names in zip(found, *columns, strict=True)
    ]
    return [row[2:] for row in sorted(rows, key=itemgetter(0, 1, 2))]


def prominence(
    searcher: Searcher, place: DocAddress, covered: float | None, names: float | None
) -> int:
    """Count the mentions of a report, or the records that refer to an authority: it has `names`."""
    if names is None:
        return int(covered or 0) >> UPDATED_SHIFT
    return searcher.doc_freq("authority", searcher.doc(place)["id"][0])


def near_beginnings(searcher: Searcher, word: str) -> list[str]:
    """Return the beginnings in the index with at most one letter otherwise than a word.

    Of what begins with the word as far as anything does, the letter that ends this is doubted
    first, then those before it: every beginning of a name is in the index, so that a word with
    one wrong letter is right up to there.
    """
    if len(word) < SHORTEST or searcher.doc_freq("suggest", word):
        return [word]
    right = next(at for at in range(len(word)) if not searcher.doc_freq("suggest", word[: at + 1]))
    for at in range(right, -1, -1):
        known = {near: searcher.doc_freq("suggest", near) for near in edits_at(word, at)}
        if found := [near for near in known if known[near]]:
            return sorted(found, key=lambda near: (-known[near], near))[:MOST_NEAR]
    return [word]
