"""CSV, a table that spreadsheet programs and data analysts read (RFC 4180)."""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from service.formats.citable import labels, names, outlet_of, printed, text_of
from service.formats.collection import Listing
from service.formats.feed import label, summary
from service.formats.format import Document, Wish
from service.formats.plain import web_address

UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
FORMULA = re.compile("[\\s\ufeff'\"]*[=+@\\-|%\uff1d\uff0b\uff20\uff0d]")
"""How text begins that a spreadsheet program would run; full-width signs count there too."""
NEEDS_QUOTES = re.compile('[",;\n\t]')
Read = Callable[[Document, Sequence[str]], str | None]


def member(name: str) -> Read:
    """Read a value that stands in the document as it is shown."""
    return lambda document, _: None if (value := document.get(name)) is None else str(value)


def text(*members: str) -> Read:
    """Read the first of some language maps that is there."""
    return lambda document, languages: next(
        (found for name in members if (found := text_of(document, name, languages))), None
    )


def all_labels(name: str) -> Read:
    """Read the names of the records that a field shows."""
    return lambda document, languages: together(labels(document, name, languages))


def numbers(scheme: str) -> Read:
    """Read the identifiers of a scheme."""
    return lambda document, _: together(printed(document, scheme))


def together(values: Iterable[str]) -> str:
    """Write several values into one cell."""
    return "; ".join(values)


def people(role: str) -> Read:
    """Read who had a role."""
    return lambda document, languages: together(
        [one.literal for one in names(document, role, languages)]
    )


def languages_of(document: Document, _: Sequence[str]) -> str:
    """Read in which languages it is."""
    return together(document.get("languages") or filter(None, [document.get("language")]))


def publishers(document: Document, languages: Sequence[str]) -> str:
    """Read who published it: publishers of a report, the outlet of a mention."""
    outlet = outlet_of(document, languages)
    return together(labels(document, "publishers", languages) or filter(None, [outlet]))


def type_of(document: Document, _: Sequence[str]) -> str | None:
    """Read what it is: type, medium or role."""
    return document.get("type") or document.get("medium") or document.get("role")


def series(member: str) -> Read:
    """Read the title of a series, or the number in it."""

    def read(document: Document, languages: Sequence[str]) -> str | None:
        found: dict[str, Any] = document.get("series") or {}
        return text_of(found, "title", languages) if member == "title" else found.get(member)

    return read


def reports(document: Document, languages: Sequence[str]) -> str:
    """Read the reports that it covers or belongs to."""
    shown = (*document.get("reports", ()), *document.get("belongs_to", ()))
    return together(label(one, languages) for one in shown if one["kind"] == "report")


def downloads(document: Document, _: Sequence[str]) -> str:
    """Read where its files are."""
    shown = (one for one in document.get("resources", ()) if one.get("type") == "download")
    return together(url for one in shown if (url := web_address(one.get("url"))))


COLUMNS: dict[str, Read] = {
    "kind": member("kind"),
    "id": member("id"),
    "slug": member("slug"),
    "type": type_of,
    "title": text("title", "headline", "label"),
    "subtitle": text("subtitle"),
    "published": member("published"),
    "languages": languages_of,
    "authors": people("author"),
    "editors": people("editor"),
    "translators": people("translator"),
    "publishers": publishers,
    "series": series("title"),
    "series_number": series("number"),
    "doi": numbers("doi"),
    "isbn": numbers("isbn"),
    "issn": numbers("issn"),
    "un_symbol": numbers("un_symbol"),
    "local": numbers("local"),
    "topics": all_labels("topics"),
    "organisations": all_labels("organisations"),
    "places": all_labels("places"),
    "reports": reports,
    "mention_count": member("mention_count"),
    "summary": summary,
    "url": lambda document, _: web_address(document.get("url")),
    "downloads": downloads,
    "media_type": member("media_type"),
    "bytes": member("bytes"),
    "published_at": member("published_at"),
    "updated_at": member("updated_at"),
    "link": lambda document, _: document["links"]["self"],
}
"""The columns in order, the same for every list, so that files can be put together."""


def begin_csv(_listing: Listing, _wish: Wish) -> str:
    """Write the names of the columns."""
    return ",".join(COLUMNS) + "\r\n"


def write_csv(document: Document, wish: Wish) -> bytes:
    """Write a record as one row."""
    values = [read(document, wish.languages) for read in COLUMNS.values()]
    row = ",".join([cell(value) if value else "" for value in values])
    return f"{row}\r\n".encode()


def cell(text: str) -> str:
    """Write a value; what a spreadsheet program would run begins with an apostrophe."""
    if not text.isprintable():
        text = UNPRINTABLE.sub(" ", text.replace("\r\n", "\n"))
    safe = f"'{text}" if FORMULA.match(text) else text
    return '"' + safe.replace('"', '""') + '"' if NEEDS_QUOTES.search(safe) else safe
