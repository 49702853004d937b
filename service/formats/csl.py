"""CSL-JSON, which citation processors read.

https://docs.citationstyles.org/en/stable/specification.html#appendix-iv-variables
"""

from typing import Any

import pydantic_core

from service.formats.citable import Citable, cite
from service.formats.format import Document, Wish
from service.formats.names import Name
from service.formats.plain import encoded

TYPES = {
    "book": "book",
    "book_part": "chapter",
    "conference_paper": "paper-conference",
    "article": "article-newspaper",
    "interview": "interview",
    "opinion": "article-newspaper",
    "wire_copy": "article-newspaper",
    "broadcast": "broadcast",
    "podcast": "broadcast",
    "social": "post",
    "document": "document",
}
"""Types of item by types of report and by media; all else is a report."""


def write_csl(document: Document, wish: Wish) -> bytes:
    """Write a report or mention as a list of one item."""
    return pydantic_core.to_json([item(cite(document, wish))])


def write_item(document: Document, wish: Wish) -> bytes:
    """Write a report or mention as an item of a list."""
    return pydantic_core.to_json(item(cite(document, wish)))


def item(work: Citable) -> dict[str, Any]:
    """Write a work as an item; what is not known is absent."""
    members = {
        "id": work.key,
        "type": TYPES.get(work.type, "report"),
        "title": work.title,
        "author": [person(one) for one in work.creators],
        "editor": [person(one) for one in work.editors],
        "translator": [person(one) for one in work.translators],
        "issued": {"date-parts": [list(work.date)]} if work.date else None,
        "publisher": "; ".join(work.publishers),
        "container-title": work.container,
        "collection-title": work.series,
        "collection-number": work.series_number,
        "number": ", ".join(work.numbers),
        "genre": work.genre,
        "ISBN": " ".join(work.isbns),
        "ISSN": " ".join(work.issns),
        "DOI": encoded(work.doi or ""),
        "URL": work.url,
        "language": work.language,
        "keyword": ", ".join(work.keywords),
        "abstract": work.abstract,
    }
    return {name: value for name, value in members.items() if value}


def person(name: Name) -> dict[str, str]:
    """Write a name, in parts where these are known."""
    if name.family:
        return {"family": name.family, "given": name.given}
    return {"literal": name.literal}
