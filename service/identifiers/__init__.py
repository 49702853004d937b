"""Identifiers of reports and pages: recognise them, check them, bring them to canonical form."""

from collections.abc import Callable

from service.identifiers.doi import canonical_doi
from service.identifiers.handle import canonical_handle
from service.identifiers.isbn import canonical_isbn
from service.identifiers.issn import canonical_issn
from service.identifiers.local_number import canonical_local_number
from service.identifiers.recognition import recognise
from service.identifiers.text import InvalidIdentifier
from service.identifiers.un_symbol import canonical_un_symbol
from service.identifiers.url import canonical_url

__all__ = [
    "SCHEMES",
    "InvalidIdentifier",
    "canonical",
    "canonical_doi",
    "canonical_handle",
    "canonical_isbn",
    "canonical_issn",
    "canonical_local_number",
    "canonical_un_symbol",
    "canonical_url",
    "recognise",
]

SCHEMES: dict[str, Callable[[str], str]] = {
    "doi": canonical_doi,
    "isbn": canonical_isbn,
    "issn": canonical_issn,
    "un_symbol": canonical_un_symbol,
    "handle": canonical_handle,
    "local": canonical_local_number,
}
"""Every scheme and the function that checks a value and returns its canonical form."""


def canonical(scheme: str, value: str) -> str:
    """Bring a value of a scheme to the form under which equal identifiers are equal text.

    Raises:
        InvalidIdentifier: if the value is not of the scheme, or there is no such scheme.
    """
    if scheme not in SCHEMES:
        raise InvalidIdentifier(f"{scheme!r} is not a scheme. Use one of: {', '.join(SCHEMES)}.")
    return SCHEMES[scheme](value)
