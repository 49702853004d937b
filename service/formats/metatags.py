"""Names and values of `<meta>` elements, which reference managers and search engines read.

Highwire Press tags (https://scholar.google.com/intl/en/scholar/inclusion.html#indexing), Dublin
Core (https://www.dublincore.org/specifications/dublin-core/dcq-html/) and Open Graph
(https://ogp.me).
"""

from collections.abc import Iterator

from service.formats.citable import Citable, cite, outlet_of, readable
from service.formats.format import Document, Wish
from service.formats.plain import one_line
from service.languages import choose
from service.schemas.values import RecordKind

PDF = "application/pdf"
LONGEST = 300
"""Characters of a description; more is not shown anywhere."""
Tag = tuple[str, str]


def citation_tags(document: Document, wish: Wish) -> Iterator[Tag]:
    """Say how to cite a report or mention: Highwire Press, then Dublin Core."""
    work = cite(document, wish)
    known = [*highwire(document, work, wish), *dublin_core(work)]
    yield from ((name, value) for name, value in known if value)


def highwire(document: Document, work: Citable, wish: Wish) -> Iterator[tuple[str, str | None]]:
    """Write what scholarly search engines read."""
    yield "citation_title", work.title
    yield from (("citation_author", one.inverted) for one in work.creators)
    yield "citation_publication_date", date(work)
    if work.kind == RecordKind.report:
        institution = next(iter(work.publishers), None)
        yield "citation_technical_report_institution", institution
        yield from (("citation_technical_report_number", one) for one in work.numbers)
        yield "citation_pdf_url", pdf(document, wish)
    else:
        yield "citation_journal_title", work.container
    yield "citation_doi", work.doi
    yield from (("citation_isbn", one) for one in work.isbns)
    yield from (("citation_issn", one) for one in work.issns)
    yield "citation_language", work.language
    yield "citation_keywords", "; ".join(work.keywords)


def dublin_core(work: Citable) -> Iterator[tuple[str, str | None]]:
    """Write the same in Dublin Core."""
    yield "DC.title", work.title
    yield from (("DC.creator", one.inverted) for one in work.creators)
    publishers = work.publishers or ((work.container,) if work.container else ())
    yield from (("DC.publisher", one) for one in publishers)
    yield "DC.date", "-".join(f"{part:02}" for part in work.date) if work.date else None
    yield "DC.language", work.language
    yield "DC.identifier", f"doi:{work.doi}" if work.doi else None
    yield "DC.description", work.abstract
    yield from (("DC.subject", one) for one in work.keywords)


def date(work: Citable) -> str | None:
    """Write a date as Highwire does: `2023/11/24`, `2023/11`, `2023`."""
    return "/".join(f"{part:02}" for part in work.date) or None


def pdf(document: Document, wish: Wish) -> str | None:
    """Return where the PDF is, in the reader's language if there is a choice."""
    files = [one for one in document.get("resources", ()) if one.get("media_type") == PDF]
    return readable({"resources": files}, wish.languages)


def title(document: Document, wish: Wish) -> str | None:
    """Return what a record of any kind is called, on one line."""
    texts = document.get("title") or document.get("headline") or document.get("label") or {}
    found = choose(texts, wish.languages) or outlet_of(document, wish.languages)
    return (one_line(found) or None) if found else None


def description(document: Document, wish: Wish) -> str | None:
    """Return the beginning of what a record says, cut between words."""
    fields = ("abstract", "summary", "description", "subtitle", "note")
    texts: dict[str, str] = next((document[one] for one in fields if document.get(one)), {})
    text = one_line(choose(texts, wish.languages) or "")
    if len(text) <= LONGEST:
        return text or None
    return text[:LONGEST].rpartition(" ")[0].rstrip(" ,;:") + "…"


def open_graph(document: Document, wish: Wish) -> Iterator[Tag]:
    """Say what is shown where somebody shares a page."""
    language = wish.languages[0]
    other = {"en": "ko_KR", "ko": "en_US"}
    known = {
        "og:type": "profile" if document.get("type") == "person" else "article",
        "og:title": title(document, wish),
        "og:description": description(document, wish),
        "og:locale": {"en": "en_US", "ko": "ko_KR"}[language],
        "og:locale:alternate": other[language],
    }
    yield from ((name, value) for name, value in known.items() if value)
