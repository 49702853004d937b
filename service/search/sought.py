"""What a text asks for, one thing at a time, and where each stands in other texts."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from service.search.analysis import (
    ACCENTED,
    CJK,
    WORDS,
    fold,
    runs,
    stems,
    unaccented,
    without_cjk,
)
from service.search.text import Clause

LETTER = rf"[^\W_{CJK}]"
WORD = re.compile(rf"(?<!{LETTER}){LETTER}+(?:['’]{LETTER}+)*")
GAP = re.compile(r"[\W_]+")
Span = tuple[int, int]


@dataclass(frozen=True, eq=False)
class Sought:
    """One thing to look for: a run of characters, the stems of words in a row, or a beginning.

    `hint` is how it begins. That is looked for as plain text, and only where it stands is looked
    closer: patterns made for each word that is asked would take longer to make than to use.
    """

    hint: str
    run: str = ""
    stems: tuple[str, ...] = ()

    def stands_in(self, compared: str) -> bool:
        """Say whether it stands anywhere in a text."""
        may_be = self.hint in compared or "'" in compared or "’" in compared
        return may_be and next(self.spans(compared), None) is not None

    def spans(self, compared: str) -> Iterator[Span]:
        """Go through the places where it stands, as pairs of offsets."""
        at = compared.find(self.hint)
        while at >= 0:
            if end := self.end_of_run(compared, at) if self.run else self.end(compared, at):
                yield at, end
            at = compared.find(self.hint, end or at + 1)
        if not self.run:
            yield from self.quoted(compared)

    def quoted(self, compared: str) -> Iterator[Span]:
        """Go through the places with an apostrophe after the first letter (O'Brien)."""
        first, rest = self.hint[0], self.hint[1:]
        for mark in "'’":
            at = compared.find(mark, 1)
            while at >= 0:
                begins = compared[at - 1] == first and compared.startswith(rest, at + 1)
                if begins and (end := self.end(compared, at - 1)):
                    yield at - 1, end
                at = compared.find(mark, at + 1)

    def end_of_run(self, compared: str, at: int) -> int:
        """Return where the run ends if it begins here, else 0; between characters may be gaps."""
        for character in self.run:
            if not compared.startswith(character, at):
                gap = GAP.match(compared, at)
                if gap is None or not compared.startswith(character, gap.end()):
                    return 0
                at = gap.end()
            at += 1
        return at

    def end(self, compared: str, at: int) -> int:
        """Return where the words end if they begin here, else 0."""
        word = WORD.match(compared, at)
        found: tuple[str, ...] = ()
        while word and found == self.stems[: len(found)]:
            found += stems(word[0]) if self.stems else ()
            if len(found) >= len(self.stems):
                return word.end() if found == self.stems else 0
            gap = GAP.match(compared, word.end())
            word = WORD.match(compared, gap.end()) if gap else None
        return 0


@lru_cache(maxsize=1024)
def sought(clause: Clause) -> tuple[Sought, ...]:
    """Return what a clause asks for; the last one of a `prefix*` is the beginning."""
    folded = fold(clause.text)
    found = [Sought(run[0], run=run) for run in runs(folded)]
    if words := tuple(WORDS.analyze(without_cjk(folded))):
        found.append(Sought(hint(words[0]), stems=words))
        if clause.prefix:
            found.append(Sought(without_cjk(folded).split()[-1]))
    return tuple(found)


def hint(stem: str) -> str:
    """Return how words of a stem begin: they differ at the end only (policy, policies)."""
    return stem[: max(2, len(stem) - 2)]


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
