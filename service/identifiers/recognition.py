"""Recognition: which identifiers a text typed into a search box certainly is."""

import re
from collections.abc import Callable
from contextlib import suppress

from service.identifiers.doi import canonical_doi
from service.identifiers.handle import canonical_handle
from service.identifiers.isbn import canonical_isbn
from service.identifiers.issn import canonical_issn
from service.identifiers.text import InvalidIdentifier, clean, printed
from service.identifiers.un_symbol import known_un_symbol
from service.identifiers.url import canonical_url

YEAR = "(?:1[0-9]{3}|20[0-9]{2})"
READERS: tuple[tuple[str, str, Callable[[str], str]], ...] = (
    ("id", r"(?=.*[0-9])[0-9abcdefghjkmnpqrstvwxyz]{12}", clean),
    ("doi", r".*10(?:\.|%2E).*", canonical_doi),
    ("handle", r"\W*(?:hdl:|info:hdl/|(?:https?://)?hdl\.handle\.net/).*", canonical_handle),
    ("isbn", r".*[0-9].*", canonical_isbn),
    ("issn", rf".*issn.*|(?!{YEAR}-{YEAR})[0-9]{{4}}-[0-9]{{3}}[0-9X]", canonical_issn),
    ("un_symbol", r"[^/]*/.*[0-9].*", known_un_symbol),
    ("url", r"(?:https?://|www\.)\S+|(?:[a-z0-9-]+\.)+[a-z]{2,}/\S*", canonical_url),
)
"""Scheme, what a text must look like to be certain of it, and what checks the rest."""


def recognise(text: str) -> list[tuple[str, str]]:
    """List each (scheme, canonical value) that the whole text certainly is.

    Schemes are those of `SCHEMES` but `local`, and `url` and `id` (of our own records).
    Ordinary words give an empty list, so does text of any other kind: nothing is raised.
    """
    try:
        line = printed(text)
    except InvalidIdentifier:
        return []
    found = []
    for scheme, shape, canonical in READERS:
        if re.fullmatch(shape, line, 0 if scheme == "id" else re.IGNORECASE):
            with suppress(InvalidIdentifier):
                found.append((scheme, canonical(text)))
    return found
