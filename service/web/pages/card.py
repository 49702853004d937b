"""What partners show of a report on their pages: a card, and its coverage."""

from service.formats.format import Document, Wish
from service.formats.metatags import description
from service.web.html import Content, Html, element, joined, together
from service.web.pages import coverage
from service.web.pages.found import NOTHING, Lists
from service.web.pages.parts import coverage_item, listed, page_of
from service.web.pages.reader import Reader
from service.web.pages.words import HEADINGS


def report_card(reader: Reader, document: Document, lists: Lists) -> Html:
    """Show a report in short."""
    found = lists.get("mentions", NOTHING)
    told = (
        reader.value(document.get("type", "report")),
        reader.date(document.get("published")),
        *(reader.text(one.get("label")) for one in document.get("publishers", ())[:3]),
    )
    text = description(document, Wish((reader.language,)))
    return article(
        reader,
        element("p", joined(" · ", [together(one) for one in told if one]), class_="told"),
        element("h2", title(reader, document), part="title"),
        element("p", text, class_="text", part="text") if text else None,
        element("p", coverage.count(reader, found), class_="told") if found.total else None,
    )


def media_list(reader: Reader, document: Document, lists: Lists) -> Html:
    """Show the latest coverage of a report."""
    found = lists.get("mentions", NOTHING)
    items = (coverage_item(reader, one) for one in found.documents)
    heading = together(reader.word(HEADINGS, "coverage"), ": ", title(reader, document))
    return article(
        reader,
        element("h2", heading, part="title"),
        listed(items) or element("p", reader.say("none"), class_="told"),
    )


def article(reader: Reader, *content: Content) -> Html:
    """Put content into a card, which says whose it is."""
    home = element("a", reader.say("catalogue"), href=reader.base)
    source = element("p", home, class_="source", part="source")
    return element("article", *content, source, class_="card", part="card", lang=reader.language)


def title(reader: Reader, document: Document) -> Html:
    """Link to the page of a report."""
    label = reader.text(document.get("title")) or reader.say("untitled")
    return element("a", label, href=page_of(reader, document), target="_top")
