"""Completing what is typed into a search box: records by how their names begin."""

from collections.abc import Sequence
from operator import itemgetter
from typing import NamedTuple

from tantivy import DocAddress, Searcher
from tantivy import Query as Match

from service.search.beginnings import EASTERN, LONGEST_RUN, LONGEST_WORD, typed
from service.search.fields import ORDINAL_LIMIT
from service.search.filtering import every, filter_match, plain, terms
from service.search.matching import preferring
from service.search.query import Filter
from service.search.spelling import edits_at

WHOLE_NAME = 4.0
"""Score of a name that begins with all that was typed."""
FETCHED = 30
SHORTEST, MOST_NEAR = 3, 8
MOST_MET, MOST_SHOWN = 10_000, 4_000
"""Records of which it is remembered how prominent they are, and what is shown: some 4 MB."""
Place = tuple[int, int]


class Completion(NamedTuple):
    """A record that may be meant: what the index keeps of it for this."""

    ordinal: int
    shown: bytes


class Met(NamedTuple):
    """A record that was found: its number, and how many mentions or records refer to it."""

    ordinal: int
    prominence: int


class Completer:
    """Completes what is typed into a search box, from one state of the index.

    Who types a name meets the same records letter by letter: they are remembered.
    """

    def __init__(self, searcher: Searcher) -> None:
        self.searcher = searcher
        self.met: dict[Place, Met] = {}
        self.shown: dict[Place, bytes] = {}

    def complete(self, text: str, filters: Sequence[Filter], limit: int) -> list[Completion]:
        """Find records by how a name begins; if there are none, with one letter otherwise.

        Reports are found by their titles, authorities by all their names: those whose whole name
        begins so first, then those covered or referred to most.
        """
        begun = typed(text)
        if not begun:
            return []
        start, *words = begun
        needed = [filter_match(each) for each in filters]
        found = self.rank([*needed, *(terms("suggest", [word]) for word in words)], start)
        if not found:
            near = (near_beginnings(self.searcher, word) for word in words)
            found = self.rank([*needed, *(terms("suggest", each) for each in near)], start)
        return [Completion(met.ordinal, self.show(at)) for met, at in found[:limit]]

    def rank(self, needed: Sequence[Match], start: str) -> list[tuple[Met, DocAddress]]:
        """Find the records that match all of some queries, in order, with their places."""
        found = begun_so(self.searcher, [plain(each) for each in needed], start)
        known = self.look_up([at for _, at in found])
        rows = [
            (score < WHOLE_NAME, -met.prominence, met.ordinal, met, at)
            for (score, at), met in zip(found, known, strict=True)
        ]
        return [row[3:] for row in sorted(rows, key=itemgetter(0, 1, 2))]

    def look_up(self, places: Sequence[DocAddress]) -> list[Met]:
        """Say of records what puts them in order."""
        met = self.met
        new = [at for at in places if key_of(at) not in met]
        if new:
            if len(met) > MOST_MET:
                self.met = met = {key_of(at): met[key_of(at)] for at in places if key_of(at) in met}
            columns = (self.searcher.fast_field_values(name, new) for name in ("coverage", "names"))
            for at, covered, names in zip(new, *columns, strict=True):
                mentions, ordinal = divmod(int(covered or 0), ORDINAL_LIMIT)
                count = mentions if names is None else self.references(at)
                met[key_of(at)] = Met(ordinal, count)
        return [met[key_of(at)] for at in places]

    def references(self, authority: DocAddress) -> int:
        """Count the records that refer to an authority."""
        return self.searcher.doc_freq("authority", self.searcher.doc(authority)["id"][0])

    def show(self, at: DocAddress) -> bytes:
        """Return what is shown of a record."""
        if len(self.shown) > MOST_SHOWN:
            self.shown = {}
        shown, key = self.shown, key_of(at)
        if key not in shown:
            shown[key] = self.searcher.doc(at)["suggestion"][0]
        return shown[key]


def key_of(at: DocAddress) -> Place:
    """Return a place as what can be looked up."""
    return at.segment_ord, at.doc


def begun_by(text: str, needed: Sequence[Match]) -> Match | None:
    """Match records of which a name begins so, in words; `None` if nothing was typed."""
    words = typed(text)[1:]
    return every([*needed, *(terms("suggest", [word]) for word in words)]) if words else None


def begun_so(
    searcher: Searcher, needed: Sequence[Match], start: str
) -> list[tuple[float, DocAddress]]:
    """Find records that match some queries, those whose whole name begins so first.

    Where these are enough, nothing else is looked at: much has a word that begins with one letter.
    """
    whole = Match.const_score_query(terms("suggest", [start]), WHOLE_NAME)
    if searcher.doc_freq("suggest", start) >= FETCHED:
        found = best(searcher, every([*needed, whole]))
        if len(found) == FETCHED:
            return found
    return best(searcher, preferring(every(needed), [whole]))


def best(searcher: Searcher, match: Match) -> list[tuple[float, DocAddress]]:
    """Return what matches best, by score and by what is preferred whatever is asked."""
    return searcher.search(match, FETCHED, count=False, weight_by_field="prior").hits


def near_beginnings(searcher: Searcher, word: str) -> list[str]:
    """Return the beginnings in the index with at most one letter otherwise than a word.

    Of what begins with the word as far as anything does, the letter that ends this is doubted
    first, then those before it: every beginning of a name is in the index, so that a word with
    one wrong letter is right up to there.
    """
    if len(word) < SHORTEST or searcher.doc_freq("suggest", word):
        return [word]
    longest = LONGEST_RUN if EASTERN.match(word) else LONGEST_WORD
    right = next(at for at in range(len(word)) if not searcher.doc_freq("suggest", word[: at + 1]))
    for at in range(right, -1, -1):
        nearly = {near[:longest] for near in edits_at(word, at)}
        known = {near: searcher.doc_freq("suggest", near) for near in nearly}
        if found := [near for near in known if known[near]]:
            return sorted(found, key=lambda near: (-known[near], near))[:MOST_NEAR]
    return [word]
