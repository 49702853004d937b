"""The page of a report."""

from service.formats.format import Document
from service.web.html import Content, Html, element, joined, together
from service.web.pages import coverage
from service.web.pages.found import NOTHING, Lists
from service.web.pages.parts import (
    cite_box,
    data_links,
    enumerated,
    facts,
    files,
    listed,
    numbers,
    person,
    relations,
    section,
    subjects,
    top,
)
from service.web.pages.reader import Json, Reader

MAKERS = ("author", "editor", "translator")


def show(reader: Reader, document: Document, lists: Lists) -> Html:
    """Write the main part of the page."""
    found = lists.get("mentions", NOTHING)
    makers = [person(reader, one, "role") for one in document.get("contributors", ())]
    return together(
        head(reader, document),
        section(reader, "abstract", reader.prose(document.get("abstract"))),
        section(reader, "downloads", files(reader, document)),
        section(reader, "coverage", coverage.mentions(reader, document, found)),
        section(reader, "quotes", coverage.quotes(reader, found)),
        section(reader, "contributors", listed(makers, "people")),
        section(reader, "details", details(reader, document), numbers(reader, document)),
        cite_box(reader, document),
        section(reader, "embed", embedding(reader, document)),
        data_links(reader, document),
    )


def head(reader: Reader, document: Document) -> Html:
    """Write title, subtitle, the title in the other language, and who made the report."""
    named = [reader.named(one) for one in document.get("contributors", ()) if one["role"] in MAKERS]
    makers = joined(", ", named or reader.links(document.get("publishers", ())))
    return top(
        reader,
        (reader.value(document.get("type", "report")), reader.date(document.get("published"))),
        reader.text(document.get("title")),
        reader.text(document.get("subtitle"), "p"),
        other_titles(reader, document),
        element("p", makers, class_="makers") if makers else None,
    )


def other_titles(reader: Reader, document: Document) -> Html | None:
    """Write the titles in other languages than the one that stands above."""
    titles = dict(document.get("title") or {})
    shown = reader.plain(titles)
    others = [
        element("span", text, lang=reader.mark(tag) or tag)
        for tag, text in titles.items()
        if text != shown
    ]
    return element("p", joined(" · ", others), class_="also") if others else None


def details(reader: Reader, document: Document) -> Html | None:
    """Write what else is known."""
    series = document.get("series") or {}
    number = series.get("number")
    pairs: list[tuple[str, Html | str | None]] = [
        ("publishers", enumerated(reader.links(document.get("publishers", ())))),
        ("published", reader.date(document.get("published"))),
        ("languages", ", ".join(reader.tongue(one) for one in document.get("languages", ()))),
        ("series", together(reader.text(series.get("title")), number and f" {number}")),
        *subjects(reader, document),
        ("events", listed(event(reader, one) for one in document.get("events", ()))),
        ("relations", relations(reader, document)),
        ("rights", reader.text(document.get("rights"))),
        ("licence", licence(reader, document.get("license_url"))),
        ("note", reader.prose(document.get("note"))),
    ]
    return facts(reader, pairs)


def event(reader: Reader, item: Json) -> Html:
    """Write an event: what it was, when and where."""
    name = reader.text(item.get("name")) or reader.value(item["type"])
    parts = (reader.outside(item["url"], name) if item.get("url") else name,)
    told: tuple[Content, ...] = (
        *parts,
        reader.date(item.get("date")),
        reader.text(item.get("place")),
    )
    return joined(", ", [together(one) for one in told if one])


def licence(reader: Reader, url: str | None) -> Html | None:
    """Link to the licence."""
    return reader.outside(url, class_=None) if url else None


def embedding(reader: Reader, document: Document) -> Html:
    """Show what a partner puts into a page to have the card of the report there."""
    lines = (
        f'<div data-report="{document["slug"]}" data-lang="{reader.language}"></div>\n'
        f'<script src="{reader.base}embed.js" async></script>'
    )
    help_ = element("p", reader.say("embed_help"), id="embed-help")
    code = element("code", lines)
    return together(
        help_, element("pre", code, tabindex="0", role="region", aria_labelledby="embed-help")
    )
