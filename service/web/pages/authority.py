"""The page of a person, organisation, outlet, topic or place."""

from service.formats.format import Document
from service.web.html import Html, element, joined, together
from service.web.pages import coverage
from service.web.pages.found import NOTHING, Lists
from service.web.pages.parts import data_links, facts, listed, section, top
from service.web.pages.reader import Reader
from service.web.pages.report import other_titles


def show(reader: Reader, document: Document, lists: Lists) -> Html:
    """Write the main part of the page."""
    reports, mentions = lists.get("reports", NOTHING), lists.get("mentions", NOTHING)
    covered = coverage.mentions(reader, document, mentions) if mentions.total else None
    elsewhere = listed(reader.outside(one) for one in document.get("same_as", ()))
    return together(
        head(reader, document),
        reader.prose(document.get("description")),
        section(reader, "names", aliases(reader, document)),
        section(reader, "reports", coverage.reports(reader, document, reports)),
        section(reader, "coverage", covered),
        section(reader, "details", details(reader, document)),
        section(reader, "same_as", elsewhere),
        data_links(reader, document),
    )


def head(reader: Reader, document: Document) -> Html:
    """Write the name in the reader's language, then in others."""
    names = {"title": document["label"]}
    above = (reader.value(document["type"]),)
    return top(reader, above, reader.text(document["label"]), other_titles(reader, names))


def aliases(reader: Reader, document: Document) -> Html | None:
    """Write the other names, each in its language."""
    names = [
        element("span", name, lang=reader.mark(tag))
        for tag, found in document.get("aliases", {}).items()
        for name in found
    ]
    return element("p", joined(" · ", names)) if names else None


def details(reader: Reader, document: Document) -> Html | None:
    """Write what else is known."""
    broader = document.get("broader")
    return facts(
        reader,
        [
            ("broader", reader.link(broader) if broader else None),
            ("note", reader.prose(document.get("note"))),
        ],
    )
