"""Languages: BCP 47 tags, text in several languages, and choosing one of them."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

import langcodes
from langcodes.tag_parser import LanguageTagError

FALLBACK = ("en", "ko")


@lru_cache(maxsize=4096)
def canonical_tag(tag: str) -> str:
    """Bring a language tag to its canonical form (BCP 47): `KO-kr` becomes `ko-KR`.

    Raises:
        ValueError: if it is not a language tag; the message says what one looks like.
    """
    try:
        canonical = langcodes.standardize_tag(tag) if tag.isascii() else ""
    except LanguageTagError:
        canonical = ""
    if not canonical or canonical == "und" or not langcodes.tag_is_valid(canonical):
        raise ValueError(f"{tag!r} is not a language tag. Use BCP 47, such as 'en' or 'ko'.")
    return canonical


def normal_text(text: str) -> str:
    """Bring text to the one form in which it is stored: NFC, without white space at its ends."""
    return unicodedata.normalize("NFC", text).strip()


def best_language(languages: Iterable[str], preferred: Sequence[str]) -> str | None:
    """Choose a language for a reader: a preferred one, its base, then English, Korean, the first.

    `preferred` is in the reader's order; `languages` are those that exist.
    """
    return best_of(tuple(languages), tuple(preferred))


@lru_cache(maxsize=4096)
def best_of(languages: tuple[str, ...], preferred: tuple[str, ...]) -> str | None:
    """Choose a language; the same few questions are asked for every text that is shown."""
    for tag in (*preferred, *FALLBACK):
        base = tag.split("-")[0]
        for candidate in (tag, base):
            if candidate in languages:
                return candidate
        for candidate in languages:
            if candidate.split("-")[0] == base:
                return candidate
    return next(iter(languages), None)


def choose(text: Mapping[str, str], preferred: Sequence[str]) -> str | None:
    """Take one text of a language map, by `best_language`; nothing if the map is empty."""
    if len(text) == 1:  # as most have, whatever is preferred
        return next(iter(text.values()))
    first = preferred[0] if preferred else FALLBACK[0]
    if first in text:
        return text[first]
    language = best_language(text, preferred)
    return None if language is None else text[language]


def in_language(
    text: Mapping[str, str], preferred: Sequence[str]
) -> Mapping[str, str] | str | None:
    """Show a language map: one text to readers of some languages, all of it to others."""
    return choose(text, preferred) if preferred else text
