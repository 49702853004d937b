"""Lists: a page of records as the index finds them, in the bytes the ledger has."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from operator import itemgetter
from urllib.parse import urlencode

import pydantic_core
from starlette.requests import Request
from starlette.responses import Response

from service.ledger.entry import Entry, Head
from service.schemas.values import RecordKind
from service.search.documents import Json
from service.search.highlight import highlight, passages
from service.search.query import Hits, Query
from service.web.address import absolute, base_url
from service.web.asking import Section, ask, identity
from service.web.catalogue import Catalogue
from service.web.conditional import not_modified, validators
from service.web.cursor import write_cursor
from service.web.explanation import explain
from service.web.facets import Facets, authorities_in, label_facets
from service.web.parameters import PageParameters
from service.web.projection import View, project, read_view
from service.web.request import pairs

ALL = tuple(RecordKind)
MOVING = {"Cache-Control": "no-cache", "Vary": "Accept"}
"""Headers of a list while the index is behind the ledger: the next answer may be another one."""


@dataclass(frozen=True)
class Page:
    """A page as it was found: the records in bytes, and facets with their labels."""

    hits: Hits
    documents: list[bytes]
    facets: Facets


async def list_records(
    request: Request,
    catalogue: Catalogue,
    parameters: PageParameters,
    section: Section,
) -> Response:
    """Answer with one page of the records that fit, or 304 if the caller has it."""
    view = read_view(parameters, section.kinds or ALL)
    head = await catalogue.up_to_date()
    query = await ask(catalogue, parameters, section, head.secret)
    headers = list_headers(request, catalogue, head)
    if unchanged := not_modified(request, headers):
        return unchanged
    page = await catalogue.in_pool(
        lambda: find(catalogue, head, query, view, is_marked=parameters.highlight)
    )
    cursor = None
    if page.hits.last is not None:
        cursor = write_cursor(head.secret, identity(parameters, section), page.hits.last)
    url = next_url(request, cursor) if request.method == "GET" else None
    members = {
        "total": page.hits.total,
        "facets": page.facets,
        "next": url,
        "next_cursor": cursor,
        **({"corrected": page.hits.corrected} if page.hits.corrected else {}),
    }
    body = b'{"data":[' + b",".join(page.documents) + b"]," + pydantic_core.to_json(members)[1:]
    link = {"Link": f'<{url}>; rel="next"'} if url else {}
    return Response(absolute(body, base_url(request)), 200, {**headers, **link}, "application/json")


def list_headers(request: Request, catalogue: Catalogue, head: Head) -> Mapping[str, str]:
    """Return the validators of a list: those of the ledger's latest change."""
    if request.method != "GET":
        return {"Cache-Control": "no-store"}
    if not catalogue.index.is_at(head):
        return MOVING
    return validators(head.sequence, head.changed_at, catalogue.settings.cache_seconds)


# Finding, reading and writing a page takes milliseconds: all of it is done beside the event loop.


def find(catalogue: Catalogue, head: Head, query: Query, view: View, *, is_marked: bool) -> Page:
    """Find the records of a page and write them."""
    hits = catalogue.index.search(query)
    entries = list(read(catalogue, hits))
    additions: list[Json] = [{} for _ in entries]
    if text := hits.corrected or query.text:
        found = [(entry.document, passages(entry.document)) for entry in entries]
        reasons = explain(catalogue, head, found, text, view)
        marked = [highlight(shown, text) if is_marked else None for _, shown in found]
        additions = [
            {"highlights": one, "matched": why or None}
            for one, why in zip(marked, reasons, strict=True)
        ]
    documents = [show(*each, view) for each in zip(entries, additions, strict=True)]
    names = catalogue.names.read(authorities_in(hits.facets), head)
    return Page(hits, documents, label_facets(hits.facets, names, view.languages))


def read(catalogue: Catalogue, hits: Hits) -> Iterator[Entry]:
    """Read what was found, in order; what was withdrawn this very moment is left out."""
    entries = catalogue.source.by_ordinals([hit.ordinal for hit in hits.hits])
    public = (entries.get(hit.ordinal) for hit in hits.hits)
    return (entry for entry in public if entry and not entry.withdrawn)


def show(entry: Entry, additions: Json, view: View) -> bytes:
    """Write one record of a list: as stored, or the part asked for, with how it was found."""
    written = project(entry.document, view)
    added = {name: value for name, value in additions.items() if value is not None}
    return written[:-1] + b"," + pydantic_core.to_json(added)[1:] if added else written


def next_url(request: Request, cursor: str | None) -> str | None:
    """Write the address of the next page: the same question with another cursor."""
    if cursor is None:
        return None
    # In one order, as the response cache does not tell orders apart.
    asked = sorted(pairs(request.scope["query_string"]), key=itemgetter(0))
    others = [pair for pair in asked if pair[0] != "cursor"]
    path = request.scope["raw_path"].decode("ascii").lstrip("/")
    return f"{base_url(request)}{path}?{urlencode([*others, ('cursor', cursor)])}"
