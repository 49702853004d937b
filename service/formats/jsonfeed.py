"""JSON Feed 1.1, which feed readers follow.

https://www.jsonfeed.org/version/1.1/
"""

import pydantic_core

from service.formats.collection import Listing
from service.formats.feed import Enclosure, entry_of
from service.formats.format import Document, Wish
from service.formats.jsonld_parts import Json, known

END = "]}"


def begin_jsonfeed(listing: Listing, wish: Wish) -> str:
    """Write what stands before the items."""
    members = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": listing.title,
        "home_page_url": listing.home,
        "feed_url": listing.url,
        "next_url": listing.following,
        "language": wish.languages[0] if wish.languages else None,
    }
    return pydantic_core.to_json(known(members)).decode()[:-1] + ',"items":['


def write_jsonfeed(document: Document, wish: Wish) -> bytes:
    """Write a record as an item."""
    entry = entry_of(document, wish)
    members = {
        "id": entry.id,
        "url": entry.url,
        "external_url": entry.original,
        "title": entry.title,
        "language": entry.language,
        "date_published": entry.published,
        "date_modified": entry.updated,
        "authors": [{"name": name} for name in entry.authors],
        "tags": entry.categories,
        "summary": entry.summary,
        "content_html": entry.content,
        "attachments": [attachment(one) for one in entry.enclosures],
    }
    return pydantic_core.to_json({"content_html": "", **known(members)})


def attachment(enclosure: Enclosure) -> Json:
    """Write a file to download."""
    return known(
        {
            "url": enclosure.url,
            "mime_type": enclosure.media_type,
            "title": enclosure.title,
            "size_in_bytes": enclosure.bytes or None,
        }
    )
