"""RSS 2.0, which feed readers follow.

https://www.rssboard.org/rss-specification; other elements are those of Atom, Dublin Core and
http://purl.org/rss/1.0/modules/content/
"""

from datetime import datetime
from email.utils import format_datetime
from functools import lru_cache

from service.formats.atom import link
from service.formats.collection import Listing
from service.formats.feed import entry_of
from service.formats.format import Document, Wish
from service.formats.xml import clean_element, element, escape

MEDIA_TYPE = "application/rss+xml"
NAMESPACES = (
    'xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
)
END = "</channel></rss>\n"


def begin_rss(listing: Listing, wish: Wish) -> str:
    """Write what stands before the items."""
    pages = (("self", listing.url), ("first", listing.first), ("next", listing.following))
    links = (link(rel, url, MEDIA_TYPE) for rel, url in pages if url)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<rss version="2.0" {NAMESPACES}><channel>'
        + element("title", listing.title)
        + element("link", listing.home)
        + element("description", listing.title)
        + element("language", wish.languages[0] if wish.languages else None)
        + element("lastBuildDate", mail_date(listing.updated))
        + "".join(links).replace("<link", "<atom:link")
        + "\n"
    )


def write_rss(document: Document, wish: Wish) -> bytes:
    """Write a record as an item; of several files, readers take one."""
    entry = entry_of(document, wish)
    files = (
        f'<enclosure url="{escape(one.url)}" length="{one.bytes}" type="{escape(one.media_type)}"/>'
        for one in entry.enclosures[:1]
    )
    written = (
        "<item>"
        + element("title", entry.title)
        + element("link", entry.url)
        + f'<guid isPermaLink="false">{escape(entry.id)}</guid>'
        + element("pubDate", mail_date(entry.published))
        + element("atom:updated", entry.updated)
        + "".join(element("dc:creator", name) for name in entry.authors)
        + element("dc:language", entry.language)
        + "".join(element("category", one) for one in entry.categories)
        + "".join(files)
        + element("description", entry.summary)
        + clean_element("content:encoded", entry.content)
        + "</item>\n"
    )
    return written.encode()


@lru_cache(maxsize=1000)
def mail_date(moment: str) -> str:
    """Write a moment as mail and RSS do (RFC 822)."""
    return format_datetime(datetime.fromisoformat(moment), usegmt=True)
