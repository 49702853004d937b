"""Marking what was found: `<mark>` around the words that match, all else escaped for HTML."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from html import escape

from service.search.analysis import STOP_WORDS, fold
from service.search.passages import MEMBERS, PARAGRAPHS, TITLES, Passage, Passages
from service.search.sought import Sought, Span, sought
from service.search.text import Group, parse

LENGTH = 200
LEAD = 40
CUT = 24
"""How far from where a text would be cut a better place, between words, is looked for."""
NAMES = dict.fromkeys(TITLES, "title") | dict.fromkeys(PARAGRAPHS) | {"quotes": "quote"}
"""The members in which matches are marked, each with the name by which it is asked, if any."""
Marker = tuple[Sought, ...]
Snippets = dict[str, dict[str, str]]


def highlight(passages: Passages, record: int, text: str) -> Snippets:
    """Show where a record matches a text: field, language, snippet; only what matches.

    The snippet of a title is the whole of it; other texts are cut to about 200 characters at
    word boundaries. Of the quotes, the first that matches in each language is shown.
    """
    shown: Snippets = {}
    markers = markers_of(text)
    for passage in passages.records[record]:
        snippets = shown.get(passage.member, {})
        if passage.language in snippets:
            continue
        if spans := marked(passages, passage, markers.get(passage.member, ())):
            length = len(passage.text) if passage.member in TITLES else LENGTH
            snippets[passage.language] = snippet(passage.text, spans, length)
            shown[passage.member] = snippets
    return shown


# What to mark.


@lru_cache(maxsize=256)
def markers_of(text: str) -> Mapping[str, Marker]:
    """Return what is marked for a text in each member of a document."""
    groups = parse(text)
    by_name = {name: marker_of(groups, name) for name in set(NAMES.values())}
    return {member: by_name[NAMES[member]] for member in MEMBERS if by_name[NAMES[member]]}


def marker_of(groups: Sequence[Group], name: str | None) -> Marker:
    """Return what is marked in a field; empty if nothing is asked that could be marked."""
    clauses = [
        clause
        for group in groups
        for clause in group
        if not clause.excluded and not clause.years and clause.field in (None, name)
    ]
    telling = [each for each in clauses if each.phrase or fold(each.text) not in STOP_WORDS]
    return tuple(each for clause in telling or clauses for each in sought(clause))


def marked(passages: Passages, passage: Passage, marker: Marker) -> list[Span]:
    """Return the places to mark in a text, in order, those that touch as one."""
    return joined(
        [span for each in marker for span in passages.texts.places(each).get(passage.number, ())]
    )


def joined(found: Iterable[Span]) -> list[Span]:
    """Put places in order; those that touch become one."""
    spans: list[Span] = []
    for first, last in sorted(found):
        if spans and first <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(last, spans[-1][1]))
        else:
            spans.append((first, last))
    return spans


# What to show.


def snippet(text: str, spans: list[Span], length: int = LENGTH) -> str:
    """Cut a text around its matches and mark them; `…` stands for what was cut off."""
    begin, end = window(text, spans, length)
    pieces = ["…" if begin else ""]
    at = begin
    for first, last in spans:
        if first >= at and last <= end:
            pieces += [escape(text[at:first]), "<mark>", escape(text[first:last]), "</mark>"]
            at = last
    return "".join((*pieces, escape(text[at:end]), "…" if end < len(text) else ""))


def window(text: str, spans: list[Span], length: int) -> Span:
    """Choose the part of a text that shows most matches, between words."""
    if len(text) <= length:
        return 0, len(text)
    best = spans[most_within(spans, length - LEAD)]
    begin = max(0, min(best[0] - LEAD, len(text) - length))
    end = min(len(text), begin + length)
    return cut_forward(text, begin, best[0]), cut_back(text, end, max(best[1], end - CUT))


def most_within(spans: list[Span], length: int) -> int:
    """Return the number of the match from which most others are within a length."""
    ends = [last for _, last in spans]
    shown = [bisect_right(ends, first + length) - at for at, (first, _) in enumerate(spans)]
    return shown.index(max(shown))


def cut_forward(text: str, begin: int, latest: int) -> int:
    """Move a beginning behind the next space, unless a match or a long word comes first."""
    if begin == 0:
        return 0
    space = text.find(" ", begin - 1, min(begin + CUT, latest))
    return begin if space < 0 else space + 1


def cut_back(text: str, end: int, earliest: int) -> int:
    """Move an end before the last space, unless a match or a long word is in the way."""
    if end == len(text):
        return end
    space = text.rfind(" ", earliest, end + 1)
    return end if space < 0 else space
