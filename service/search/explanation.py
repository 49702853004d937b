"""Why a record was found: the names of authorities, where its title and abstract do not tell.

A record is found by every name of the authorities it refers to, so that one which writes "Ministry
of State Security" is found by 보위부. Nobody could tell why without being told.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from typing import NamedTuple

from service.search.analysis import STOP_WORDS, fold
from service.search.documents import Json, name_key, names_of
from service.search.joined import BETWEEN, Joined
from service.search.passages import Passages
from service.search.sought import Sought, comparable, sought
from service.search.text import Clause, parse

OF_ITS_OWN = ("title", "quote")
"""Fields in which no authority's name is looked for."""
LONGEST_NAME = 6
"""Words of a text that may be one name."""
AUTHORITY = re.compile(rb'"id":"([0-9a-z]+)","kind":"authority"')
"""An authority as documents refer to it, and as its own begins."""


class Matched(NamedTuple):
    """An authority by id, and the name of it that was asked."""

    authority: str
    name: str


@lru_cache(maxsize=256)
def words_of(text: str) -> tuple[Sought, ...]:
    """Return what a text asks for that the name of an authority may hold."""
    clauses = [clause for group in parse(text) for clause in group if may_be_name(clause)]
    found = (sought(clause)[-1:] if clause.prefix else sought(clause) for clause in clauses)
    return tuple(each for several in found for each in several)


def may_be_name(clause: Clause) -> bool:
    """Say whether a clause may ask for the name of an authority."""
    if clause.excluded or clause.years or clause.field in OF_ITS_OWN:
        return False
    return clause.phrase or fold(clause.text) not in STOP_WORDS


@lru_cache(maxsize=256)
def names_in(text: str) -> tuple[str, ...]:
    """Return what may be a name in a text, as the index has names: words that follow each other."""
    groups = parse(text)
    words = [group[0].text for group in groups if len(group) == 1 and may_be_name(group[0])]
    spans = (
        words[first:last]
        for first in range(len(words))
        for last in range(first + 1, min(first + LONGEST_NAME, len(words)) + 1)
    )
    return tuple(dict.fromkeys(key for span in spans if (key := name_key("".join(span)))))


class Names(NamedTuple):
    """The names of an authority, in little memory, as thousands are kept."""

    names: tuple[str, ...]
    compared: str
    """All of them, as words are compared."""
    keys: tuple[str, ...]
    """Each as the index has it; none of what is its label."""


def read_names(authority: Json) -> Names:
    """Read the names of an authority in the forms in which they are looked for."""
    names = names_of(authority)
    keys = {name: name_key(name) for name in names}
    shown = {keys[label] for label in authority["label"].values()}
    aliases = tuple("" if key in shown else key for key in keys.values())
    return Names(names, comparable(BETWEEN.join(names)), aliases)


class Puzzle(NamedTuple):
    """What is to be explained of a record: words it does not say, and whose names may be it."""

    words: Sequence[Sought]
    authorities: AbstractSet[str]


def puzzles(passages: Passages, words: Sequence[Sought], named: AbstractSet[str]) -> list[Puzzle]:
    """Look at a page of records that some words found.

    `named` are authorities that the words name in full. Most records say what was asked in their
    titles, paragraphs or quotes.
    """
    held = [(word, passages.holders(word)) for word in words]
    keys = {key: key.encode() for key in named}
    return [
        puzzle(document, [word for word, holders in held if record not in holders], keys)
        for record, document in enumerate(passages.documents)
    ]


def puzzle(document: bytes, words: Sequence[Sought], named: Mapping[str, bytes]) -> Puzzle:
    """Say whose names may explain a record that does not say some words itself."""
    if words:
        return Puzzle(words, {match.decode() for match in AUTHORITY.findall(document)})
    return Puzzle((), {key for key, written in named.items() if written in document})


def missing(words: Sequence[Sought], compared: str) -> Sequence[Sought]:
    """Return the words that do not stand in a text."""
    return [word for word in words if not word.stands_in(compared)]


class Clue(NamedTuple):
    """What an authority has of a text: a name that was asked in full, and words."""

    full: str | None
    words: Sequence[Sought]


def clues(
    words: Sequence[Sought], keys: Sequence[str], known: Mapping[str, Names]
) -> dict[str, Clue]:
    """Look, once for all records of a page, which authorities have something of a text."""
    wanted, authorities = frozenset(keys), list(known)
    compared = [names.compared for names in known.values()]
    texts = Joined(compared, compared)
    held: dict[str, list[Sought]] = {
        authority: [] for authority, names in known.items() if not wanted.isdisjoint(names.keys)
    }
    for word in words:
        for number in texts.places(word):
            held.setdefault(authorities[number], []).append(word)
    return {
        authority: Clue(full_name(keys, known[authority]), several)
        for authority, several in held.items()
    }


def full_name(keys: Sequence[str], names: Names) -> str | None:
    """Return the first alias that was asked in full."""
    found = next((key for key in keys if key in names.keys), None)
    return None if found is None else names.names[names.keys.index(found)]


def solve(asked: Puzzle, found: Mapping[str, Clue], known: Mapping[str, Names]) -> list[Matched]:
    """Find the aliases that were asked in full, then names that hold the words still missing."""
    telling = sorted(asked.authorities & found.keys())
    matched = [Matched(key, full) for key in telling if (full := found[key].full)]
    words = asked.words
    for each in matched:
        words = missing(words, comparable(each.name))
    holders = [key for key in telling if any(word in found[key].words for word in words)]
    return matched + (holding(words, holders, known) if holders else [])


def holding(
    words: Sequence[Sought], holders: Iterable[str], known: Mapping[str, Names]
) -> list[Matched]:
    """Find few names that hold all of some words: those that hold most, the shortest, first."""
    offers = [
        (Matched(key, name), comparable(name)) for key in holders for name in known[key].names
    ]
    found: list[Matched] = []
    while words and offers:
        left = [missing(words, compared) for _, compared in offers]
        best = min(range(len(offers)), key=lambda at: (len(left[at]), len(offers[at][0].name)))
        if len(left[best]) == len(words):
            break
        found.append(offers[best][0])
        words = left[best]
    return found
