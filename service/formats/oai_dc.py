"""Dublin Core as OAI-PMH asks for it: fifteen elements, each as often as there is something to say.

https://www.openarchives.org/OAI/openarchivesprotocol.html#dublincore
"""

from collections.abc import Iterator, Mapping
from typing import Any

from service.formats.citable import canonical, printed
from service.formats.feed import SUMMARIES, TITLES
from service.formats.format import Document, Wish
from service.formats.names import name_of
from service.formats.page_address import page_of
from service.formats.plain import one_line, web_address
from service.formats.xml import attribute, element

NAMESPACE = "http://www.openarchives.org/OAI/2.0/oai_dc/"
SCHEMA = "http://www.openarchives.org/OAI/2.0/oai_dc.xsd"
BEGIN = (
    f'<oai_dc:dc xmlns:oai_dc="{NAMESPACE}" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    f'xsi:schemaLocation="{NAMESPACE} {SCHEMA}">'
)
SUBJECTS = ("topics", "organisations")
COVERED = ("reports", "resources", "belongs_to")
"""Fields that show other records of the catalogue."""
Statement = tuple[str, str | None, str | None]
"""Element, value, and the language of the value."""


def write_oai_dc(document: Document, wish: Wish) -> str:
    """Write a record of any kind; what is said twice is written once."""
    found = dict.fromkeys(statements(document, wish))
    written = (element(f"dc:{name}", text, attribute("xml:lang", tag)) for name, text, tag in found)
    return f"{BEGIN}{''.join(written)}</oai_dc:dc>"


def statements(document: Document, wish: Wish) -> Iterator[Statement]:
    """Go through all that Dublin Core can say of a record."""
    for name in (*TITLES, "subtitle"):
        yield from texts("title", document.get(name))
    yield from people(document, wish)
    for name in SUBJECTS:
        yield from labels("subject", document.get(name, ()))
    for name in SUMMARIES:
        yield from texts("description", document.get(name))
    yield from labels("publisher", [*document.get("publishers", ()), document.get("outlet") or {}])
    yield "date", document.get("published"), None
    own = (document.get(name) for name in ("type", "medium", "role"))
    yield from (("type", name.replace("_", " "), None) for name in (document["kind"], *own) if name)
    yield "format", document.get("media_type"), None
    yield from (("identifier", text, None) for text in identifiers(document))
    for tag in document.get("languages") or [document.get("language")]:
        yield "language", tag, None
    yield from relations(document)
    yield from labels("coverage", document.get("places", ()))
    yield from texts("rights", document.get("rights"))
    yield "rights", web_address(document.get("license_url")), None


def texts(name: str, texts: Mapping[str, str] | None) -> Iterator[Statement]:
    """Write a text in all its languages."""
    return ((name, one_line(text), tag) for tag, text in (texts or {}).items())


def labels(name: str, shown: list[dict[str, Any]]) -> Iterator[Statement]:
    """Name records that a document shows, in all languages."""
    return (each for one in shown for each in texts(name, one.get("label")))


def people(document: Document, wish: Wish) -> Iterator[Statement]:
    """Name those who made it: authors as creators, all others as contributors."""
    makers = [("author", one) for one in document.get("bylines", ())]
    makers += [(one["role"], one) for one in document.get("contributors", ())]
    for role, one in makers:
        if name := name_of(one, wish.languages):
            yield "creator" if role == "author" else "contributor", name.inverted, None


def identifiers(document: Document) -> Iterator[str | None]:
    """Go through what it is known by: its page, its numbers, its own address."""
    yield page_of(document)
    yield from (f"https://doi.org/{doi}" for doi in canonical(document, "doi"))
    for scheme, prefix in (("isbn", "urn:isbn:"), ("issn", "urn:issn:"), ("handle", "hdl:")):
        yield from (f"{prefix}{number}" for number in canonical(document, scheme))
    for scheme in ("un_symbol", "local"):
        yield from printed(document, scheme)
    yield web_address(document.get("url"))


def relations(document: Document) -> Iterator[Statement]:
    """Go through what it belongs to: its series, related works, reports and files it shows."""
    yield from texts("relation", (document.get("series") or {}).get("title"))
    for one in document.get("relations", ()):
        number = (one.get("identifier") or {}).get("value")
        yield "relation", one_line(number or one.get("url") or "") or None, None
        yield from labels("relation", [one.get("record") or {}])
    for name in COVERED:
        for one in document.get(name, ()):
            yield "relation", web_address(one.get("url")), None
            yield from labels("relation", [one])
