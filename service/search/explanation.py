"""Why a record was found: the names of authorities that were asked, where its own words were not.

A record is found by every name of the authorities it refers to, so that one which writes "Ministry
of State Security" is found by 보위부. Nobody could tell why without being told.
"""

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from functools import lru_cache
from typing import NamedTuple

from service.schemas.values import RecordKind
from service.search.analysis import STOP_WORDS, fold
from service.search.documents import Json, Names, authority_ids, name_key, own_texts, read
from service.search.highlight import PARAGRAPHS, TITLES, Sought, comparable, sought
from service.search.text import Clause, parse

OF_ITS_OWN = ("title", "quote")
"""Fields in which no authority's name is looked for."""


LONGEST_NAME = 6
"""Words of a text that may be one name."""


class Matched(NamedTuple):
    """An authority by id, and the name of it that was asked."""

    authority: str
    name: str


@lru_cache(maxsize=256)
def words_of(text: str) -> tuple[Sought, ...]:
    """Return what a text asks for that the name of an authority may hold."""
    clauses = [clause for group in parse(text) for clause in group if may_be_name(clause)]
    found = (list(sought(clause)) for clause in clauses)
    return tuple(
        each
        for clause, several in zip(clauses, found, strict=True)
        for each in (several[-1:] if clause.prefix else several)
    )


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


def unshown(begun: Json, text: str) -> list[Sought]:
    """Return what a text asks for that neither titles nor paragraphs of a record say."""
    shown = (begun.get(name) or {} for name in (*TITLES, *PARAGRAPHS))
    return missing(words_of(text), (piece for maps in shown for piece in maps.values()))


def own_words(document: Json) -> Iterator[str]:
    """Return all texts of a record without the other names of authorities, its own too."""
    if document["kind"] == RecordKind.authority:
        return iter(document["label"].values())
    return (text for several in vars(own_texts(document)).values() for text in several)


def missing(words: Iterable[Sought], texts: Iterable[str]) -> list[Sought]:
    """Return the words that stand in none of some texts."""
    left = list(words)
    for text in texts:
        if not left:
            break
        left = without(left, text)
    return left


def without(words: Iterable[Sought], text: str) -> list[Sought]:
    """Return the words that do not stand in a text."""
    compared = comparable(text)
    return [word for word in words if next(word.spans(compared), None) is None]


def namesakes(document: Json) -> set[str]:
    """Return the ids of the authorities by whose names a record is found."""
    is_one = document["kind"] == RecordKind.authority
    return authority_ids(document) | ({document["id"]} if is_one else set())


class Puzzle(NamedTuple):
    """What is to be explained of a record: words it does not say, and whose names may be it."""

    words: list[Sought]
    authorities: set[str]


def puzzle(document: bytes, begun: Json, text: str, named: AbstractSet[str]) -> Puzzle:
    """Look at a record that a text found; `named` are authorities that the text names in full.

    Most records say what was asked in what has been read of them already (`marked_texts`).
    """
    if left := unshown(begun, text):
        whole = read(document)
        if words := missing(left, own_words(whole)):
            return Puzzle(words, namesakes(whole))
    return Puzzle([], {key for key in named if key.encode() in document})


def solve(
    asked: Puzzle, keys: Iterable[str], aliases: Mapping[str, Names], names: Mapping[str, Names]
) -> list[Matched]:
    """Find the aliases that were asked in full, then names that hold the words still missing."""
    full = set(keys)
    whole = {
        key: name
        for key in sorted(asked.authorities & aliases.keys())
        for name in reversed(aliases[key])
        if name_key(name) in full
    }
    found = [Matched(*item) for item in whole.items()]
    return found + holding(missing(asked.words, whole.values()), asked.authorities, names)


def holding(
    words: list[Sought], authorities: Iterable[str], names: Mapping[str, Names]
) -> list[Matched]:
    """Find few names that hold all of some words: those that hold most, the shortest, first."""
    offers = [Matched(key, name) for key in sorted(authorities) for name in names.get(key, ())]
    found = []
    while words and offers:
        best = min(offers, key=lambda offer: (len(without(words, offer.name)), len(offer.name)))
        left = without(words, best.name)
        if len(left) == len(words):
            break
        found.append(best)
        words = left
    return found
