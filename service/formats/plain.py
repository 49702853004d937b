"""JSON as the catalogue itself writes it, and text that fits on one line of any format."""

import re

import pydantic_core

from service.formats.format import Document, Wish

UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]+")
PLAIN = re.compile(r"https?://[A-Za-z0-9!#-;=?@\[\]_~]+")
"""Most addresses, which can be written as they are."""
WEB = re.compile("https?://[^\\s]+", re.IGNORECASE)
AWKWARD = re.compile(r'[\\{}<>"^`|\x00-\x20\x7f-\x9f\u2028\u2029]')


def write_json(document: Document, _wish: Wish) -> bytes:
    """Write a document as it is."""
    return pydantic_core.to_json(document)


def write_line(document: Document, wish: Wish) -> bytes:
    """Write a document as one line of NDJSON (https://github.com/ndjson/ndjson-spec)."""
    return write_json(document, wish) + b"\n"


def one_line(text: str) -> str:
    """Put text on one line: what breaks lines or cannot be printed becomes a space."""
    if text.isprintable() and "  " not in text:
        return text.strip()
    return " ".join(UNPRINTABLE.sub(" ", text).split())


def web_address(url: str | None) -> str | None:
    """Return an address that is safe to open and to write in any format; others do not count."""
    if url and PLAIN.fullmatch(url):
        return url
    return encoded(url) if url and WEB.fullmatch(url) else None


def encoded(address: str) -> str:
    """Percent-encode what no URL can hold (RFC 3986); letters of all scripts stay as they are."""
    return AWKWARD.sub(
        lambda one: "".join(f"%{byte:02X}" for byte in one.group().encode()), address
    )
