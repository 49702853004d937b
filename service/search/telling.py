"""Telling words: those that say what a record is about, rare but not its alone."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib import resources
from itertools import islice
from math import log, sqrt
from typing import NamedTuple

from tantivy import Query as Match
from tantivy import Searcher

from service.schemas.reference import each_reference
from service.schemas.values import RecordKind
from service.search.analysis import CJK, CJK_WORD, STOP_WORDS, fold, grams, stems
from service.search.documents import TITLES, Json, languages
from service.search.fields import REPORT, SCHEMA, WHOLE

PARAGRAPHS = ("abstract", "summary")
WORD = re.compile(rf"(?<!\d)[{CJK}]{{2,}}|[^\W\d_{CJK}][^\W_{CJK}]{{2,}}")
"""What follows a number counts something: 683건."""
MOST_READ = 250
"""Words of a record that are looked at, those of its title first."""
MOST_TELLING = 15
LEAST, MOST = 2, 2000
"""How many records may have a telling word: one that no other has finds nothing, and those that
have a common one take long to go through."""
SHARE, FEW = 20, 5
"""In a small catalogue, the share of its records that may have one: a twentieth, or five."""
IN_TITLE = 2.0
"""How much more a word of the title tells than one of the abstract."""
PARTICLES = re.compile(
    "(?<=[가-힣]{2})(?:으로서|으로써|이라는|에서|으로|에게|부터|까지|처럼|보다|이나|라는|하게|"
    "(?<!김정)은|는|이|가|을|를|의|에|와|과|도|만|로|들|인|한)+$"
)
VERBAL = re.compile("(?:다|하고|하며|하여|해서|했던|하는|되는|되어|지만|면서|려고|도록)$")
"""How Korean verbs end: what they say is hardly ever what a record is about."""
COMMON = STOP_WORDS | frozenset(
    resources.files("service.search").joinpath("common_words.txt").read_text("utf-8").split()
)
"""Words that go with any subject."""
Term = tuple[str, ...]
"""A word as the index has it: its stem, or the pairs of characters of one in Hangul or Han."""


class Telling(NamedTuple):
    """A word as a record writes it, without particles; how many have it; if the title does."""

    word: str
    frequency: int
    in_title: bool


def telling_words(searcher: Searcher, document: Json) -> Iterator[Telling]:
    """Go through the words that tell most of a record, the most telling first.

    The rarer a word and the more often it is used, the more it tells. Names of authorities that
    the record refers to are left out: other records are found by the authorities themselves.
    """
    kind = RecordKind(document["kind"])
    records = searcher.doc_freq("kind", kind)
    most = max(FEW, min(MOST, records // SHARE))
    titles = languages(document, TITLES)
    written: dict[Term, list[str]] = defaultdict(list)
    for word in islice(words_in([*titles, *languages(document, PARAGRAPHS)]), MOST_READ):
        written[term_of(word)].append(word)
    in_title, named = (set(map(term_of, words_in(each))) for each in (titles, labels(document)))
    scores: dict[Telling, float] = {}
    for term, words in written.items():
        frequency = 0 if term in named else frequency_of(searcher, term, text_of(kind))
        if LEAST <= frequency <= most:
            one = Telling(words[0], frequency, term in in_title)
            weight = sqrt(len(words)) * (IN_TITLE if one.in_title else 1)
            scores[one] = weight * rarity(records, frequency)
    return islice(apart(sorted(scores, key=lambda one: -scores[one])), MOST_TELLING)


def rarity(records: int, frequency: int) -> float:
    """Say how much it tells to be one of so many records among all."""
    return log(1 + records / (frequency + 1))


def apart(words: Iterable[Telling]) -> Iterator[Telling]:
    """Leave out words in Hangul or Han that are part of one before, or have one in them."""
    eastern: list[str] = []
    for one in words:
        if not is_cjk(one.word):
            yield one
        elif not any(one.word in other or other in one.word for other in eastern):
            eastern.append(one.word)
            yield one


def labels(document: Json) -> Iterator[str]:
    """Go through the labels of the authorities that a record refers to."""
    for path, item in each_reference(RecordKind(document["kind"]), document):
        if path.kind is RecordKind.authority:
            yield from item.get("label", {}).values()


def words_in(texts: Iterable[str]) -> Iterator[str]:
    """Go through the words of texts that may tell something, as they are written."""
    for text in texts:
        for word in WORD.findall(text):
            stem = PARTICLES.sub("", word)
            if not (fold(stem) in COMMON or fold(word) in COMMON or VERBAL.search(word)):
                yield stem


@lru_cache(maxsize=16384)
def term_of(word: str) -> Term:
    """Return what the index has of a word."""
    folded = fold(word)
    return tuple(grams(folded)) if CJK_WORD.fullmatch(folded) else stems(word)


def is_cjk(word: str) -> bool:
    """Say whether a word is in Hangul or Han."""
    return CJK_WORD.match(word) is not None


def text_of(kind: RecordKind) -> str:
    """Name the text in which words of records of a kind are looked for."""
    return REPORT if kind is RecordKind.report else WHOLE


def frequency_of(searcher: Searcher, term: Term, text: str) -> int:
    """Count the records that have a word; of characters, at most how many have them all."""
    field = field_of(term, text)
    return min((searcher.doc_freq(field, part) for part in term), default=0)


def field_of(term: Term, text: str) -> str:
    """Name the field of a text in which the index has a word."""
    return f"{text}_{'grams' if CJK_WORD.match(term[0]) else 'words'}" if term else ""


def word_match(word: str, text: str) -> Match:
    """Match a word."""
    term = term_of(word)
    field = field_of(term, text)
    if len(term) == 1:
        return Match.term_query(SCHEMA, field, term[0])
    return Match.phrase_query(SCHEMA, field, list(term))
