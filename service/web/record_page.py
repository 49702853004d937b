"""The page of a record: found, written, and answered with validators like a list."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import pydantic_core
from pydantic import BaseModel, ConfigDict
from starlette.requests import Request
from starlette.responses import Response

from service.formats.format import Document
from service.ledger.entry import Entry, Head
from service.schemas.language_names import WRITTEN
from service.schemas.values import RecordKind
from service.search.query import Filter, Query
from service.web.catalogue import Catalogue
from service.web.html import Html, element
from service.web.http.address import base_url, read_document
from service.web.http.conditional import not_modified, validators
from service.web.http.content import packing
from service.web.http.negotiation import choose_language
from service.web.page import POLICY, Page, look, other_than
from service.web.pages import authority, frame, mention, report, resource
from service.web.pages.found import Found, Lists
from service.web.pages.reader import Reader
from service.web.paging import read
from service.web.record import find_record
from service.web.representation import alternates

SHOWN = 10
"""Records of each list that a page shows; it links to the rest."""
MOST_YEARS = 200
MAIN: Mapping[str, Callable[[Reader, Document, Lists], Html]] = {
    RecordKind.report: report.show,
    RecordKind.mention: mention.show,
    RecordKind.resource: resource.show,
    RecordKind.authority: authority.show,
}
LISTS: Mapping[str, tuple[tuple[str, RecordKind, str], ...]] = {
    RecordKind.report: (("mentions", RecordKind.mention, "report"),),
    RecordKind.authority: (
        ("reports", RecordKind.report, "authority"),
        ("mentions", RecordKind.mention, "authority"),
    ),
}
"""What the page of each kind lists: the name, the kind of record, and the filter that finds it."""


class PageParameters(BaseModel):
    """How a page is shown."""

    model_config = ConfigDict(extra="forbid")

    lang: Literal["en", "ko"] | None = None


@dataclass(frozen=True)
class Shown:
    """How a page is written, and in which answer: `name` tells its validators from others."""

    kind: RecordKind
    write: Callable[[Reader, Document, Lists], bytes]
    name: str = ""
    below: str = ""
    policy: str = POLICY


def write_page(reader: Reader, document: Document, lists: Lists) -> bytes:
    """Write the page of a record of any kind."""
    kind = document["kind"]
    main = MAIN[kind](reader, document, lists)
    page = Page(
        frame.page_title(reader, document),
        element("main", main, id="content", class_=f"record {kind}"),
        reader.language,
        frame.describe(reader, document),
        f"{frame.own_address(reader, document)}?lang={other_than(reader.language)}",
    )
    return page.write()


async def show_record(
    request: Request, catalogue: Catalogue, shown: Shown, name: str, asked: PageParameters
) -> Response:
    """Answer with the page of a record, or with 304 if the caller has it.

    Raises:
        RecordNotFound: if no public record of the kind has the name.
        RecordMoved: if the page has another address: that of a former slug, or of an id.
        RecordWithdrawn: if the record is no longer public.
    """
    head = await catalogue.up_to_date()
    entry = await find_record(request, catalogue, shown.kind, name, shown.below)
    reader = reader_of(request, asked.lang)
    pack = packing(request)
    headers = pack.headers(page_headers(catalogue, head, reader, shown.name, shown.policy))
    if unchanged := not_modified(request, headers):
        return unchanged
    body = await catalogue.in_pool(lambda: pack.write(write(catalogue, entry, reader, shown)))
    linked = {"Link": alternates(reader.base, shown.kind, entry.slug), **pack.encoding}
    return Response(body, 200, headers | linked, "text/html")


def reader_of(request: Request, chosen: str | None) -> Reader:
    """Learn in which language somebody reads: as chosen, or as their browser says."""
    header = request.headers.get("accept-language")
    language = chosen or choose_language(header, WRITTEN)
    return Reader(language, base_url(request), chosen is not None)


def page_headers(
    catalogue: Catalogue, head: Head, reader: Reader, name: str, policy: str = POLICY
) -> Mapping[str, str]:
    """Return the validators of a page: the ledger's latest change, its language, how it looks."""
    said = {
        "Vary": "Accept-Language",
        "Content-Language": reader.language,
        "Content-Security-Policy": policy,
    }
    if not catalogue.index.is_at(head):
        return {"Cache-Control": "no-cache"} | said
    seconds, tag = catalogue.settings.cache_seconds, f"{name}-{reader.language}-{look()}"
    return {**validators(head.sequence, head.changed_at, seconds, tag), **said}


def write(catalogue: Catalogue, entry: Entry, reader: Reader, shown: Shown) -> bytes:
    """Read a record and what belongs to it, and write the page."""
    document = read_document(entry.document, reader.base)
    lists = {
        name: find(catalogue, kind, Filter(field, (entry.id,)))
        for name, kind, field in LISTS.get(entry.kind, ())
    }
    return shown.write(reader, document, lists)


def find(catalogue: Catalogue, kind: RecordKind, within: Filter) -> Found:
    """Find the latest records of a kind that belong to one, and count them by year."""
    query = Query(
        kinds=(kind,),
        filters=(within,),
        sort="-published",
        limit=SHOWN,
        facets=("year",),
        facet_limit=MOST_YEARS,
    )
    hits = catalogue.index.search(query)
    documents = [pydantic_core.from_json(one.document) for one in read(catalogue, hits)]
    return Found(documents, hits.total, {one.value: one.count for one in hits.facets["year"]})
