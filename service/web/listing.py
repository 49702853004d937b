"""Lists: a page of records as the index finds them, in the bytes the ledger has."""

from collections.abc import Iterable
from dataclasses import dataclass

import pydantic_core
from starlette.requests import Request
from starlette.responses import Response

from service.ledger.entry import Entry, Head
from service.schemas.values import RecordKind
from service.search.documents import Json
from service.search.query import Hits, Query
from service.web.additions import Found, Wanted, additions
from service.web.asking import Section, ask
from service.web.catalogue import Catalogue
from service.web.collection import choose_collection, feed_links
from service.web.export import export
from service.web.facets import Facets, authorities_in, label_facets
from service.web.formatted import list_formatted
from service.web.http.address import absolute, base_url
from service.web.http.conditional import not_modified
from service.web.paging import list_headers, list_url, next_cursor, page_url, read
from service.web.parameters import PageParameters
from service.web.projection import View, project, read_view

ALL = tuple(RecordKind)


@dataclass(frozen=True)
class Page:
    """A page as it was found: the records in bytes, and facets with their labels."""

    hits: Hits
    records: bytes
    facets: Facets


async def list_records(
    request: Request,
    catalogue: Catalogue,
    parameters: PageParameters,
    section: Section,
) -> Response:
    """Answer with the records that fit, a page or all, or 304 if the caller has them."""
    chosen = choose_collection(request, parameters, section.kinds)
    if chosen is None:
        return await list_json(request, catalogue, parameters, section)
    answer = export if chosen.extent == "whole" else list_formatted
    return await answer(request, catalogue, parameters, section, chosen)


async def list_json(
    request: Request, catalogue: Catalogue, parameters: PageParameters, section: Section
) -> Response:
    """Answer with one page in JSON, or 304 if the caller has it."""
    view = read_view(parameters, section.kinds or ALL)
    base = base_url(request)
    wanted = Wanted(view, parameters.highlight, parameters.explain, section.like, base)
    head = await catalogue.up_to_date()
    query = await ask(catalogue, parameters, section, head.secret)
    headers = list_headers(request, catalogue, head)
    if unchanged := not_modified(request, headers):
        return unchanged
    page = await catalogue.in_pool(lambda: find(catalogue, head, query, wanted))
    cursor = next_cursor(head, parameters, section, page.hits)
    is_read = request.method == "GET"
    url = page_url(request, cursor) if cursor and is_read else None
    members = {
        "total": page.hits.total,
        "facets": page.facets,
        "next": url,
        "next_cursor": cursor,
        **{name: text for name, text in other_texts(page.hits) if text},
    }
    body = b"".join((b'{"data":[', page.records, b"],", pydantic_core.to_json(members)[1:]))
    following = f'<{url}>; rel="next"' if url else ""
    feeds = feed_links(request, list_url(request), section.kinds) if is_read else ""
    link = {"Link": ", ".join(filter(None, (following, feeds)))} if following or feeds else {}
    return Response(body, 200, {**headers, **link}, "application/json")


def other_texts(hits: Hits) -> Iterable[tuple[str, str | None]]:
    """Return the texts that were, or may be, looked for in place of the one that was asked."""
    return ("corrected", hits.corrected), ("suggested", hits.suggested)


# Finding, reading and writing a page takes milliseconds: all of it is done beside the event loop.


def find(catalogue: Catalogue, head: Head, query: Query, wanted: Wanted) -> Page:
    """Find the records of a page and write them."""
    hits = catalogue.index.search(query)
    entries = list(read(catalogue, hits))
    added = additions(catalogue, head, Found(query, hits, entries), wanted)
    shown = (show(*each, wanted.view) for each in zip(entries, added, strict=True))
    records = absolute(b",".join(shown), wanted.base)
    names = catalogue.names.read(authorities_in(hits.facets), head)
    facets = label_facets(hits.facets, names, wanted.view.languages, query.facet_sort)
    return Page(hits, records, facets)


def show(entry: Entry, additions: Json, view: View) -> bytes:
    """Write one record of a list: as stored, or the part asked for, with how it was found."""
    written = project(entry.document, view)
    return written[:-1] + b"," + pydantic_core.to_json(additions)[1:] if additions else written
