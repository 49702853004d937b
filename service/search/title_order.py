"""The order of titles: a title as numbers that compare as readers put titles in order.

Capitals, accents, punctuation and an article in front do not count, nor do the spaces of Korean,
which differ from writer to writer. Digits come first, then the Latin alphabet, other alphabets,
Hangul in the order of Korean dictionaries, which is that of its code points, and Han.
"""

import re
from collections.abc import Mapping
from struct import Struct

from service.languages import best_language
from service.search.analysis import CJK, fold

NUMBERS, BYTES = 5, 8
LANGUAGES = {"title": "en", "title_ko": "ko"}
"""Orders, each with the language whose titles it prefers."""
TITLE_KEYS = {sort: tuple(f"{sort}_{place}" for place in range(NUMBERS)) for sort in LANGUAGES}
"""The fields that hold the numbers of a title, the one that decides first."""
ARTICLE = re.compile(r"^(?:the|an?) (?=\S)")
OTHER = re.compile(r"[\W_]+")
EASTERN_SPACE = re.compile(f"(?<=[{CJK}]) (?=[{CJK}])")
SPACE, ALPHABETS, HANGUL, HAN = 0x01, 0x7F, 0x80, 0xF0
FIRST_SYLLABLE, LAST_SYLLABLE = 0xAC00, 0xD7A3
PLAIN = bytes.maketrans(b" ", bytes([SPACE]))
NUMBERED = Struct(f">{NUMBERS}Q")
LAST = (1 << 8 * BYTES) - 2
"""The number of what has no title: it comes last."""


def title_keys(title: Mapping[str, str]) -> dict[str, int]:
    """Return the numbers of a title in several languages, by field."""
    keys: dict[str, int] = {}
    made: dict[str | None, tuple[int, ...]] = {None: (LAST,) * NUMBERS}
    for sort, preferred in LANGUAGES.items():
        language = best_language(list(title), (preferred,))
        if language and language not in made:
            made[language] = title_key(title[language], language)
        keys |= zip(TITLE_KEYS[sort], made[language], strict=True)
    return keys


def title_key(title: str, language: str) -> tuple[int, ...]:
    """Return the numbers of a title: some 40 letters, or 20 syllables, decide."""
    words = OTHER.sub(" ", fold(title)).strip()
    filed = ARTICLE.sub("", words) if language.startswith("en") else words
    filed = EASTERN_SPACE.sub("", filed)
    if not filed:
        return (LAST,) * NUMBERS
    decisive = filed[: NUMBERS * BYTES]
    is_plain = decisive.isascii()
    weights = decisive.encode().translate(PLAIN) if is_plain else b"".join(map(weight, decisive))
    return NUMBERED.unpack(weights[: NUMBERS * BYTES].ljust(NUMBERS * BYTES, b"\0"))


def weight(character: str) -> bytes:
    """Return bytes that compare as characters do."""
    code = ord(character)
    if character == " ":
        return bytes([SPACE])
    if code < ALPHABETS:
        return bytes([code])
    if FIRST_SYLLABLE <= code <= LAST_SYLLABLE:
        syllable = code - FIRST_SYLLABLE
        return bytes([HANGUL + (syllable >> 8), syllable & 0xFF])
    script = HAN if re.match(f"[{CJK}]", character) else ALPHABETS
    return bytes([script]) + code.to_bytes(3)
