"""Marking what was found: `<mark>` around the words that match, all else escaped for HTML."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import Any, NamedTuple

from pydantic_core import from_json

from service.search.analysis import (
    ACCENTED,
    CJK,
    STOP_WORDS,
    WORDS,
    fold,
    runs,
    stems,
    unaccented,
    without_cjk,
)
from service.search.text import Clause, Group, parse

LENGTH = 200
LEAD = 40
CUT = 24
"""How far from where a text would be cut a better place, between words, is looked for."""
TITLES = ("title", "subtitle", "label", "headline")
PARAGRAPHS = ("abstract", "summary", "description")
FIELDS = dict.fromkeys(TITLES, "title") | dict.fromkeys(PARAGRAPHS) | {"quotes": "quote"}
"""The members in which matches are marked, each with the name by which it is asked, if any."""
LETTER = rf"[^\W_{CJK}]"
WORD = re.compile(rf"(?<!{LETTER})({LETTER}+(?:['’]{LETTER}+)*)")
NEXT_WORD = re.compile(rf"[\W_]+({LETTER}+(?:['’]{LETTER}+)*)")
Span = tuple[int, int]
Snippets = dict[str, dict[str, str]]


@dataclass(frozen=True, eq=False)
class Sought:
    """One thing to mark: a run of characters, the stems of words in a row, or a beginning.

    `hint` is how it begins: finding that first is far quicker than a pattern alone.
    """

    hint: str
    run: re.Pattern[str] | None = None
    stems: tuple[str, ...] = ()

    def stands_in(self, text: str) -> bool:
        """Say whether it stands anywhere in a text."""
        return self.may_stand_in(text) and next(self.spans(text), None) is not None

    def may_stand_in(self, text: str) -> bool:
        """Say at little cost that it does not stand in a text, or that one has to look."""
        return self.hint in text or (self.run is None and ("'" in text or "’" in text))

    def spans(self, text: str) -> Iterator[Span]:
        """Go through the places where it stands, as pairs of offsets."""
        for hint in self.hints(text):
            at = text.find(hint)
            while at >= 0:
                if end := self.end(text, at):
                    yield at, end
                at = text.find(hint, end or at + 1)

    def hints(self, text: str) -> Sequence[str]:
        """Return how it may begin: an apostrophe may follow the first letter (O'Brien)."""
        if self.run or ("'" not in text and "’" not in text):
            return (self.hint,)
        return (self.hint, *(f"{self.hint[0]}{mark}{self.hint[1:]}" for mark in "'’"))

    def end(self, text: str, at: int) -> int:
        """Return where it ends if it begins here, else 0."""
        if self.run:
            match = self.run.match(text, at)
            return match.end() if match else 0
        word = WORD.match(text, at)
        if word is None or not self.stems:
            return word.end() if word else 0
        found: tuple[str, ...] = ()
        while word and len(found) < len(self.stems):
            found, end = found + stems(word[1]), word.end(1)
            word = NEXT_WORD.match(text, end)
        return end if found == self.stems else 0


Marker = tuple[Sought, ...]


class Passage(NamedTuple):
    """A text in which matches are marked: where it stands, its language, how it is compared."""

    member: str
    language: str
    text: str
    compared: str


def passages(document: bytes) -> list[Passage]:
    """Read of a document what may be marked: of a report, the members before `languages`."""
    begun, cut, _ = document.partition(b',"languages":[')
    texts: dict[str, Any] = from_json(begun + b"}" if cut else document, cache_strings="keys")
    return [
        Passage(name, language, text, comparable(text))
        for name in FIELDS
        if name in texts
        for language, text in texts_of(texts[name])
    ]


def highlight(found: Iterable[Passage], text: str) -> Snippets:
    """Show where a record matches a text: field, language, snippet; only what matches.

    The snippet of a title is the whole of it; other texts are cut to about 200 characters at
    word boundaries. Of the quotes, the first that matches in each language is shown.
    """
    shown: Snippets = {}
    markers = markers_of(text)
    for each in found:
        marker, snippets = markers.get(each.member), shown.get(each.member, {})
        if marker and each.language not in snippets and (spans := marked(each.compared, marker)):
            length = len(each.text) if each.member in TITLES else LENGTH
            snippets[each.language] = snippet(each.text, spans, length)
            shown[each.member] = snippets
    return shown


def texts_of(value: Any) -> Iterable[tuple[str, str]]:
    """Go through the texts of a language map or of quotes, each with its language."""
    if isinstance(value, dict):
        return value.items()
    return ((quote["language"], quote["text"]) for quote in value)


# What to look for.


@lru_cache(maxsize=256)
def markers_of(text: str) -> Mapping[str, Marker]:
    """Make what finds a text in each member of a document in which it may be marked."""
    groups = parse(text)
    by_field = {field: marker_of(groups, field) for field in set(FIELDS.values())}
    return {name: by_field[field] for name, field in FIELDS.items() if by_field[field]}


def marker_of(groups: Sequence[Group], field: str | None) -> Marker:
    """Make what finds a text in a field; empty if it asks for nothing that could be marked."""
    clauses = [
        clause
        for group in groups
        for clause in group
        if not clause.excluded and not clause.years and clause.field in (None, field)
    ]
    telling = [each for each in clauses if each.phrase or fold(each.text) not in STOP_WORDS]
    return tuple(each for clause in telling or clauses for each in sought(clause))


def sought(clause: Clause) -> Iterator[Sought]:
    """Go through what a clause asks to mark."""
    folded = fold(clause.text)
    for run in runs(folded):
        yield Sought(run[0], run=re.compile(r"[\W_]*".join(run)))
    words = tuple(WORDS.analyze(without_cjk(folded)))
    if words:
        yield Sought(hint(words[0]), stems=words)
    if words and clause.prefix:
        yield Sought(without_cjk(folded).split()[-1])


def hint(stem: str) -> str:
    """Return how words of a stem begin: they differ at the end only (policy, policies)."""
    return stem[: max(2, len(stem) - 2)]


def marked(compared: str, marker: Marker) -> list[Span]:
    """Return the places to mark in a text, in order, those that touch as one."""
    spans: list[Span] = []
    found = [
        span for each in marker if each.may_stand_in(compared) for span in each.spans(compared)
    ]
    for first, last in sorted(found):
        if spans and first <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(last, spans[-1][1]))
        else:
            spans.append((first, last))
    return spans


def comparable(text: str) -> str:
    """Fold a text character by character, so that offsets stay."""
    lower = text.lower()
    if text.isascii() or (len(lower) == len(text) and not ACCENTED.search(lower)):
        return lower
    return "".join(map(comparable_character, text))


@lru_cache(maxsize=4096)
def comparable_character(character: str) -> str:
    """Fold one character to one character."""
    return unaccented(character.lower()[0])[:1] or character


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
