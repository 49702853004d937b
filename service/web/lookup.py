"""Look-ups: from an identifier, URL, slug or id to the records that answer to it."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any
from urllib.parse import urlencode

import pydantic_core
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from service import identifiers
from service.batches import batches
from service.errors import FieldError, InvalidRequest, RecordNotFound
from service.ledger.entry import Entry, Name
from service.ledger.read import LedgerSource
from service.schemas.values import RecordKind, clean_text
from service.web.catalogue import Catalogue
from service.web.http.address import absolute, addressed, base_url
from service.web.http.conditional import not_modified, validators
from service.web.named import (
    Named,
    all_of,
    first_pages,
    page_after,
    read_place,
    write_place,
)
from service.web.paging import page_url
from service.web.projection import View, project, read_view
from service.web.record import withdrawn
from service.web.view_parameters import ViewParameters

SHARED = ("url", "issn")
"""Schemes of names that any number of records may have; other names are one record's."""
MOST_FOUND, MOST_OF_EACH = 100, 10
"""Records shown of those that share a name: on a page, and in each answer of a batch."""
PART = 100
"""Look-ups of a batch that are answered together."""
Text = Annotated[
    Annotated[str, Field(min_length=1, max_length=2048), AfterValidator(clean_text)] | None, Field()
]
Pair = tuple[str, str]
"""A scheme and a value of it."""
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
        if len(self.given) != 1:
            names = ", ".join(SCHEMES)
            raise PydanticCustomError("exactly_one", "give exactly one of these", {"field": names})
        return self

    @property
    def pair(self) -> Pair:
        """The one name that is given: scheme and value."""
        (scheme,) = self.given
        return scheme, getattr(self, scheme)

    @property
    def given(self) -> list[str]:
        """The schemes of the names that are given."""
        named = self.model_fields_set.intersection(SCHEMES)
        return [scheme for scheme in named if getattr(self, scheme) is not None]


class LookupParameters(LookupItem, ViewParameters):
    """A look-up as parameters, with how its records are shown."""

    cursor: Annotated[str | None, Field(max_length=400)] = Field(
        default=None,
        description="Where the page begins, of records that share a name: taken from `next`.",
    )


def name_of(scheme: str, value: str) -> Name:
    """Return the name under which the ledger has what is looked up.

    Raises:
        InvalidIdentifier: if the value is not one of its scheme.
    """
    if scheme == "slug":
        return Name(scheme, value)
    if scheme == "url":
        return Name(scheme, identifiers.canonical_url(value))
    return Name(scheme, identifiers.canonical(scheme, value))


async def look_up(catalogue: Catalogue, secret: str, asked: LookupParameters) -> Named:
    """Return the records that answer to one name; `secret` signed the cursor.

    Raises:
        InvalidIdentifier: if the value is not one of its scheme.
        InvalidCursor: if the cursor is not one of ours for this name.
    """
    scheme, value = asked.pair
    if scheme == "id":
        entry = await catalogue.ledger.by_id(value)
        return all_of(await catalogue.present([entry]) if entry else [])
    name = name_of(scheme, value)
    after = read_place(secret, name, asked.cursor)
    if scheme in SHARED:
        work = partial(page_after, catalogue.source, name, MOST_FOUND, after)
        return await catalogue.in_pool(work)
    return all_of(await catalogue.ledger.by_name(name))


async def answer_lookup(
    request: Request, catalogue: Catalogue, parameters: LookupParameters
) -> Response:
    """Answer with the records found, or 404, or 410 if they were withdrawn."""
    view, base = read_view(parameters, tuple(RecordKind)), base_url(request)
    scheme, value = parameters.pair
    head = await catalogue.ledger.head()
    try:
        found = await look_up(catalogue, head.secret, parameters)
    except identifiers.InvalidIdentifier as error:
        raise InvalidRequest(str(error), errors=[FieldError(scheme, str(error))]) from error
    if not found.public and found.gone:
        raise withdrawn(found.gone[0], base)
    if not found.public:
        raise RecordNotFound(f"No record has the {scheme} {value[:300]!r}.")
    # The ledger's number, as lists have it: a record that was withdrawn has none of its own here.
    headers = validators(head.sequence, head.changed_at, catalogue.settings.cache_seconds)
    if unchanged := not_modified(request, headers):
        return unchanged
    cursor = write_place(head.secret, found)
    following = page_url(request, cursor) if cursor else None
    work = partial(write_found, found, view, following, base)
    body = work() if len(found.public) == 1 else await catalogue.in_pool(work)
    link = {"Link": f'<{following}>; rel="next"'} if following else {}
    return Response(body, 200, {**headers, **link}, "application/json")


def write_found(found: Named, view: View, following: str | None, base: str) -> bytes:
    """Write the records that a look-up found, and where the next ones are."""
    records = b",".join(project(entry.document, view) for entry in found.public)
    rest = pydantic_core.to_json({"total": found.total, "next": following})[1:]
    return absolute(b'{"data":[' + records + b"]," + rest, base)


@dataclass(frozen=True)
class Batch:
    """How a batch is answered, with links that begin with the `base` of this service.

    `secret` signs its cursors.
    """

    source: LedgerSource
    secret: str
    base: str
    parameters: ViewParameters
    view: View

    def write_all(self, pairs: Sequence[Pair], by_id: Mapping[str, Entry]) -> bytes:
        """Look up some names, but for ids, and write what was found of each."""
        asked = [understand(*pair) for pair in pairs]
        names = [name for name in asked if isinstance(name, Name)]
        found = first_pages(self.source, names, MOST_OF_EACH)
        answers = []
        for (scheme, value), name in zip(pairs, asked, strict=True):
            known = [by_id[value]] if scheme == "id" and value in by_id else []
            named = found.get(name) if isinstance(name, Name) else None
            error = name if isinstance(name, str) else None
            answers.append(self.write((scheme, value), named or all_of(known), error))
        return b",".join(answers)

    def write(self, pair: Pair, found: Named, error: str | None) -> bytes:
        """Write what one look-up found."""
        gone = [pydantic_core.from_json(absolute(one.document, self.base)) for one in found.gone]
        known = ("id", "withdrawn_at", "reason", "replaced_by")
        members: dict[str, Any] = {
            "total": found.total,
            "next": self.following(pair, found),
            "withdrawn": [{name: one[name] for name in known if name in one} for one in gone],
            **({"error": error} if error else {}),
        }
        documents = (addressed(entry.document, self.base) for entry in found.public)
        records = b",".join(project(one, self.view) for one in documents)
        lookup, rest = pydantic_core.to_json(dict([pair])), pydantic_core.to_json(members)[1:]
        return b'{"lookup":' + lookup + b',"records":[' + records + b"]," + rest

    def following(self, pair: Pair, found: Named) -> str | None:
        """Return where the records after those of a page are, shown in the same way."""
        cursor = write_place(self.secret, found)
        if cursor is None:
            return None
        shown = self.parameters.model_dump(exclude_none=True)
        return f"{self.base}v1/lookup?{urlencode([pair, *shown.items(), ('cursor', cursor)])}"


def understand(scheme: str, value: str) -> Name | str | None:
    """Return the name to look for, none for an id, or why there is none."""
    try:
        return None if scheme == "id" else name_of(scheme, value)
    except identifiers.InvalidIdentifier as error:
        return str(error)


async def answer_lookups(
    request: Request, catalogue: Catalogue, items: Sequence[LookupItem], parameters: ViewParameters
) -> Response:
    """Answer each look-up of a batch, in order; one that cannot be understood says why.

    A thousand answers are megabytes: they are read and sent in parts.
    """
    base, (first, *others) = base_url(request), list(batches(items, PART)) or [[]]
    view, secret = read_view(parameters, tuple(RecordKind)), (await catalogue.ledger.head()).secret
    batch = Batch(catalogue.source, secret, base, parameters, view)
    begun = await write_part(catalogue, batch, first)  # what fails here can still be told

    async def body() -> AsyncIterator[bytes]:
        yield b'{"data":[' + begun
        for part in others:
            yield b"," + await write_part(catalogue, batch, part)
        yield b"]}"

    headers = {"Cache-Control": "no-store"}
    return StreamingResponse(body(), 200, headers, "application/json")


async def write_part(catalogue: Catalogue, batch: Batch, items: Sequence[LookupItem]) -> bytes:
    """Look up some of a batch, and write what was found; raises ServiceUnavailable."""
    pairs = [item.pair for item in items]
    ids = [value for scheme, value in pairs if scheme == "id"]
    known = await catalogue.ledger.by_ids(ids)
    by_id = dict(zip(known, await catalogue.present(list(known.values())), strict=True))
    return await catalogue.in_pool(partial(batch.write_all, pairs, by_id))
