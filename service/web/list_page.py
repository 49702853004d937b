"""The page of a list or search: found as the API finds it, and written for people."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

import pydantic_core
from pydantic import AfterValidator, BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from service.schemas.mention import Medium
from service.schemas.record import COLLECTIONS
from service.schemas.resource import ResourceRole
from service.schemas.values import YEAR_PATTERN, LanguageTag, RecordKind
from service.web import listing
from service.web.additions import Wanted
from service.web.asking import Section, ask
from service.web.catalogue import Catalogue
from service.web.html import element
from service.web.http.conditional import not_modified
from service.web.http.content import packing
from service.web.page import Page, other_than
from service.web.pages import records
from service.web.pages.choices import Choice, Choices
from service.web.pages.reader import Reader
from service.web.pages.records import Records
from service.web.paging import next_cursor
from service.web.parameters import RecordType, SearchParameters, Value, query_text
from service.web.projection import View
from service.web.record_page import page_headers, reader_of

SHOWN = 10
"""Records on one page."""
Listed = Literal["search", "reports", "mentions", "resources", "authorities"]
MOST_VALUES = 30
"""Values of a field that a list can be narrowed to."""
KINDS = {name: (kind,) for kind, name in COLLECTIONS.items()}
FIELDS: Mapping[Listed, Sequence[str]] = {
    "search": ("kind", "topic", "year", "language"),
    "reports": ("type", "topic", "publisher", "year", "language"),
    "mentions": ("medium", "topic", "outlet", "year", "language"),
    "resources": ("role", "year", "language"),
    "authorities": ("type",),
}
"""What a list can be narrowed by."""


class ListParameters(BaseModel):
    """What people ask of a list."""

    q: Annotated[str, Field(max_length=1000), AfterValidator(query_text)] = ""
    kind: RecordKind | None = None
    type: RecordType | None = None
    medium: Medium | None = None
    role: ResourceRole | None = None
    topic: Value | None = None
    publisher: Value | None = None
    outlet: Value | None = None
    year: Annotated[str | None, Field(pattern=YEAR_PATTERN, max_length=20)] = None
    language: LanguageTag | None = None
    cursor: Annotated[str | None, Field(max_length=400)] = None
    lang: Literal["en", "ko"] | None = None

    def parameters(self, fields: Sequence[str]) -> SearchParameters:
        """Return what the API would be asked for, with the values of these fields counted."""
        chosen = {field: (value,) for field, value in self.chosen(fields).items()}
        return SearchParameters(
            q=self.q,
            cursor=self.cursor,
            limit=SHOWN,
            facets=",".join(fields),
            facet_limit=MOST_VALUES,
            **chosen,
        )

    def chosen(self, fields: Sequence[str]) -> dict[str, str]:
        """Return what narrows a list that can be narrowed by some fields."""
        given = self.model_dump(mode="json", include=set(fields), exclude_none=True)
        return {field: given[field] for field in fields if field in given}


@dataclass(frozen=True)
class Place:
    """Which list somebody reads, and what they ask of it."""

    reader: Reader
    name: Listed
    asked: Mapping[str, str]

    def address(self, **other: str | None) -> str:
        """Return the address of the list, or with something else asked, in the chosen language."""
        language = self.reader.language if self.reader.is_fixed else None
        return query_of(f"{self.reader.base}{self.name}", {**self.asked, **other, "lang": language})

    @property
    def data(self) -> str:
        """The address of the list for programs."""
        return query_of(f"{self.reader.base}v1/{self.name}", self.asked)


def query_of(url: str, asked: Mapping[str, str | None]) -> str:
    """Add to an address what is asked, if anything is."""
    given = {key: value for key, value in asked.items() if value}
    return f"{url}?{urlencode(given)}" if given else url


async def show_list(
    request: Request, catalogue: Catalogue, name: Listed, asked: ListParameters
) -> Response:
    """Answer with a page of a list, or with 304 if the caller has it.

    Raises:
        InvalidCursor: if the cursor is not one of ours for this list.
    """
    parameters, section = asked.parameters(FIELDS[name]), Section(KINDS.get(name, ()))
    head = await catalogue.up_to_date()
    query = await ask(catalogue, parameters, section, head.secret)
    reader, pack = reader_of(request, asked.lang), packing(request)
    headers = pack.headers(page_headers(catalogue, head, reader, f"-{name}"))
    if unchanged := not_modified(request, headers):
        return unchanged
    wanted = Wanted(View(), is_marked=True, is_explained=False, like=None, base=reader.base)
    page = await catalogue.in_pool(lambda: listing.find(catalogue, head, query, wanted))
    cursor = next_cursor(head, parameters, section, page.hits)
    place = Place(reader, name, {"q": asked.q, **asked.chosen(FIELDS[name])})
    body = await catalogue.in_pool(lambda: pack.write(write(place, shown(place, page, cursor))))
    return Response(body, 200, {**headers, **pack.encoding}, "text/html")


def shown(place: Place, page: listing.Page, cursor: str | None) -> Records:
    """Gather what the page of a list shows."""
    hits, suggestion = page.hits, page.hits.suggested
    return Records(
        name=place.name,
        text=place.asked["q"],
        documents=pydantic_core.from_json(b"[" + page.records + b"]"),
        total=hits.total,
        following=place.address(cursor=cursor) if cursor else None,
        corrected=hits.corrected,
        suggested=(suggestion, place.address(q=suggestion)) if suggestion else None,
        chosen={field: value for field, value in place.asked.items() if field != "q"},
        choices=[choices(place, field, page.facets.get(field, ())) for field in FIELDS[place.name]],
        data=place.data,
    )


def write(place: Place, found: Records) -> bytes:
    """Write the page."""
    reader = place.reader
    other = replace(reader, language=other_than(reader.language), is_fixed=True)
    page = Page(
        records.title(reader, found),
        element("main", records.show(reader, found), id="content", class_="record"),
        reader.language,
        records.head(reader, found, place.address()),
        replace(place, reader=other).address(),
    )
    return page.write()


def choices(place: Place, field: str, counted: Iterable[Mapping[str, Any]]) -> Choices:
    """Say what a list can be narrowed to by one field; what it is narrowed to is always there."""
    chosen = place.asked.get(field)
    values = [
        Choice(
            place.reader.text(one.get("label")) or str(one["value"]),
            one["count"],
            place.address(**{field: one["value"]}),
            chosen is not None and chosen in (one["value"], one.get("id")),
        )
        for one in counted
    ]
    if chosen and not any(one.is_chosen for one in values):
        values.append(Choice(chosen, None, "", is_chosen=True))
    return Choices(field, values, place.address(**{field: None}))
