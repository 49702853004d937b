"""Pages of what was found, in any format: their headers, their records, where the next one is."""

from collections.abc import Iterator, Mapping
from urllib.parse import urlencode

from starlette.requests import Request

from service.ledger.entry import Entry, Head
from service.search.query import Hits
from service.web.asking import Section, identity
from service.web.catalogue import Catalogue
from service.web.http.address import base_url
from service.web.http.conditional import validators
from service.web.http.cursor import write_cursor
from service.web.http.request import ordered_pairs
from service.web.parameters import PageParameters

MOVING = {"Cache-Control": "no-cache", "Vary": "Accept"}
"""Headers of a list while the index is behind the ledger: the next answer may be another one."""


def list_headers(
    request: Request, catalogue: Catalogue, head: Head, representation: str = ""
) -> Mapping[str, str]:
    """Return the validators of a list: those of the ledger's latest change."""
    if request.method != "GET":
        return {"Cache-Control": "no-store"}
    if not catalogue.index.is_at(head):
        return MOVING
    seconds = catalogue.settings.cache_seconds
    return validators(head.sequence, head.changed_at, seconds, representation)


def read(catalogue: Catalogue, hits: Hits) -> Iterator[Entry]:
    """Read what was found, in order; what was withdrawn this very moment is left out."""
    entries = catalogue.source.by_ordinals([hit.ordinal for hit in hits.hits])
    public = (entries.get(hit.ordinal) for hit in hits.hits)
    return (entry for entry in public if entry and not entry.withdrawn)


def next_cursor(head: Head, parameters: PageParameters, section: Section, hits: Hits) -> str | None:
    """Write the cursor of the page after what was found, if there is one."""
    if hits.last is None:
        return None
    return write_cursor(head.secret, identity(parameters, section), hits.last)


def list_url(request: Request) -> str:
    """Return the address of a list, without what is asked of it."""
    path = request.scope["raw_path"].decode("ascii").lstrip("/")
    return f"{base_url(request)}{path}"


def page_url(request: Request, cursor: str | None) -> str:
    """Write the address of a page: the same question with another cursor, or with none."""
    others = [pair for pair in ordered_pairs(request.scope["query_string"]) if pair[0] != "cursor"]
    query = urlencode([*others, *([("cursor", cursor)] if cursor else [])])
    return f"{list_url(request)}?{query}" if query else list_url(request)
