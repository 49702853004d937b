"""RIS, for reference managers.

https://en.wikipedia.org/wiki/RIS_(file_format) lists the tags that programs agree on.
"""

from collections.abc import Iterator

from service.formats.citable import Citable, cite
from service.formats.format import Document, Wish
from service.formats.plain import encoded

TYPES = {
    "book": "BOOK",
    "book_part": "CHAP",
    "conference_paper": "CPAPER",
    "article": "NEWS",
    "interview": "NEWS",
    "opinion": "NEWS",
    "wire_copy": "NEWS",
    "broadcast": "VIDEO",
    "podcast": "SOUND",
    "social": "ELEC",
    "document": "GEN",
}
"""Types of reference by types of report and by media; all else is a report (RPRT)."""


def write_ris(document: Document, wish: Wish) -> bytes:
    """Write a report or mention as one reference; each value is on a line of its own."""
    work = cite(document, wish)
    lines = [f"{tag}  - {value}\r\n" for tag, value in tags(work) if value]
    return f"TY  - {TYPES.get(work.type, 'RPRT')}\r\n{''.join(lines)}ER  - \r\n".encode()


def tags(work: Citable) -> Iterator[tuple[str, str | None]]:
    """Go through the tags and their values."""
    yield "ID", work.key
    yield "TI", work.title
    for tag, names in (("AU", work.creators), ("A2", work.editors), ("A4", work.translators)):
        yield from ((tag, one.inverted) for one in names)
    yield "PY", f"{work.date[0]:04}" if work.date else None
    yield "DA", "/".join(f"{part:02}" for part in work.date).rjust(4, "0") if work.date else None
    yield from (("PB", publisher) for publisher in work.publishers)
    yield "T2", work.container or work.series
    yield "IS", ", ".join(work.numbers) or work.series_number
    yield "SN", ", ".join(work.isbns or work.issns)
    yield "DO", encoded(work.doi or "")
    yield "UR", work.url
    yield "LA", work.language
    yield from (("KW", word) for word in work.keywords)
    yield "AB", work.abstract
