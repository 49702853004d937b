"""One record: its bytes by id or slug, in other formats too; moved, withdrawn, or not there."""

from functools import partial
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from service.errors import RecordMoved, RecordNotFound, RecordWithdrawn
from service.formats.format import Format, Wish
from service.formats.offered import JSON
from service.languages import best_language
from service.ledger.entry import Entry
from service.schemas.language_names import WRITTEN
from service.schemas.record import COLLECTIONS
from service.schemas.values import RecordKind
from service.web.asking import IS_ID, named
from service.web.catalogue import Catalogue
from service.web.http.address import addressed, base_url, read_document
from service.web.http.conditional import not_modified, shows_only, validators
from service.web.projection import project, read_languages, read_view
from service.web.representation import (
    alternates,
    choose_format,
    content_type,
    is_quick,
    tag_of,
    wants_page,
)
from service.web.view_parameters import ViewParameters

DATA = "v1"
"""Begins the addresses for programs, which name a record by its id as well."""
URL_CHARACTERS = "%!$&'()*+,-./:;=?@_~"


async def find_record(
    request: Request, catalogue: Catalogue, kind: RecordKind, name: str, below: str = ""
) -> Entry:
    """Return the public record with this id or slug; `below` is the rest of the address.

    Raises:
        RecordNotFound: if no public record of the kind has the name.
        RecordMoved: if the slug is a former one, or an id in the address of a page.
        RecordWithdrawn: if the record is no longer public.
    """
    entry = await find_public(request, catalogue, kind, name)
    above = request.scope["path"].partition(f"/{COLLECTIONS[kind]}/")[0].lstrip("/")
    if name != entry.slug and (name != entry.id or above != DATA):
        path = f"{above}/{COLLECTIONS[kind]}/{quote(entry.slug)}{below}".lstrip("/")
        query = quote(request.scope["query_string"], safe=URL_CHARACTERS)
        own = f"{base_url(request)}{path}{'?' if query else ''}{query}"
        text = f"The {kind} {name!r} is now called {entry.slug!r}."
        raise RecordMoved(text, headers={"Location": own}, location=own)
    return entry


async def find_public(request: Request, catalogue: Catalogue, kind: RecordKind, name: str) -> Entry:
    """Return the public record with this id, slug or former slug.

    Raises:
        RecordNotFound: if no public record of the kind has the name.
        RecordWithdrawn: if the record is no longer public.
    """
    for entry in await named(catalogue, kind, name):
        if entry.kind == kind and entry.withdrawn:
            raise withdrawn(entry, base_url(request))
        if entry.kind == kind:
            return entry
    raise RecordNotFound(f"No {kind} has the id or slug {name[:200]!r}.")


def withdrawn(entry: Entry, base: str) -> RecordWithdrawn:
    """Tell what is known of a withdrawn record."""
    tombstone = read_document(entry.document, base)
    text = f"The {entry.kind} {entry.slug!r} was withdrawn on {tombstone['withdrawn_at'][:10]}."
    known = ("id", "withdrawn_at", "reason", "replaced_by")
    return RecordWithdrawn(text, **{name: tombstone[name] for name in known if name in tombstone})


async def read_record(
    request: Request,
    catalogue: Catalogue,
    kind: RecordKind,
    name: str,
    view: ViewParameters,
) -> Response:
    """Answer with one record in the bytes in which it was published, in another format, or 304."""
    shown = read_view(view, (kind,))
    own, dot, ending = name.partition(".")
    if wants_page(request, kind, dot + ending, view):
        return to_page(
            request, await find_record(request, catalogue, kind, own, dot + ending), view
        )
    chosen = choose_format(request, kind, dot + ending, view)
    entry = await find_record(request, catalogue, kind, own, dot + ending)
    if own == entry.id or not IS_ID.fullmatch(own):  # a slug that looks like an id may become one
        shows_only(request, entry.id)
    seconds = catalogue.settings.cache_seconds
    headers = validators(entry.sequence, entry.changed_at, seconds, tag_of(chosen))
    if unchanged := not_modified(request, headers):
        return unchanged
    base = base_url(request)
    linked = {**headers, "Link": alternates(base, kind, entry.slug)}
    if chosen is JSON:
        document = project(addressed(entry.document, base), shown)
    else:
        work = partial(write_record, entry.document, base, chosen, view)
        is_in_place = is_quick(chosen, entry.document)
        document = work() if is_in_place else await catalogue.in_pool(work)
    return Response(document, 200, linked, content_type(chosen))


def to_page(request: Request, entry: Entry, view: ViewParameters) -> Response:
    """Send people to the page of a record, in the language they chose."""
    language = best_language(WRITTEN, read_languages(view.lang)) if view.lang else None
    query = f"?lang={language}" if language else ""
    path = f"{COLLECTIONS[RecordKind(entry.kind)]}/{quote(entry.slug)}{query}"
    return Response(None, 303, {"Location": base_url(request) + path, "Vary": "Accept"})


def write_record(document: bytes, base: str, chosen: Format, view: ViewParameters) -> bytes:
    """Write a whole document in another format."""
    wish = Wish(read_languages(view.lang), getattr(view, "style", None))
    return chosen.write(read_document(document, base), wish)
