"""Marking what was found: `<mark>` around the words that match, all else escaped for HTML."""

import re
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import Any

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
from service.search.text import Clause, parse

LENGTH = 200
LEAD = 40
CUT = 24
"""How far from where a text would be cut a better place, between words, is looked for."""
SHOWN = {
    "title": ("title", "subtitle", "label", "headline"),
    None: ("abstract", "summary", "description"),
}
LETTER = rf"[^\W_{CJK}]"
BETWEEN = r"[\W_]*"
WORD = re.compile(f"{LETTER}+")
Span = tuple[int, int]
Snippets = dict[str, dict[str, str]]


@dataclass(frozen=True)
class Marker:
    """Finds what one text asked for: a pattern for candidates, and the stems they must have."""

    pattern: re.Pattern[str]
    wanted: frozenset[tuple[str, ...]]
    beginnings: tuple[str, ...]

    def spans(self, text: str) -> list[Span]:
        """Return where a text matches, as pairs of offsets in order."""
        compared = comparable(text)
        found = (match.span() for match in self.pattern.finditer(compared))
        return [span for span in found if self.accepts(compared[slice(*span)])]

    def accepts(self, found: str) -> bool:
        """Say whether a candidate is a match: words by their stems, runs as they are."""
        words = WORD.findall(found.replace("'", "").replace("’", ""))
        if not words or found.startswith(self.beginnings):
            return True
        return tuple(stem for word in words for stem in stems(word)) in self.wanted


def highlight(document: dict[str, Any], text: str) -> Snippets:
    """Show where a document matches a text: field, language, snippet; only what matches.

    The snippet of a title is the whole of it; other texts are cut to about 200 characters at
    word boundaries. Of the quotes, the first that matches in each language is shown.
    """
    shown: Snippets = {}
    for field, names in SHOWN.items():
        if marker := marker_of(text, field):
            for name in names:
                add_snippets(shown, name, document.get(name, {}).items(), marker)
    if marker := marker_of(text, "quote"):
        quotes = [(quote["language"], quote["text"]) for quote in document.get("quotes", [])]
        add_snippets(shown, "quotes", quotes, marker)
    return shown


def add_snippets(shown: Snippets, name: str, texts: Any, marker: Marker) -> None:
    """Add the snippets of one field's texts that match."""
    for language, text in texts:
        if spans := marker.spans(text):
            length = len(text) if name in SHOWN["title"] else LENGTH
            shown.setdefault(name, {}).setdefault(language, snippet(text, spans, length))


# What to look for.


@lru_cache(maxsize=256)
def marker_of(text: str, field: str | None) -> Marker | None:
    """Make what finds a text in a field; `None` if it asks for nothing that could be marked."""
    clauses = [
        clause
        for group in parse(text)
        for clause in group
        if not clause.excluded and not clause.years and clause.field in (None, field)
    ]
    telling = [each for each in clauses if each.phrase or fold(each.text) not in STOP_WORDS]
    return make_marker(telling or clauses)


def make_marker(clauses: list[Clause]) -> Marker | None:
    """Make what finds some clauses."""
    sequences, beginnings, patterns = set(), [], []
    for clause in clauses:
        folded = fold(clause.text)
        patterns += [BETWEEN.join(run) for run in runs(folded)]
        words = tuple(WORDS.analyze(without_cjk(folded)))
        if words:
            sequences.add(words)
            patterns.append(sequence_pattern(words))
            if clause.prefix:
                beginnings.append(without_cjk(folded).split()[-1])
    patterns += [rf"(?<!{LETTER}){re.escape(each)}{LETTER}*" for each in beginnings]
    if not patterns:
        return None
    longest_first = sorted(patterns, key=len, reverse=True)
    return Marker(re.compile("|".join(longest_first)), frozenset(sequences), tuple(beginnings))


def sequence_pattern(words: tuple[str, ...]) -> str:
    """Write a pattern for candidates: words that begin as these stems do, one after another.

    Stems differ from words at the end only (`polici`: policy, policies).
    """
    begun = [word[: max(2, len(word) - 2)] for word in words]
    loose = [re.escape(word[0]) + "['’]?" + re.escape(word[1:]) + f"{LETTER}*" for word in begun]
    return rf"(?<!{LETTER})" + r"[\W_]+".join(loose) + rf"(?!{LETTER})"


def comparable(text: str) -> str:
    """Fold a text character by character, so that offsets stay."""
    lower = text.lower()
    if len(lower) == len(text) and not ACCENTED.search(lower):
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
    best = max(spans, key=lambda span: (shown_from(spans, span[0], length - LEAD), -span[0]))
    begin = max(0, min(best[0] - LEAD, len(text) - length))
    end = min(len(text), begin + length)
    return cut_forward(text, begin, best[0]), cut_back(text, end, max(best[1], end - CUT))


def shown_from(spans: list[Span], begin: int, length: int) -> int:
    """Count the matches within so many characters."""
    return sum(begin <= first and last <= begin + length for first, last in spans)


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
