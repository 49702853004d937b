"""The text identifiers are read from: cleaned, unescaped, freed of what stands around them."""

import re
import unicodedata
from typing import Literal
from urllib.parse import unquote

MAX_LENGTH = 2048

CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-")
OPENING = " ([{<\"'“‘«"
PUNCTUATION = " .,;:!?\"'”’»、。"
BRACKETS = {")": "(", "]": "[", "}": "{", ">": "<"}


class InvalidIdentifier(ValueError):
    """A text that is no identifier of its scheme; the message says why and what to do."""


def refusal(text: str, noun: str, reason: str) -> InvalidIdentifier:
    """Make the error for a text that is not `noun` ("a DOI"). `reason` ends the sentence."""
    shown = text if len(text) <= 80 else f"{text[:80]}…"
    return InvalidIdentifier(f"{shown!r} is not {noun}: {reason}")


def clean(text: str, form: Literal["NFC", "NFKC"] = "NFKC") -> str:
    """Remove invisible characters, normalise (Unicode), make each white space one space.

    Raises:
        InvalidIdentifier: if nothing is left, it is too long, or holds what is not text.
    """
    if len(text) <= MAX_LENGTH and not text.isascii():
        visible = "".join(c for c in text if unicodedata.category(c) != "Cf")
        text = unicodedata.normalize(form, visible)
    if len(text) > MAX_LENGTH:
        raise refusal(
            text, "an identifier", f"it is longer than {MAX_LENGTH} characters. Shorten it."
        )
    text = " ".join(text.split())
    if not text:
        raise refusal(text, "an identifier", "it is empty. Leave it out where it is not known.")
    if found := CONTROL.search(text):
        name = f"U+{ord(found.group()):04X}"
        raise refusal(text, "an identifier", f"{name} is not a character of text. Remove it.")
    return text


def printed(text: str) -> str:
    """Clean a text and make every dash a hyphen: what a person reads on the page."""
    return clean(text).translate(DASHES)


def bare(text: str) -> str:
    """Drop what a sentence puts around a name: quotes, punctuation, brackets opened before it."""
    text = text.lstrip(OPENING)
    while text and (text[-1] in PUNCTUATION or is_unopened(text)):
        text = text[:-1]
    return text


def is_unopened(text: str) -> bool:
    """Tell whether the text ends with a closing bracket that it does not open."""
    opening = BRACKETS.get(text[-1])
    return opening is not None and text.count(text[-1]) > text.count(opening)


def unescaped(text: str) -> str:
    """Undo percent-encoding (RFC 3986), also where it was applied more than once."""
    for _ in range(5):
        plain = printed(unquote(text, errors="surrogateescape"))
        if plain == text:
            return text
        text = plain
    raise refusal(text, "an identifier", "it is percent-encoded many times. Write it as printed.")


def unwrapped(text: str, lead: re.Pattern[str]) -> str:
    """Take a name out of its printed spellings: what `lead` matches, percent-encoding, quotes.

    If the group `resolver` of `lead` matched, the text is an address and loses `?...` and `#...`.
    """
    name = printed(text).lstrip(OPENING)
    found = lead.match(name)
    if found:
        name = name[found.end() :]
        if found["resolver"]:
            name = re.split("[?#]", name, maxsplit=1)[0]
    return bare(unescaped(name)) if name else name
