"""From parameters to a query: names of records become ids, lists of names are checked."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from pydantic_core import from_json

from service.errors import FieldError, InvalidRequest
from service.ledger.entry import Entry, Name
from service.schemas.authority import AuthorityType
from service.schemas.values import CONTROL, ID_PATTERN, RecordKind
from service.search.documents import Json
from service.search.likeness import Like
from service.search.query import AUTHORITIES, FACETS, FILTERS, Filter, Query
from service.suggestion import did_you_mean
from service.web.catalogue import Catalogue
from service.web.http.cursor import read_cursor
from service.web.http.refusal import refusal, unknown_name
from service.web.parameters import PageParameters, Sort
from service.web.projection import read_languages

RECORDS = {
    **dict.fromkeys(AUTHORITIES, RecordKind.authority),
    "report": RecordKind.report,
    "mention": RecordKind.mention,
}
"""Filters whose values name records."""
MOST_NEAR, MOST_OFFERED = 10, 3
IS_ID = re.compile(ID_PATTERN)


@dataclass(frozen=True)
class Section:
    """The part of the catalogue that an address lists.

    Of these kinds, all if there are none; what fits all of `within`; what is most like the
    document `like` first, and nothing that is not like it. `owner` is the id of the record to
    which the list belongs, where no filter says so.
    """

    kinds: tuple[RecordKind, ...] = ()
    within: tuple[Filter, ...] = ()
    like: Json | None = None
    owner: str | None = None


async def ask(
    catalogue: Catalogue,
    parameters: PageParameters,
    section: Section,
    secret: str,
) -> Query:
    """Turn checked parameters into a query; `secret` signed the cursor.

    Raises:
        InvalidRequest: if a filter names a record that is not public, or dates are reversed.
        UnknownParameter: if there is no such facet.
        InvalidCursor: if the cursor is not one of ours for this query.
    """
    first, last = parameters.published_from, parameters.published_to
    if first and last and first > last and not first.startswith(last):
        text = f"lies after published_to={last}: exchange the two"
        raise InvalidRequest(
            f"published_from={first} {text}.", errors=[FieldError("published_from", text)]
        )
    return Query(
        text=parameters.q,
        kinds=section.kinds,
        filters=(*section.within, *await read_filters(catalogue, parameters)),
        like=await like_of(catalogue, section.like) if section.like else (),
        published_from=first,
        published_to=last,
        sort=sort_of(parameters),
        limit=parameters.limit,
        after=read_cursor(secret, identity(parameters, section), parameters.cursor),
        facets=read_facets(parameters.facets),
        facet_limit=parameters.facet_limit,
        facet_text=parameters.facet_q,
        facet_sort=parameters.facet_sort,
        as_written=parameters.exact,
    )


async def like_of(catalogue: Catalogue, document: Json) -> Like:
    """Say by what other records are like one; its words are looked up beside the event loop."""
    return await catalogue.in_pool(lambda: catalogue.index.seen().likeness(document))


def sort_of(parameters: PageParameters) -> str:
    """Return the order that is asked for; titles are in that of the reader's language.

    Raises:
        InvalidRequest: if `lang` is no list of language tags.
    """
    languages = read_languages(parameters.lang)
    is_korean = parameters.sort is Sort.by_title and languages[:1] and languages[0][:2] == "ko"
    return "title_ko" if is_korean else parameters.sort


def identity(parameters: PageParameters, section: Section) -> dict[str, object]:
    """Return what makes two queries the same, for cursors."""
    asked = parameters.model_dump(mode="json", exclude_defaults=True, by_alias=True)
    return asked | {"": [section.kinds, [(one.field, one.values) for one in section.within]]}


async def read_filters(catalogue: Catalogue, parameters: PageParameters) -> list[Filter]:
    """Collect the filters that are set."""
    filters = []
    for name in sorted(parameters.model_fields_set):
        field = name.removeprefix("without_")
        values = getattr(parameters, name)
        if field in FILTERS and values:
            texts = [str(value) for value in values]
            if field in RECORDS:
                texts = [await record_id(catalogue, field, value) for value in texts]
            filters.append(Filter(field, tuple(texts), exclude=field != name))
    return filters


async def record_id(catalogue: Catalogue, field: str, value: str) -> str:
    """Find the record that a filter names by slug, former slug or id.

    Raises:
        InvalidRequest: if there is none in public.
    """
    kind = RECORDS[field]
    for entry in await named(catalogue, kind, value):
        if not entry.withdrawn and entry.kind == kind:
            return entry.id
    text = f"no {kind} has the slug or id {value!r}: look it up under /v1/search?kind={kind}&q="
    raise refusal([FieldError(field, text, await near_slugs(catalogue, field, value))])


async def near_slugs(catalogue: Catalogue, field: str, value: str) -> list[str]:
    """Return the slugs that a filter may mean: of public records that are called nearly so.

    None while the index is being built.
    """
    if not catalogue.index.ready:
        return []
    filters = [Filter("kind", (RECORDS[field],))]
    if field in AuthorityType.__members__:
        filters.append(Filter("type", (field,)))
    index, text = catalogue.index.seen(), value.replace("-", " ")
    found = await catalogue.in_pool(lambda: index.suggest(text, filters, MOST_NEAR))
    known = await catalogue.ledger.by_ids([from_json(one.shown)["id"] for one in found])
    slugs = [entry.slug for entry in known.values() if not entry.withdrawn]
    return list(dict.fromkeys([*did_you_mean(value, slugs), *slugs]))[:MOST_OFFERED]


async def named(catalogue: Catalogue, kind: RecordKind, value: str) -> Iterable[Entry]:
    """Return the entries that a path or filter names, by id, slug or former slug."""
    if CONTROL.search(value):
        return []  # PostgreSQL refuses to be asked for what it cannot hold
    if IS_ID.fullmatch(value) and (entry := await catalogue.ledger.by_id(value)):
        return await catalogue.present([entry])
    return await catalogue.ledger.by_name(Name(f"slug:{kind}", value)) or (
        await catalogue.ledger.by_name(Name(f"former:{kind}", value))
    )


def read_facets(text: str | None) -> tuple[str, ...]:
    """Read `facets=topic,year`.

    Raises:
        UnknownParameter: for a field whose values cannot be counted.
    """
    names = [part.strip() for part in text.split(",")] if text else []
    unknown = [name for name in names if name not in FACETS]
    if unknown:
        raise refusal([unknown_facet(name) for name in unknown])
    return tuple(dict.fromkeys(names))


def unknown_facet(name: str) -> FieldError:
    """Say that a facet is not known, which are near, and which there are."""
    what = f"facet: {name[:100]}; there are {', '.join(FACETS)}"
    return replace(unknown_name(name, FACETS, what), field="facets")
