"""Dublin Core as OAI-PMH asks for it: fifteen elements, each as often as there is something to say.

https://www.openarchives.org/OAI/openarchivesprotocol.html#dublincore
"""

from collections.abc import Iterator, Mapping
from typing import Any

from service.formats.citable import canonical_number
from service.formats.feed import SUMMARIES, TITLES
from service.formats.format import Document, Wish
from service.formats.names import name_of
from service.formats.page_address import page_of
from service.formats.plain import one_line, web_address
from service.formats.xml import attribute, clean_element, element

NAMESPACE = "http://www.openarchives.org/OAI/2.0/oai_dc/"
SCHEMA = "http://www.openarchives.org/OAI/2.0/oai_dc.xsd"
BEGIN = (
    f'<oai_dc:dc xmlns:oai_dc="{NAMESPACE}" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    f'xsi:schemaLocation="{NAMESPACE} {SCHEMA}">'
)
COVERED = ("reports", "resources", "belongs_to")
"""Fields that show other records of the catalogue."""
PREFIXES = {
    "doi": "https://doi.org/",
    "isbn": "urn:isbn:",
    "issn": "urn:issn:",
    "handle": "hdl:",
    "un_symbol": "",
    "local": "",
}
"""What stands before a number, by its scheme; those without are written as printed."""


def write_oai_dc(document: Document, wish: Wish) -> str:
    """Write a record of any kind; what is said twice is written once."""
    return f"{BEGIN}{''.join(dict.fromkeys(elements(document, wish)))}</oai_dc:dc>"


def elements(document: Document, wish: Wish) -> list[str]:
    """Write all that Dublin Core can say of a record."""
    own = (document["kind"], *(document.get(name) for name in ("type", "medium", "role")))
    return [
        *texts("title", document, *TITLES, "subtitle"),
        *people(document, wish),
        *labels("subject", document, "topics", "organisations"),
        *texts("description", document, *SUMMARIES),
        *labels("publisher", document, "publishers"),
        *texts("publisher", document.get("outlet") or {}, "label"),
        element("dc:date", document.get("published")),
        *[element("dc:type", name.replace("_", " ")) for name in own if name],
        element("dc:format", document.get("media_type")),
        *[element("dc:identifier", text) for text in identifiers(document)],
        *[element("dc:language", tag) for tag in document.get("languages", ())],
        element("dc:language", document.get("language")),
        *relations(document),
        *labels("coverage", document, "places"),
        *texts("rights", document, "rights"),
        element("dc:rights", web_address(document.get("license_url"))),
    ]


def texts(name: str, item: Mapping[str, Any], *fields: str) -> list[str]:
    """Write texts in all their languages."""
    return [
        clean_element(f"dc:{name}", one_line(text), attribute("xml:lang", tag))
        for field in fields
        if item.get(field)
        for tag, text in item[field].items()
    ]


def labels(name: str, document: Document, *fields: str) -> list[str]:
    """Name records that a document shows, in all languages."""
    shown = [one for field in fields for one in document.get(field, ())]
    return [each for one in shown for each in texts(name, one, "label")]


def people(document: Document, wish: Wish) -> Iterator[str]:
    """Name those who made it: authors as creators, all others as contributors."""
    makers = [("author", one) for one in document.get("bylines", ())]
    makers += [(one["role"], one) for one in document.get("contributors", ())]
    for role, one in makers:
        if name := name_of(one, wish.languages):
            yield element(f"dc:{'creator' if role == 'author' else 'contributor'}", name.inverted)


def identifiers(document: Document) -> Iterator[str | None]:
    """Go through what it is known by: its page, its numbers, its own address."""
    yield page_of(document)
    for scheme, prefix in PREFIXES.items():
        for one in document.get("identifiers", ()):
            if one["scheme"] == scheme:
                yield f"{prefix}{canonical_number(one)}" if prefix else one_line(one["value"])
    yield web_address(document.get("url"))


def relations(document: Document) -> Iterator[str]:
    """Go through what it belongs to: its series, related works, reports and files it shows."""
    yield from texts("relation", document.get("series") or {}, "title")
    for one in document.get("relations", ()):
        number = (one.get("identifier") or {}).get("value")
        yield element("dc:relation", one_line(number or one.get("url") or ""))
        yield from texts("relation", one.get("record") or {}, "label")
    for field in COVERED:
        for one in document.get(field, ()):
            yield element("dc:relation", web_address(one.get("url")))
            yield from texts("relation", one, "label")
