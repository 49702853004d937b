"""How names begin: what is indexed of them so that a search box can complete what is typed.

Hangul is spelt out in letters, final consonants like initial ones, so that what an input method
shows while somebody types (보윕 on the way to 보위부) is a beginning too, and one wrong letter is
one wrong letter. Korean words are joined, as their spaces differ from writer to writer.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from itertools import groupby

from service.search.analysis import CJK, fold

INITIALS = tuple("ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ")
VOWELS = "ㅏ ㅐ ㅑ ㅒ ㅓ ㅔ ㅕ ㅖ ㅗ ㅗㅏ ㅗㅐ ㅗㅣ ㅛ ㅜ ㅜㅓ ㅜㅔ ㅜㅣ ㅠ ㅡ ㅡㅣ ㅣ"
FINALS = (
    "- ㄱ ㄲ ㄱㅅ ㄴ ㄴㅈ ㄴㅎ ㄷ ㄹ ㄹㄱ ㄹㅁ ㄹㅂ ㄹㅅ ㄹㅌ ㄹㅍ ㄹㅎ "
    "ㅁ ㅂ ㅂㅅ ㅅ ㅆ ㅇ ㅈ ㅊ ㅋ ㅌ ㅍ ㅎ"
)
MEDIAL, FINAL = VOWELS.split(), FINALS.replace("-", "").split(" ")
LETTERS = "ㄱ-ㅎㅏ-ㅣ"
TYPED_LETTERS = re.compile(f"([{LETTERS}]+)")
SYLLABLE = re.compile("[가-힣]")
WORD = re.compile(rf"[{LETTERS}{CJK}]+|[^\W_{LETTERS}{CJK}]+")
EASTERN = re.compile(f"[{LETTERS}{CJK}]")
LONGEST_WORD, LONGEST_RUN = 12, 24
MOST_WORDS = 12
START = "^"
"""Stands before what a whole name begins with."""


def beginnings(name: str) -> frozenset[str]:
    """Return everything that may be typed to begin a name, or one of its words."""
    cut = {whole[:end] for whole in longest(name) for end in range(1, len(whole) + 1)}
    return frozenset(cut - {START})


def begun(name: str, texts: Sequence[str]) -> int:
    """Return how many of some texts are beginnings of a name."""
    known = lines(name)
    return sum(f"\n{text}" in known for text in texts)


@lru_cache(maxsize=4096)
def lines(name: str) -> str:
    """Write the longest beginnings of a name, each after a line break."""
    return "".join(f"\n{whole}" for whole in longest(name))


def longest(name: str) -> list[str]:
    """Return the longest beginnings of a name and of its words: all others are parts of them."""
    words = words_of(name)[:MOST_WORDS]
    found = [(START + spelt("".join(words)))[:LONGEST_RUN]]
    for at, word in enumerate(words):
        if EASTERN.match(word):
            run = run_from(words, at)[:LONGEST_RUN]
            initials = "".join(initial(one) for one in run if SYLLABLE.match(one))
            found += [spelt(run)[:LONGEST_RUN], initials[:LONGEST_WORD]]
            found += [(START + initials)[:LONGEST_WORD]] if at == 0 else []
        else:
            found.append(word[:LONGEST_WORD])
    return found


@lru_cache(maxsize=256)
def typed(text: str) -> tuple[str, ...]:
    """Return what must be among the beginnings of a name for a text to be on the way to it.

    The first is the whole text as the beginning of the whole name, which is better, but no must.
    """
    words = words_of(text)[:MOST_WORDS]
    if not words:
        return ()
    parts: list[str] = []
    for is_eastern, several in groupby(words, lambda word: bool(EASTERN.match(word))):
        if is_eastern:
            parts.append(spelt("".join(several))[:LONGEST_RUN])
        else:
            parts += (word[:LONGEST_WORD] for word in several)
    return (START + spelt("".join(words)))[:LONGEST_RUN], *dict.fromkeys(parts)


def words_of(text: str) -> list[str]:
    """Cut a text into folded words, single Hangul letters left as they are."""
    pieces = TYPED_LETTERS.split(unicodedata.normalize("NFC", text))
    return WORD.findall("".join(one if TYPED_LETTERS.match(one) else fold(one) for one in pieces))


def run_from(words: list[str], at: int) -> str:
    """Join the Korean, Chinese or Japanese words from one on."""
    end = next((to for to in range(at, len(words)) if not EASTERN.match(words[to])), len(words))
    return "".join(words[at:end])


def spelt(word: str) -> str:
    """Spell syllables out in letters."""
    return SYLLABLE.sub(lambda found: "".join(letters(found[0])), word)


def initial(syllable: str) -> str:
    """Return the consonant with which a syllable begins."""
    return letters(syllable)[0]


@lru_cache(maxsize=12_000)
def letters(syllable: str) -> tuple[str, str, str]:
    """Take a syllable apart: initial consonant, vowel, final consonant if there is one."""
    first, rest = divmod(ord(syllable) - ord("가"), len(MEDIAL) * len(FINAL))
    vowel, last = divmod(rest, len(FINAL))
    return INITIALS[first], MEDIAL[vowel], FINAL[last]
