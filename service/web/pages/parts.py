"""Parts that several pages have: sections, facts, lists of records, quotes, the cite box."""

from collections.abc import Iterable, Sequence

from service.formats.citable import canonical
from service.formats.citation import write_citation
from service.formats.format import Document, Wish
from service.formats.offered import CITATION, CITED, JSON, offered
from service.formats.plain import web_address
from service.schemas.values import RecordKind
from service.web.html import Content, Html, element, joined, together
from service.web.pages.reader import Json, Reader
from service.web.pages.words import FACTS, HEADINGS, RELATIONS

FOR_MANAGERS = ("bibtex", "ris", "csl")
STYLES = {"APA": "apa", "Chicago": "chicago", "MLA": "mla", "Harvard": "harvard"}
SHOWN_SUBJECTS = ("topics", "organisations", "places")
MEGABYTE = 1_000_000


def section(reader: Reader, name: str, *content: Content) -> Html | None:
    """Write a part of a page under its heading; nothing if there is nothing in it."""
    inside = together(*content)
    if not inside:
        return None
    heading = element("h2", reader.word(HEADINGS, name), id=name)
    return element("section", heading, inside, aria_labelledby=name, class_=name)


def facts(reader: Reader, pairs: Iterable[tuple[str, Html | str | None]]) -> Html | None:
    """Write what is known as pairs of name and value."""
    known = [(name, value) for name, value in pairs if value]
    written = [
        together(element("dt", reader.word(FACTS, name)), element("dd", value))
        for name, value in known
    ]
    return element("dl", *written, class_="facts") if written else None


def listed(items: Iterable[Html | None], class_: str | None = None) -> Html | None:
    """Write a list; nothing if it has no items."""
    written = [element("li", item) for item in items if item]
    return element("ul", *written, class_=class_) if written else None


def enumerated(parts: Sequence[Html]) -> Html | None:
    """Write a short list within a sentence."""
    return joined(", ", list(parts)) if parts else None


def top(reader: Reader, above: Sequence[Content], title: Html | None, *below: Content) -> Html:
    """Write the head of a page: what it is, its title, and what belongs to the title."""
    known = [together(one) for one in above if one]
    return element(
        "header",
        element("p", joined(" · ", known), class_="kind"),
        element("h1", title or reader.say("untitled")),
        *below,
    )


def file_link(reader: Reader, resource: Json) -> Html:
    """Link to a file or page elsewhere, with its role, language, type and size.

    What has no address that can be opened is named by what it was.
    """
    url, what = resource.get("url"), media(resource.get("media_type"))
    role = reader.value(resource.get("type") or resource.get("role") or "related")
    language = reader.tongue(resource["language"]) if resource.get("language") else None
    told = [role, language, what, size(resource.get("bytes"))]
    if not web_address(url):
        text = reader.say("lost_file", ", ".join(one for one in (what or role, language) if one))
        return element("span", text, class_="lost")
    label = reader.text(resource.get("label")) or host(url)
    note = element("span", " · ".join(one for one in told if one), class_="told")
    return together(reader.outside(url, label), " ", note)


def media(media_type: str | None) -> str | None:
    """Name a media type as people do: `application/pdf` is PDF."""
    return media_type.split("/")[-1].split("+")[0].upper() if media_type else None


def size(count: int | None) -> str | None:
    """Write a number of bytes in megabytes, or kilobytes."""
    if count is None:
        return None
    return f"{count / MEGABYTE:.1f} MB" if count >= MEGABYTE else f"{max(count // 1000, 1)} kB"


def host(url: str | None) -> str | None:
    """Name the site of an address, which is better than nothing."""
    address = web_address(url)
    return address.split("/")[2].removeprefix("www.") if address else None


def files(reader: Reader, document: Document) -> Html | None:
    """List the files and pages linked to a record, those that cannot be opened last."""
    known = sorted(document.get("resources", ()), key=lambda one: not web_address(one.get("url")))
    return listed((file_link(reader, one) for one in known), "files")


def coverage_item(reader: Reader, mention: Document) -> Html:
    """Write a mention in a list: what it is called, outlet, date, and language."""
    language, has_headline = mention.get("language"), bool(mention.get("headline"))
    told = (
        outlet(reader, mention) if has_headline else None,
        reader.date(mention.get("published")) if has_headline else None,
        reader.tongue(language) if language else None,
    )
    return item(reader, mention, headline(reader, mention), told)


def headline(reader: Reader, mention: Document) -> Html:
    """Call a mention by its headline, or else by where and when it was published."""
    where = outlet(reader, mention) or host(mention.get("url"))
    own = reader.text(mention.get("headline"))
    return own or reader.dated(where, mention.get("published"))


def item(reader: Reader, record: Json, label: Content, told: Iterable[Content]) -> Html:
    """Write a record in a list: a link to its page, and below it what tells it from others."""
    link = element("a", label or reader.say("untitled"), href=page_of(reader, record))
    note = joined(" · ", [together(one) for one in told if one])
    return together(link, element("span", note, class_="told") if note else None)


def page_of(reader: Reader, record: Json) -> str:
    """Return the address of a record's page."""
    return reader.address(record["kind"], record["slug"])


def outlet(reader: Reader, mention: Document) -> Html | None:
    """Name the outlet of a mention, as its record or as printed."""
    label = reader.text((mention.get("outlet") or {}).get("label"))
    printed = mention.get("outlet_as_printed")
    return label or (element("bdi", printed) if printed else None)


def report_item(reader: Reader, report: Document) -> Html:
    """Write a report in a list: title, date, publishers."""
    publishers = (reader.text(one.get("label")) for one in report.get("publishers", ()))
    told = (reader.date(report.get("published")), *publishers)
    return item(reader, report, reader.text(report.get("title")), told)


def quotation(reader: Reader, quote: Json, source: Content = None) -> Html:
    """Write words with who said them, and as what."""
    position = reader.text(quote.get("position"))
    affiliation = reader.text((quote.get("affiliation") or {}).get("label"))
    said = [reader.named(quote, "speaker")] if quote.get("speaker") or quote.get("name") else []
    caption = joined(", ", [one for one in (*said, position, affiliation) if one])
    words = element("p", quote["text"], lang=reader.mark(quote["language"]))
    told = joined(" · ", [together(one) for one in (caption, source) if one])
    return element(
        "figure",
        element("blockquote", words),
        element("figcaption", told) if told else None,
        class_="quote",
    )


def person(reader: Reader, item: Json, role: str) -> Html:
    """Name someone who took part, with role, position and affiliation of that time."""
    affiliation = item.get("affiliation")
    told = [
        element("span", reader.value(item[role])),
        reader.text(item.get("position")),
        reader.text(affiliation.get("label")) if affiliation else None,
    ]
    note = element("span", joined(", ", [one for one in told if one]), class_="told")
    return together(reader.named(item), " ", note)


def subjects(reader: Reader, document: Document) -> list[tuple[str, Html | None]]:
    """Link to what a record is about."""
    return [(name, enumerated(reader.links(document.get(name, ())))) for name in SHOWN_SUBJECTS]


def numbers(reader: Reader, document: Document) -> Html | None:
    """Write the numbers of a report, each under the name of its scheme; a DOI is a link."""
    known = document.get("identifiers", ())
    dois = iter(canonical(document, "doi"))
    pairs = [
        together(
            element("dt", reader.value(one["scheme"])),
            element("dd", doi_link(reader, next(dois)) if one["scheme"] == "doi" else one["value"]),
        )
        for one in known
    ]
    return element("dl", *pairs, class_="facts") if pairs else None


def doi_link(reader: Reader, doi: str) -> Html:
    """Link to what a DOI names."""
    return reader.outside(f"https://doi.org/{doi}", doi)


def relations(reader: Reader, document: Document) -> Html | None:
    """List the works that a report relates to."""
    return listed(
        together(reader.word(RELATIONS, one["type"]), ": ", related(reader, one))
        for one in document.get("relations", ())
    )


def related(reader: Reader, relation: Json) -> Html:
    """Name one work, in the catalogue or outside it."""
    if relation.get("record"):
        return reader.link(relation["record"])
    number = (relation.get("identifier") or {}).get("value")
    label = reader.text(relation.get("title")) or number
    return reader.outside(relation.get("url"), label)


def cite_box(reader: Reader, document: Document) -> Html | None:
    """Write the citation of a record, and link to other styles and to reference managers."""
    if document["kind"] not in CITED:
        return None
    kind, slug = document["kind"], document["slug"]
    citation = write_citation(document, Wish((reader.language,))).decode().strip()
    ending = f".{CITATION.suffix}?lang={reader.language}&style="
    styles = [
        element("a", name, href=reader.data(kind, slug, ending + style), rel="nofollow")
        for name, style in STYLES.items()
    ]
    managers = [
        element("a", one.title, href=reader.data(kind, slug, f".{one.suffix}"), rel="nofollow")
        for one in offered(RecordKind(kind))
        if one.name in FOR_MANAGERS
    ]
    return section(
        reader,
        "cite",
        element("p", citation, class_="citation"),
        element("p", f"{reader.say('other_styles')}: ", joined(", ", styles), class_="told"),
        element("p", f"{reader.say('for_managers')}: ", joined(", ", managers), class_="told"),
    )


def data_links(reader: Reader, document: Document) -> Html | None:
    """Link to the formats that programs read."""
    kind = RecordKind(document["kind"])
    links = [
        element("a", one.title, href=reader.data(kind, document["slug"], f".{one.suffix}"))
        for one in offered(kind)
        if one.name in (JSON.name, "jsonld", "datacite")
    ]
    return section(reader, "formats", element("p", joined(", ", links)))
