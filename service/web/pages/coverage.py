"""What belongs to a record, as pages list it: coverage with its chart, and reports."""

from service.formats.format import Document
from service.web.html import Html, element, joined, together
from service.web.pages.chart import by_month, draw
from service.web.pages.found import Found
from service.web.pages.parts import coverage_item, listed, quotation, report_item
from service.web.pages.reader import Reader

MOST_QUOTES = 4


def mentions(reader: Reader, document: Document, found: Found) -> Html:
    """Show the coverage of a record: how much there was when, and the latest of it."""
    if not found.total:
        return element("p", reader.say("none"), class_="told")
    items = (coverage_item(reader, one) for one in found.documents)
    counts = by_month((one.get("published") for one in found.documents), found.years)
    parts = [how_many(reader, found), draw(reader, counts), listed(items, "records")]
    parts.append(all_of_them(reader, document, found, "mentions"))
    return together(*parts)


def reports(reader: Reader, document: Document, found: Found) -> Html | None:
    """Show the reports that belong to a record, the latest of them."""
    if not found.total:
        return None
    items = (report_item(reader, one) for one in found.documents)
    parts = (listed(items, "records"), all_of_them(reader, document, found, "reports"))
    return together(*parts)


def count(reader: Reader, found: Found) -> str:
    """Say how many mentions there are."""
    return reader.say("count_one") if found.total == 1 else reader.say("count", found.total)


def how_many(reader: Reader, found: Found) -> Html:
    """Say how many mentions there are, and how many of them have no date."""
    undated = found.total - sum(found.years.values())
    parts = [count(reader, found)] + ([reader.say("undated", undated)] if undated > 0 else [])
    return element("p", joined(" · ", [together(part) for part in parts]), class_="told")


def all_of_them(reader: Reader, document: Document, found: Found, name: str) -> Html | None:
    """Link to the whole list, if the page does not have all of it."""
    if found.total <= len(found.documents):
        return None
    url = reader.data(document["kind"], document["slug"], f"/{name}")
    return element("p", element("a", reader.say("all", found.total), href=url))


def quotes(reader: Reader, found: Found) -> Html | None:
    """Show what the latest mentions quote, each with the mention it is from."""
    shown = [
        quotation(reader, quote, coverage_item(reader, mention))
        for mention in found.documents
        for quote in mention.get("quotes", ())
    ]
    return together(*shown[:MOST_QUOTES]) or None
