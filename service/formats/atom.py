"""Atom 1.0, which feed readers follow.

https://www.rfc-editor.org/rfc/rfc4287, paging by https://www.rfc-editor.org/rfc/rfc5005
"""

import html

from service.formats.collection import Listing
from service.formats.feed import Entry, entry_of
from service.formats.format import Document, Wish
from service.formats.xml import element, escape

MEDIA_TYPE = "application/atom+xml"
END = "</feed>\n"


def begin_atom(listing: Listing, wish: Wish) -> str:
    """Write what stands before the entries."""
    language = f' xml:lang="{wish.languages[0]}"' if wish.languages else ""
    links = [
        ("self", listing.url, MEDIA_TYPE),
        ("first", listing.first, MEDIA_TYPE),
        ("next", listing.following, MEDIA_TYPE),
        ("alternate", listing.home, "text/html"),
    ]
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<feed xmlns="http://www.w3.org/2005/Atom"{language}>'
        + element("id", listing.first)
        + element("title", listing.title)
        + element("updated", listing.updated)
        + "<author><name>Report catalogue</name></author>"
        + "".join(link(rel, url, type_) for rel, url, type_ in links if url)
        + "\n"
    )


def write_atom(document: Document, wish: Wish) -> bytes:
    """Write a record as an entry."""
    entry = entry_of(document, wish)
    language = f' xml:lang="{entry.language}"' if entry.language else ""
    written = (
        f"<entry{language}>"
        + element("id", entry.id)
        + element("title", entry.title)
        + element("published", entry.published)
        + element("updated", entry.updated)
        + "".join(f"<author>{element('name', name)}</author>" for name in entry.authors)
        + "".join(f'<category term="{escape(one)}"/>' for one in entry.categories)
        + links(entry)
        + element("summary", entry.summary)
        + f'<content type="html">{html.escape(entry.content)}</content></entry>\n'
    )
    return written.encode()


def links(entry: Entry) -> str:
    """Write where the entry, its original and its files are."""
    files = (
        f'<link rel="enclosure" href="{escape(one.url)}" type="{escape(one.media_type)}" '
        f'title="{escape(one.title)}"{length(one.bytes)}/>'
        for one in entry.enclosures
    )
    original = link("via", entry.original) if entry.original else ""
    return link("alternate", entry.url) + original + "".join(files)


def length(size: int) -> str:
    """Write a size in bytes that is known."""
    return f' length="{size}"' if size else ""


def link(relation: str, url: str, media_type: str = "") -> str:
    """Write one link."""
    type_ = f' type="{media_type}"' if media_type else ""
    return f'<link rel="{relation}" href="{escape(url)}"{type_}/>'
