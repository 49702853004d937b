"""All that was found, as one file that is sent while it is read: memory stays flat.

A batch is found, read and written in a thread, then sent. Between batches nothing is held, neither
a connection nor a thread, so that a slow reader costs nobody anything. Batches follow each other
by key: what stays in its place is sent once. Unless another order is asked for, it is that of the
first publication, in which no record ever moves.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from service.batches import batches
from service.formats.collection import Collection
from service.formats.format import Wish
from service.formats.offered import NDJSON
from service.search.query import Query
from service.web.asking import Section, ask
from service.web.catalogue import Catalogue
from service.web.formatted import describe_listing, wish_of
from service.web.http.address import addressed, base_url, read_document
from service.web.http.conditional import not_modified
from service.web.list_title import kinds_title
from service.web.paging import list_headers
from service.web.parameters import PageParameters
from service.web.projection import View, project, read_view
from service.web.representation import content_type

FOUND_AT_ONCE = 10_000
"""Numbers that one search returns: each search goes through all that fits."""
WRITTEN_AT_ONCE = 50
"""Records that one batch has, some 0.3 MB: for much more, memory is taken from the system and given
back each time, which takes longer than to read and write them."""
MARK = "\ufeff"


@dataclass(frozen=True)
class Export:
    """How the records of an export are written."""

    catalogue: Catalogue
    chosen: Collection
    wish: Wish
    view: View
    base: str

    def find(self, query: Query) -> tuple[list[int], Query | None]:
        """Find the next records, and what to ask for those after them."""
        hits = self.catalogue.index.search(query)
        following = replace(query, after=hits.last) if hits.last else None
        return [hit.ordinal for hit in hits.hits], following

    def write(self, ordinals: Sequence[int]) -> bytes:
        """Read and write some records; what was withdrawn meanwhile is left out."""
        documents = self.catalogue.source.documents(ordinals)
        if self.chosen is NDJSON:
            lines = [project(addressed(one, self.base), self.view) for one in documents]
            return b"\n".join([*lines, b""])
        parsed = (read_document(one, self.base) for one in documents)
        return b"".join([self.chosen.write(one, self.wish) for one in parsed])

    async def parts(self, query: Query) -> AsyncIterator[bytes]:
        """Go through everything, batch by batch."""
        following: Query | None = query
        while following:
            ordinals, following = await self.catalogue.in_pool(partial(self.find, following))
            for batch in batches(ordinals, WRITTEN_AT_ONCE):
                yield await self.catalogue.in_pool(partial(self.write, batch))


async def export(
    request: Request,
    catalogue: Catalogue,
    parameters: PageParameters,
    section: Section,
    chosen: Collection,
) -> Response:
    """Answer with all that was found, or 304 if the caller has it."""
    wish, view = wish_of(parameters), read_view(parameters, section.kinds or chosen.kinds)
    head = await catalogue.up_to_date()
    query = await ask(catalogue, parameters, section, head.secret)
    is_said = "sort" in parameters.model_fields_set
    sort = query.sort if is_said else "ordinal"
    query = replace(query, as_written=True, sort=sort, limit=FOUND_AT_ONCE)
    known = list_headers(request, catalogue, head, f"-{chosen.name}")
    headers = {**known, "Cache-Control": "no-cache"} if "ETag" in known else dict(known)
    if unchanged := not_modified(request, headers):
        return unchanged
    name = request.url.path.strip("/").rsplit("/", 1)[-1]
    headers["Content-Disposition"] = f'attachment; filename="{name}.{chosen.name}"'
    listing = describe_listing(request, kinds_title(query.kinds, wish.languages), head)
    begin = (MARK if parameters.bom else "") + chosen.begin(listing, wish)
    parts = Export(catalogue, chosen, wish, view, base_url(request)).parts(query)
    # What fails at once fails before the answer begins; later the connection is cut.
    first = begin.encode() + await anext(parts, b"")
    sent = only(first) if request.state.is_head else after(first, parts)
    return StreamingResponse(sent, 200, headers, content_type(chosen))


async def only(first: bytes) -> AsyncIterator[bytes]:
    """Send the beginning."""
    yield first


async def after(first: bytes, parts: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Send the beginning and then the rest."""
    yield first
    async for part in parts:
        yield part
