"""Choosing what a caller likes best: media types, languages and encodings with q-values."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from service.languages import best_language

HTML = "text/html"
JSON = "application/json"
ANYTHING = (None, "", "*/*", JSON)
"""What most callers accept, who get JSON."""
MOST_HEADERS = 64
"""Choices that are remembered by header: each may be as long as a head."""
MOST_LANGUAGES, LONGEST_TAG = 20, 35
"""Languages of a reader that are looked at, and characters of a tag (RFC 5646, section 4.4.1)."""
WEIGHT = re.compile(r"[01](\.[0-9]{0,3})?")


@dataclass(frozen=True)
class Preference:
    """One member of an `Accept…` header: what is wanted, how much (0 to 1), and where it stood."""

    value: str
    quality: float
    position: int


def preferences(header: str) -> list[Preference]:
    """Read an `Accept…` header; parameters other than `q` do not count.

    https://www.rfc-editor.org/rfc/rfc9110#section-12.5
    """
    found = []
    for position, member in enumerate(header.split(",")):
        value, *parameters = (part.strip().lower() for part in member.split(";"))
        if value:
            found.append(Preference(value, quality(parameters), position))
    return found


def quality(parameters: Sequence[str]) -> float:
    """Return the weight among the parameters of a member: 1 without one, 0 if it is no weight."""
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name == "q":
            return min(float(value), 1) if WEIGHT.fullmatch(value) else 0
    return 1


def choose_type(header: str | None, offered: Sequence[str]) -> str | None:
    """Choose the media type a caller wants most; `None` if the header allows none of them.

    The closest range speaks for a type: `text/html;q=0` outranks `*/*`. Of types that are wanted
    equally the one named earlier in the header wins, then the one offered earlier.
    """
    if header is None or not header.strip():
        return offered[0]
    wanted = {one.value: one for one in reversed(preferences(header))}
    found = [(one, closest(wanted, one)) for one in offered]
    allowed = [(one, said) for one, said in found if said is not None and said.quality > 0]
    best = min(allowed, key=lambda pair: (-pair[1].quality, pair[1].position), default=None)
    return None if best is None else best[0]


def closest(wanted: dict[str, Preference], media_type: str) -> Preference | None:
    """Find the range that says most about a media type: itself, `text/*`, or `*/*`."""
    ranges = (media_type, media_type.partition("/")[0] + "/*", "*/*")
    return next((wanted[one] for one in ranges if one in wanted), None)


def wants_html(accept: str | None) -> bool:
    """Tell a browser from a program: who does not ask for HTML gets JSON."""
    return choose_type(accept, (JSON, HTML)) == HTML


def choose_language(header: str | None, offered: Sequence[str]) -> str:
    """Choose the language of a page by `Accept-Language`; the first one if nothing fits."""
    wanted = [one for one in preferences(header or "") if one.quality > 0 and one.value != "*"]
    ordered = sorted(wanted, key=lambda one: (-one.quality, one.position))
    tags = [one.value for one in ordered if len(one.value) <= LONGEST_TAG]
    return best_language(offered, tags[:MOST_LANGUAGES]) or offered[0]


def accepts_gzip(header: str | None) -> bool:
    """Say whether the caller unpacks gzip."""
    wanted = {one.value: one.quality for one in preferences(header or "")}
    return wanted.get("gzip", wanted.get("*", 0)) > 0
