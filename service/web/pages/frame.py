"""What stands in the head of a record's page, for search engines and other programs."""

from collections.abc import Iterator
from urllib.parse import quote, urlencode

from service.formats import metatags
from service.formats.format import Document, Wish
from service.formats.jsonld import write_jsonld
from service.formats.offered import CITED, offered, offered_for
from service.schemas.language_names import WRITTEN
from service.schemas.values import RecordKind
from service.web.html import Html, element, together
from service.web.pages.reader import Reader
from service.web.pages.words import HEADINGS

IN_SCRIPT = {
    "<": "\\u003c",
    ">": "\\u003e",
    "&": "\\u0026",
    "\u2028": "\\u2028",
    "\u2029": "\\u2029",
}
"""Characters that could end a script, or be taken for its end, and how JSON writes them."""
BELOW = {RecordKind.report: ("mentions",), RecordKind.authority: ("mentions", "reports")}
"""Lists that belong to a record and are followed by feeds."""
OEMBED = {"json": "application/json+oembed", "xml": "text/xml+oembed"}


def page_title(reader: Reader, document: Document) -> str:
    """Return the title of a record's page."""
    return f"{called(reader, document)} – {reader.say('catalogue')}"


def called(reader: Reader, document: Document) -> str:
    """Return what a record is called, on one line: a mention without headline also by its day."""
    own = metatags.title(document, Wish((reader.language,))) or reader.say("untitled")
    day = document.get("published")
    is_untitled = document["kind"] == RecordKind.mention and not document.get("headline")
    return f"{own}, {reader.day(day)}" if is_untitled and day else own


def describe(reader: Reader, document: Document) -> Html:
    """Write the elements of the head."""
    return together(
        *names(reader, document), *translations(reader, document), *others(reader, document),
        script(reader, document),
    )  # fmt: skip


def own_address(reader: Reader, document: Document) -> str:
    """Return the address of the page, without a language."""
    return Reader(reader.language, reader.base).address(document["kind"], document["slug"])


def names(reader: Reader, document: Document) -> Iterator[Html]:
    """Describe the page in `<meta>` elements."""
    wish = Wish((reader.language,))
    if text := metatags.description(document, wish):
        yield element("meta", name="description", content=text)
    if document["kind"] in CITED:
        yield element("link", rel="schema.DC", href="http://purl.org/dc/elements/1.1/")
        for name, value in metatags.citation_tags(document, wish):
            yield element("meta", name=name, content=value)
        url = own_address(reader, document)
        yield element("meta", name="citation_abstract_html_url", content=url)
    known = dict(metatags.open_graph(document, wish)) | {"og:title": called(reader, document)}
    for name, value in known.items():
        yield element("meta", property=name, content=value)
    yield element("meta", property="og:url", content=own_address(reader, document))
    yield element("meta", property="og:site_name", content=reader.say("catalogue"))
    yield element("meta", name="twitter:card", content="summary")


def translations(reader: Reader, document: Document) -> Iterator[Html]:
    """Name the page in each language, and under which address search engines should know it."""
    own = own_address(reader, document)
    chosen = f"{own}?lang={reader.language}" if reader.is_fixed else own
    yield element("link", rel="canonical", href=chosen)
    yield element("link", rel="alternate", hreflang="x-default", href=own)
    for language in WRITTEN:
        href = f"{own}?lang={language}"
        yield element("link", rel="alternate", hreflang=language, href=href)


def others(reader: Reader, document: Document) -> Iterator[Html]:
    """Name the record in other formats, and what embeds it."""
    kind, slug = RecordKind(document["kind"]), document["slug"]
    for one in offered(kind):
        href = reader.data(kind, slug, f".{one.suffix}")
        yield element("link", rel="alternate", type=one.media_type, title=one.title, href=href)
    for name in BELOW.get(kind, ()):
        yield from feeds(reader, name, reader.data(kind, slug, f"/{name}"))
    if kind is RecordKind.report:
        title = called(reader, document)
        page = f"{own_address(reader, document)}?lang={reader.language}"
        for name, media_type in OEMBED.items():
            asked = urlencode({"url": page, "format": name}, quote_via=quote)
            href = f"{reader.base}oembed?{asked}"
            yield element("link", rel="alternate", type=media_type, title=title, href=href)


def feeds(reader: Reader, name: str, url: str) -> Iterator[Html]:
    """Name the feeds of a list, in the reader's language."""
    for one in offered_for(()):
        if one.is_feed:
            title = f"{reader.word(HEADINGS, name)} ({one.title})"
            href = f"{url}?format={one.name}&lang={reader.language}"
            yield element("link", rel="alternate", type=one.media_type, title=title, href=href)


def script(reader: Reader, document: Document) -> Html:
    """Write the record as JSON-LD; a block of data is never run, and holds nothing to end it."""
    text = write_jsonld(document, Wish((reader.language,))).decode()
    safe = "".join(IN_SCRIPT.get(letter, letter) for letter in text)
    return element("script", Html(safe), type="application/ld+json")
