"""Pages of lists in other formats than JSON: bibliographies, linked data, feeds."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache, partial

from starlette.requests import Request
from starlette.responses import Response

from service.formats.collection import Collection, Listing
from service.formats.format import Document, Wish
from service.ledger.entry import Head
from service.schemas.values import RecordKind, rfc3339
from service.search.query import Hits, Query
from service.web.asking import Section, ask
from service.web.catalogue import Catalogue
from service.web.http.address import base_url, read_document
from service.web.http.conditional import not_modified
from service.web.http.content import packing
from service.web.http.request import pairs
from service.web.list_title import list_title
from service.web.paging import list_headers, next_cursor, page_url
from service.web.parameters import PageParameters, Sort
from service.web.projection import read_languages
from service.web.representation import content_type

KEPT = 500
"""Records that are kept as they were written: some 9 kB each, with the document."""


async def list_formatted(
    request: Request,
    catalogue: Catalogue,
    parameters: PageParameters,
    section: Section,
    chosen: Collection,
) -> Response:
    """Answer with one page in a format other than JSON, or 304 if the caller has it."""
    wish = wish_of(parameters)
    section = replace(section, kinds=writable(section.kinds, chosen))
    head = await catalogue.up_to_date()
    query = await ask(catalogue, parameters, section, head.secret)
    query = replace(query, as_written=True, sort=order(parameters, query, chosen))
    pack = packing(request)
    headers = pack.headers(list_headers(request, catalogue, head, f"-{chosen.name}"))
    if unchanged := not_modified(request, headers):
        return unchanged
    found = await catalogue.in_pool(partial(find, catalogue, query, section.owner, wish))
    cursor = next_cursor(head, parameters, section, found.hits)
    listing = describe_listing(request, found.title, head, cursor)
    write = partial(write_one, chosen.write, wish, base_url(request))
    records: Iterable[bytes] = map(write, found.documents)
    if chosen.is_slow:  # one by one, so that others have their turn
        records = [await catalogue.in_pool(partial(write, one)) for one in found.documents]
    page = partial(together, chosen, chosen.begin(listing, wish), records)
    body = await catalogue.in_pool(lambda: pack.write(page()))
    link = {"Link": f'<{listing.following}>; rel="next"'} if listing.following else {}
    return Response(body, 200, headers | pack.encoding | link, content_type(chosen))


def wish_of(parameters: PageParameters) -> Wish:
    """Read what readers wish; raises InvalidRequest for what is no language."""
    return Wish(read_languages(parameters.lang), getattr(parameters, "style", None))


def writable(kinds: Sequence[str], chosen: Collection) -> tuple[RecordKind, ...]:
    """Return the kinds that a format can write, of those that are asked for."""
    return tuple(kind for kind in chosen.kinds if not kinds or kind in kinds)


def order(parameters: PageParameters, query: Query, chosen: Collection) -> str:
    """Return the order of a page: of feeds the latest change first, unless another is asked for."""
    is_said = "sort" in parameters.model_fields_set
    return Sort.updated if chosen.is_feed and not is_said else query.sort


@dataclass(frozen=True)
class Found:
    """A page as it was found: the records in bytes, and what the whole list is called."""

    hits: Hits
    documents: list[bytes]
    title: str


def find(catalogue: Catalogue, query: Query, owner: str | None, wish: Wish) -> Found:
    """Find a page and read its records."""
    hits = catalogue.index.search(query)
    documents = catalogue.source.documents([hit.ordinal for hit in hits.hits])
    return Found(hits, documents, list_title(catalogue.source, query, owner, wish.languages))


def together(chosen: Collection, begin: str, records: Iterable[bytes]) -> bytes:
    """Put a page together."""
    between = chosen.between.encode()
    return b"".join((begin.encode(), between.join(records), chosen.end.encode()))


@lru_cache(maxsize=KEPT)
def write_one(
    write: Callable[[Document, Wish], bytes], wish: Wish, base: str, document: bytes
) -> bytes:
    """Write one record; feeds of any question show the same latest records again and again."""
    return write(read_document(document, base), wish)


def describe_listing(
    request: Request, title: str, head: Head, cursor: str | None = None
) -> Listing:
    """Say what a list is as a whole."""
    return Listing(
        title=title,
        url=own_url(request),
        first=page_url(request, None),
        following=page_url(request, cursor) if cursor else None,
        home=base_url(request),
        updated=rfc3339(datetime.fromtimestamp(head.changed_at, UTC)),
    )


def own_url(request: Request) -> str:
    """Return the address that was asked."""
    cursors = [value for name, value in pairs(request.scope["query_string"]) if name == "cursor"]
    return page_url(request, cursors[0] if cursors else None)
