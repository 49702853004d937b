"""Look-ups: from an identifier, URL, slug or id to the records that answer to it."""

from collections.abc import AsyncIterator, Sequence
from typing import Annotated, Any

import pydantic_core
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from service import identifiers
from service.batches import batches
from service.errors import FieldError, InvalidRequest, RecordNotFound
from service.ledger.entry import Entry, Name
from service.schemas.values import RecordKind, clean_text
from service.web.address import absolute, base_url
from service.web.catalogue import Catalogue
from service.web.conditional import not_modified, validators
from service.web.projection import project, read_view
from service.web.record import withdrawn
from service.web.view_parameters import ViewParameters

MOST_FOUND = 100
PART = 50
"""Look-ups of a batch that are answered together."""
Text = Annotated[
    Annotated[str, Field(min_length=1, max_length=2048), AfterValidator(clean_text)] | None, Field()
]
SCHEMES = ("id", "slug", "url", "doi", "isbn", "issn", "un_symbol", "handle", "local")


class LookupItem(BaseModel):
    """Exactly one name of a record."""

    model_config = ConfigDict(extra="forbid")

    id: Text = Field(default=None, description="Id of a record.")
    slug: Text = Field(default=None, description="Slug, also a former one, of any kind.")
    url: Text = Field(
        default=None,
        description="Address of a page or file; tracking parameters, `www.` and the like do not "
        "matter.",
        examples=["https://www.nknews.org/"],
    )
    doi: Text = Field(default=None, description="DOI in any of its spellings.")
    isbn: Text = Field(default=None, description="ISBN-10 or ISBN-13, with or without hyphens.")
    issn: Text = Field(default=None, description="ISSN: names a series, so it may find several.")
    un_symbol: Text = Field(
        default=None, description="Symbol of a UN document.", examples=["A/HRC/25/63"]
    )
    handle: Text = Field(default=None, description="Handle (hdl.handle.net).")
    local: Text = Field(default=None, description="The publisher's own number.")

    @model_validator(mode="after")
    def check_one(self) -> "LookupItem":
        """Refuse none or several names."""
        if sum(getattr(self, name) is not None for name in SCHEMES) != 1:
            names = ", ".join(SCHEMES)
            raise PydanticCustomError("exactly_one", "give exactly one of these", {"field": names})
        return self

    @property
    def pair(self) -> tuple[str, str]:
        """The one name that is given: scheme and value."""
        scheme = next(name for name in SCHEMES if getattr(self, name) is not None)
        return scheme, getattr(self, scheme)


class LookupParameters(LookupItem, ViewParameters):
    """A look-up as parameters, with how its records are shown."""


def names(scheme: str, value: str) -> list[Name]:
    """Return under which names the ledger has what is looked up.

    Raises:
        InvalidIdentifier: if the value is not one of its scheme.
    """
    if scheme == "slug":
        return [Name(f"{age}:{kind}", value) for age in ("slug", "former") for kind in RecordKind]
    if scheme == "url":
        return [Name("url", identifiers.canonical_url(value))]
    return [Name(scheme, identifiers.canonical(scheme, value))]


async def look_up(catalogue: Catalogue, scheme: str, value: str) -> list[Entry]:
    """Return the entries that answer to one name, tombstones too.

    Raises:
        InvalidIdentifier: if the value is not one of its scheme.
    """
    if scheme == "id":
        entry = await catalogue.ledger.by_id(value)
        return await catalogue.present([entry]) if entry else []
    found = await catalogue.ledger.by_names(names(scheme, value))
    entries = {entry.id: entry for several in found.values() for entry in several}
    return list(entries.values())[:MOST_FOUND]


async def answer_lookup(
    request: Request, catalogue: Catalogue, parameters: LookupParameters
) -> Response:
    """Answer with the records found, or 404, or 410 if they were withdrawn."""
    view = read_view(parameters, tuple(RecordKind))
    scheme, value = parameters.pair
    try:
        entries = await look_up(catalogue, scheme, value)
    except identifiers.InvalidIdentifier as error:
        raise InvalidRequest(str(error), errors=[FieldError(scheme, str(error))]) from error
    public = [entry for entry in entries if not entry.withdrawn]
    if not public and entries:
        raise withdrawn(entries[0], base_url(request))
    if not public:
        raise RecordNotFound(f"No record has the {scheme} {value[:300]!r}.")
    newest = max(public, key=lambda entry: entry.sequence)
    headers = validators(newest.sequence, newest.changed_at, catalogue.settings.cache_seconds)
    if unchanged := not_modified(request, headers):
        return unchanged
    documents = [project(entry.document, view) for entry in public]
    body = b'{"data":[' + b",".join(documents) + b'],"total":%d}' % len(public)
    return Response(absolute(body, base_url(request)), 200, headers, "application/json")


async def answer_lookups(
    request: Request, catalogue: Catalogue, items: Sequence[LookupItem]
) -> Response:
    """Answer each look-up of a batch, in order; one that cannot be understood says why.

    A thousand answers are megabytes: they are read and sent in parts.
    """
    base, (first, *others) = base_url(request), list(batches(items, PART)) or [[]]
    begun = await write_part(catalogue, first)  # what fails here can still be told

    async def body() -> AsyncIterator[bytes]:
        yield b'{"data":[' + absolute(begun, base)
        for part in others:
            yield b"," + absolute(await write_part(catalogue, part), base)
        yield b"]}"

    headers = {"Cache-Control": "no-store"}
    return StreamingResponse(body(), 200, headers, "application/json")


async def write_part(catalogue: Catalogue, items: Sequence[LookupItem]) -> bytes:
    """Look up some of a batch, and write what was found; raises ServiceUnavailable."""
    asked = [understand(*item.pair) for item in items]
    ids = [value for scheme, value in (item.pair for item in items) if scheme == "id"]
    known = await catalogue.ledger.by_ids(ids)
    by_id = dict(zip(known, await catalogue.present(list(known.values())), strict=True))
    by_name = await catalogue.ledger.by_names(
        [name for found in asked if isinstance(found, list) for name in found]
    )
    answers = []
    for item, found in zip(items, asked, strict=True):
        scheme, value = item.pair
        entries = [by_id[value]] if scheme == "id" and value in by_id else []
        if isinstance(found, list):
            entries += [entry for name in found for entry in by_name.get(name, ())]
        answers.append(write(item, entries, found if isinstance(found, str) else None))
    return b",".join(answers)


def understand(scheme: str, value: str) -> list[Name] | str:
    """Return the names to look for, or why there are none."""
    try:
        return [] if scheme == "id" else names(scheme, value)
    except identifiers.InvalidIdentifier as error:
        return str(error)


def write(item: LookupItem, entries: Sequence[Entry], error: str | None) -> bytes:
    """Write what one look-up of a batch found."""
    unique = {entry.id: entry for entry in entries}.values()
    public = b",".join(entry.document for entry in unique if not entry.withdrawn)
    gone: list[Any] = [pydantic_core.from_json(one.document) for one in unique if one.withdrawn]
    known = ("id", "withdrawn_at", "reason", "replaced_by")
    members: dict[str, Any] = {
        "withdrawn": [{name: one[name] for name in known if name in one} for one in gone],
        **({"error": error} if error else {}),
    }
    asked = pydantic_core.to_json(dict([item.pair]))
    rest = pydantic_core.to_json(members)[1:]
    return b'{"lookup":' + asked + b',"records":[' + public + b"]," + rest
