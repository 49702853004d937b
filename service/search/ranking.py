"""Ranking, told: why records stand where they do among what was found.

The same matches that weigh a record are asked again, of the records of one page alone.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from tantivy import Query as Match
from tantivy import Searcher

from service.search.analysis import STOP_WORDS, fold
from service.search.filtering import every, terms
from service.search.matching import (
    PLACES,
    as_spelled,
    as_word,
    called,
    identifiers_of,
    in_field,
    together,
)
from service.search.parts import is_positive, is_word, parts
from service.search.text import Clause, Group, parse

MOST_WORDS = 10
"""Words of a text whose places are told."""
ELSEWHERE = "text"
TOGETHER = ("all_in_title", "side_by_side", "side_by_side_in_title")
FORMS = ("word_start", "in_one_word")
REASONS = (
    *("identifier", "called", *TOGETHER, *PLACES, "author", "outlet", "topic", ELSEWHERE),
    *(*FORMS, "as_written"),
)
"""What may be told, in the order in which it is."""


class Reason(NamedTuple):
    """Why a record fits: what is so of it, and of which words; none if of all together."""

    name: str
    words: tuple[str, ...] = ()


def explain(
    searcher: Searcher, text: str, ordinals: Sequence[int], *, is_fine: bool
) -> dict[int, list[Reason]]:
    """Say of some records, by ordinal, why they fit a text: what counts most comes first.

    Not `is_fine` are records among so many that only words in titles were weighed.
    """
    told: dict[int, dict[str, list[str]]] = {ordinal: {} for ordinal in ordinals}
    for name, word, match in criteria(text, is_fine=is_fine):
        for ordinal in among(searcher, ordinals, match):
            told[ordinal].setdefault(name, []).extend([word] if word else [])
    return {ordinal: list(tidy(each)) for ordinal, each in told.items()}


def among(searcher: Searcher, ordinals: Sequence[int], match: Match) -> list[int]:
    """Return those of some records that match."""
    if not ordinals:
        return []
    narrowed = every([terms("ordinal", ordinals), match])
    found = searcher.search(narrowed, len(ordinals), count=False).hits
    return [int(n or 0) for n in searcher.fast_field_values("ordinal", [at for _, at in found])]


def tidy(told: Mapping[str, Sequence[str]]) -> Iterator[Reason]:
    """Go through reasons; words that stand in a place that says more are not told of again."""
    elsewhere = {word for name in PLACES for word in told.get(name, ())}
    for name in filter(told.__contains__, REASONS):
        words = tuple(word for word in told[name] if name != ELSEWHERE or word not in elsewhere)
        if words or not told[name]:
            yield Reason(name, tuple(dict.fromkeys(words)))


Criterion = tuple[str, str, Match]
"""What may be so of a record, of which word, and what tells whether it is."""


def criteria(text: str, *, is_fine: bool) -> Iterator[Criterion]:
    """Go through what may make records fit."""
    if named := identifiers_of(text):
        yield "identifier", "", terms("identifier", named)
    yield "called", "", called(text)
    asked = list(wanted(parse(text)))[:MOST_WORDS]
    places = (*(PLACES if is_fine else ("title",)), ELSEWHERE)
    for clause in asked:
        if not (several := parts(clause)):
            continue
        for name in (clause.field,) if clause.field else places:
            yield name, clause.text, every([in_field(part, name) for part in several])
    for name, word, match in in_every_way(asked) if is_fine else ():
        yield name, word, match


def in_every_way(asked: Sequence[Clause]) -> Iterator[Criterion]:
    """Go through what counts besides the places in which words stand."""
    words = [clause for clause in asked if is_word(clause)]
    for name, match in zip(TOGETHER, together(words, ELSEWHERE), strict=False):
        yield name, "", match
    for clause in words:
        for part in parts(clause):
            for name, match in zip(FORMS, as_word(part, ELSEWHERE), strict=False):
                yield name, clause.text, match
        for match in as_spelled(clause):
            yield "as_written", clause.text, match


def wanted(groups: Iterable[Group]) -> Iterator[Clause]:
    """Go through the clauses that a record may fit: those that exclude or name years are none."""
    clauses = (clause for group in groups if is_positive(group) for clause in group)
    for clause in clauses:
        is_telling = not is_word(clause) or fold(clause.text) not in STOP_WORDS
        if is_telling and not clause.excluded and not clause.years:
            yield clause
