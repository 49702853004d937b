"""The page of a file or page that is linked to a report or mention."""

from service.formats.format import Document
from service.web.html import Html, element, together
from service.web.pages.found import Lists
from service.web.pages.parts import data_links, facts, host, listed, media, section, size, top
from service.web.pages.reader import Json, Reader


def show(reader: Reader, document: Document, _lists: Lists) -> Html:
    """Write the main part of the page."""
    archived = (copy(reader, one) for one in document.get("archived", ()))
    belongs = listed(reader.links(document.get("belongs_to", ())), "records")
    return together(
        head(reader, document),
        section(reader, "belongs_to", belongs),
        section(reader, "details", details(reader, document)),
        section(reader, "archived", listed(archived)),
        data_links(reader, document),
    )


def head(reader: Reader, document: Document) -> Html:
    """Write what the link says, and the link."""
    url = document.get("url")
    title = reader.text(document.get("label")) or element(
        "bdi", host(url) or reader.say("untitled")
    )
    link = reader.outside(url, reader.say("read"), class_="button") if host(url) else None
    return top(
        reader,
        (reader.value(document["role"]),),
        title,
        element("p", link or reader.say("lost")),
    )


def details(reader: Reader, document: Document) -> Html | None:
    """Write what is known of the file."""
    url, language = document.get("url"), document.get("language")
    pairs: list[tuple[str, Html | str | None]] = [
        ("address", reader.outside(url) if url else None),
        ("language", reader.tongue(language) if language else None),
        ("media_type", media(document.get("media_type"))),
        ("bytes", size(document.get("bytes"))),
        ("health", health(reader, document.get("health"))),
        ("note", reader.prose(document.get("note"))),
    ]
    return facts(reader, pairs)


def health(reader: Reader, found: Json | None) -> Html | None:
    """Say what the last check of the link found."""
    if not found:
        return None
    day = reader.date(found["checked_at"][:10])
    return together(reader.value(found["state"]), ", ", day)


def copy(reader: Reader, item: Json) -> Html:
    """Link to a copy in a web archive."""
    day = reader.date((item.get("archived_at") or "")[:10])
    return together(reader.outside(item["url"], host(item["url"])), ", " if day else None, day)
