"""Correction: the text that was probably meant, where a text finds nothing or next to nothing."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from tantivy import Searcher

from service.schemas.values import RecordKind
from service.search.filtering import either, every, terms
from service.search.matching import FINE, clauses_match, matching
from service.search.ordering import by_score, count
from service.search.parts import is_word
from service.search.query import Query
from service.search.spelling import nearest, similar
from service.search.text import Clause, Group

MOST_CORRECTED = 8
MOST_DOUBTED = 2
"""Words of a text of which others are tried, where it finds a little."""
FEW = 3
"""What finds fewer records than this may be a slip that others made too."""
TIMES = 10
"""How many times more often a word must stand in the catalogue to be offered for a rare one, and
how many times more records the text with it must find."""


# Nothing found: every word may be one of those near it; the best record tells which were meant.


def corrected(searcher: Searcher, query: Query, groups: Sequence[Group]) -> str | None:
    """Find a text near one that finds nothing in any record; `None` if there is none."""
    if best(searcher, Query(query.text), groups) is not None:
        return None
    wider = [widened(searcher, group) for group in groups[:MOST_CORRECTED]]
    wider += groups[MOST_CORRECTED:]
    likeliest = best(searcher, query, wider)
    if likeliest is None:
        return None
    text = query.text
    for group in wider:
        if len(group) > 1:
            meant = next((one for one in group if fits(searcher, one, likeliest)), group[0])
            text = rewritten(text, group[0].text, meant.text)
    return text if text != query.text else None


def rewritten(text: str, word: str, meant: str) -> str:
    """Write another word in place of one in a text, in capitals where that one is."""
    if word[:1].isupper():
        meant = meant.upper() if word.isupper() else meant.capitalize()
    return re.sub(rf'(?<![^\s"]){re.escape(word)}(?![^\s"])', lambda _: meant, text, count=1)


def widened(searcher: Searcher, group: Group) -> Group:
    """Add the words near a word; known words come first."""
    word = group[0]
    if len(group) > 1 or not is_word(word):
        return group
    return (word, *(replace(word, text=near) for near in nearest(searcher, word.text)))


def best(searcher: Searcher, query: Query, groups: Sequence[Group]) -> int | None:
    """Return the ordinal of the record that fits best."""
    match = matching(query, groups, FINE)
    (hits, _), _ = by_score(searcher, replace(query, limit=1, after=None), match)
    return hits[0].ordinal if hits else None


def fits(searcher: Searcher, clause: Clause, ordinal: int) -> bool:
    """Say whether a record matches a clause."""
    match = every([terms("ordinal", [ordinal]), clauses_match([(clause,)])])
    return count(searcher.search(match, 1)) > 0


# A little found: a rare word may be a slip, unless somebody is called so.


def suggested(
    searcher: Searcher,
    query: Query,
    groups: Sequence[Group],
    total: int,
    find: Callable[[Query], int],
) -> str | None:
    """Find a text near one that finds `total` records, with many times more; `find` counts."""
    doubted = [group[0] for group in groups if is_doubtful(searcher, group)][:MOST_DOUBTED]
    text = query.text
    most = TIMES * total
    for word in doubted:
        offers = [rewritten(text, word.text, near) for near in commoner(searcher, word)]
        for offer in offers:
            if (found := find(replace(query, text=offer))) >= most:
                text, most = offer, found + 1
    return text if text != query.text else None


def is_doubtful(searcher: Searcher, group: Group) -> bool:
    """Say whether a group is a rare word that is in no name."""
    word = group[0]
    if len(group) > 1 or not is_word(word) or frequency(searcher, word) >= FEW:
        return False
    return not is_name(searcher, word)


def is_name(searcher: Searcher, word: Clause) -> bool:
    """Say whether a word is in the name of an authority, or in one that a record prints."""
    in_name, in_label = (clauses_match([(replace(word, field=one),)]) for one in ("name", "title"))
    labelled = every([terms("kind", [RecordKind.authority]), in_label])
    return count(searcher.search(either([in_name, labelled]), 1)) > 0


def commoner(searcher: Searcher, word: Clause) -> list[str]:
    """Return the words near a word that far more records have."""
    least = TIMES * max(frequency(searcher, word), 1)
    near = similar(searcher, word.text)
    return [one for one in near if frequency(searcher, replace(word, text=one)) >= least]


def frequency(searcher: Searcher, word: Clause) -> int:
    """Count the records that have a word."""
    return count(searcher.search(clauses_match([(word,)]), 1))
