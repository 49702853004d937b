"""The page of a mention."""

from service.formats.format import Document
from service.web.html import Html, element, joined, together
from service.web.pages.found import Lists
from service.web.pages.parts import (
    cite_box,
    data_links,
    enumerated,
    facts,
    files,
    headline,
    host,
    listed,
    outlet,
    person,
    quotation,
    section,
    subjects,
    top,
)
from service.web.pages.reader import Json, Reader
from service.web.pages.report import other_titles


def show(reader: Reader, document: Document, _lists: Lists) -> Html:
    """Write the main part of the page."""
    quotes = (quotation(reader, one) for one in document.get("quotes", ()))
    people = (person(reader, one, "involvement") for one in document.get("people", ()))
    copies = (copy(reader, one) for one in document.get("copies", ()))
    return together(
        head(reader, document),
        section(reader, "summary", reader.prose(document.get("summary"))),
        section(reader, "covered", listed(reader.links(document.get("reports", ())), "records")),
        section(reader, "quotes", *quotes),
        section(reader, "people", listed(people, "people")),
        section(reader, "details", details(reader, document)),
        section(reader, "downloads", files(reader, document)),
        section(reader, "copies", listed(copies)),
        cite_box(reader, document),
        data_links(reader, document),
    )


def head(reader: Reader, document: Document) -> Html:
    """Write headline, outlet, date, and the way to the mention itself."""
    headlines = {"title": document.get("headline")}
    printed = (outlet(reader, document), reader.date(document.get("published")))
    above = (
        reader.value(document.get("medium", "article")),
        *(printed if document.get("headline") else ()),
    )
    return top(
        reader,
        above,
        headline(reader, document),
        other_titles(reader, headlines),
        bylines(reader, document),
        read_at(reader, document),
    )


def bylines(reader: Reader, document: Document) -> Html | None:
    """Name who wrote it."""
    named = [reader.named(one) for one in document.get("bylines", ())]
    return element("p", joined(", ", named), class_="makers") if named else None


def read_at(reader: Reader, document: Document) -> Html | None:
    """Link to the mention where it was published."""
    url = document.get("url")
    if not url or not host(url):
        return None
    label = reader.plain((document.get("outlet") or {}).get("label")) or host(url)
    return element("p", reader.outside(url, reader.say("read_at", label), class_="button"))


def details(reader: Reader, document: Document) -> Html | None:
    """Write what else is known."""
    owner, language = document.get("outlet"), document.get("language")
    pairs: list[tuple[str, Html | str | None]] = [
        ("outlet", reader.link(owner) if owner else outlet(reader, document)),
        ("published", reader.date(document.get("published"))),
        ("language", reader.tongue(language) if language else None),
        *subjects(reader, document),
        *(
            (name, enumerated([reader.link(document[name])]))
            for name in ("reprint_of", "translation_of")
            if document.get(name)
        ),
        ("note", reader.prose(document.get("note"))),
    ]
    return facts(reader, pairs)


def copy(reader: Reader, item: Json) -> Html:
    """Link to the same article at another host."""
    link = reader.outside(item["url"], item.get("host_name") or host(item["url"]))
    return joined(", ", [one for one in (link, reader.date(item.get("published"))) if one])
