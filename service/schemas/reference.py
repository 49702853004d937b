"""References from one record to another: as written, as shown, and where the fields have them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

from pydantic import BeforeValidator, Field, model_validator

from service import identifiers
from service.schemas.values import (
    IdentifierScheme,
    LanguageTag,
    Line,
    LineMap,
    PartialDate,
    RecordId,
    RecordKind,
    Schema,
    Slug,
    Url,
)

R = TypeVar("R")
"""How a field refers to a record: `Reference` as written, an id in tables, `Summary` as shown."""


class Reference(Schema):
    """Names another record by exactly one of these; plain text means a key, an id or a slug."""

    id: RecordId | None = None
    key: Annotated[Line | None, Field(description="The importer's own key.")] = None
    slug: Slug | None = None
    doi: Annotated[Line | None, Field(description="Its DOI, in any spelling.")] = None
    isbn: Annotated[Line | None, Field(description="Its ISBN, of 10 or 13 digits.")] = None
    issn: Annotated[Line | None, Field(description="ISSN of the serial that it is.")] = None
    un_symbol: Annotated[Line | None, Field(description="Its United Nations symbol.")] = None
    handle: Annotated[Line | None, Field(description="Its handle (hdl.handle.net).")] = None
    local: Annotated[Line | None, Field(description="Number that its publisher gave it.")] = None
    name: Annotated[
        Line | None, Field(description="Key, id or slug, whichever of them a record has.")
    ] = None

    @model_validator(mode="after")
    def check_one(self) -> "Reference":
        """Refuse none or several names, and identifiers that are not of their scheme."""
        if len(self.named) != 1:
            raise ValueError('must have exactly one member, such as {"slug": "..."} or "my-key"')
        scheme, value = self.pair
        if scheme in IdentifierScheme.__members__:
            identifiers.canonical(scheme, value)
        return self

    @property
    def pair(self) -> tuple[str, str]:
        """The one member that is set: its name and value."""
        return next(iter(self.named.items()))

    @property
    def named(self) -> dict[str, str]:
        """The members that are set; `null` says nothing."""
        return self.model_dump(exclude_none=True)


def read_reference(value: Any) -> Any:
    """Let plain text stand for a reference by key, id or slug."""
    return {"name": value} if isinstance(value, str) else value


WrittenReference = Annotated[
    Reference, BeforeValidator(read_reference, json_schema_input_type=Line | Reference)
]


class Summary(Schema):
    """What one record shows of another: enough to name it and to link to it."""

    id: RecordId
    kind: Annotated[RecordKind, Field(description="What kind of record it is.")]
    type: Annotated[
        str | None,
        Field(max_length=40, description="Its type, medium or role, as its own document has it."),
    ] = None
    slug: Slug
    label: Annotated[
        LineMap | None, Field(description="Its title, headline, label or name, by language.")
    ] = None
    url: Annotated[Url | None, Field(description="Its address outside the catalogue.")] = None
    published: PartialDate | None = None
    language: Annotated[LanguageTag | None, Field(description="Language of its content.")] = None
    outlet: Annotated[LineMap | None, Field(description="Of a mention: who published it.")] = None
    media_type: Annotated[
        str | None, Field(max_length=127, description="Of a resource: its media type.")
    ] = None
    bytes: Annotated[
        int | None, Field(ge=0, le=2**53, description="Of a resource: its size in bytes.")
    ] = None


@dataclass(frozen=True)
class ReferencePath:
    """Where a kind's fields refer to records.

    `member` is the name inside a list of objects. Such an object stands without the record if
    one of `alternatives` names what the record would have named; `()` drops it, `None` keeps it.
    """

    field: str
    kind: RecordKind
    member: str | None = None
    types: tuple[str, ...] = ()
    alternatives: tuple[str, ...] | None = None

    def __str__(self) -> str:
        return self.field if self.member is None else f"{self.field}.{self.member}"


AGENTS = ("person", "organisation", "outlet")
SUBJECTS = (
    ReferencePath("topics", RecordKind.authority, types=("topic",)),
    ReferencePath("organisations", RecordKind.authority, types=("organisation", "outlet")),
    ReferencePath("places", RecordKind.authority, types=("place",)),
)
REFERENCES: dict[RecordKind, tuple[ReferencePath, ...]] = {
    RecordKind.report: (
        ReferencePath("publishers", RecordKind.authority, types=AGENTS),
        ReferencePath(
            "contributors", RecordKind.authority, "agent", AGENTS, alternatives=("name",)
        ),
        ReferencePath("contributors", RecordKind.authority, "affiliation", AGENTS),
        *SUBJECTS,
        ReferencePath(
            "relations", RecordKind.report, "record", alternatives=("url", "identifier", "title")
        ),
        ReferencePath("resources", RecordKind.resource),
    ),
    RecordKind.mention: (
        ReferencePath("outlet", RecordKind.authority, types=AGENTS),
        ReferencePath("bylines", RecordKind.authority, "agent", AGENTS, alternatives=("name",)),
        ReferencePath("people", RecordKind.authority, "agent", AGENTS, alternatives=("name",)),
        ReferencePath("people", RecordKind.authority, "affiliation", AGENTS),
        ReferencePath("quotes", RecordKind.authority, "speaker", AGENTS),
        ReferencePath("quotes", RecordKind.authority, "affiliation", AGENTS),
        *SUBJECTS,
        ReferencePath("reports", RecordKind.report),
        ReferencePath("reprint_of", RecordKind.mention),
        ReferencePath("translation_of", RecordKind.mention),
        ReferencePath("resources", RecordKind.resource),
    ),
    RecordKind.resource: (),
    RecordKind.authority: (ReferencePath("broader", RecordKind.authority),),
}

SHOWN_FROM_BOTH_ENDS = ("reports", "resources")
"""Fields whose target shows what refers to it: a report its mentions, a resource its owners."""

Replace = Callable[[ReferencePath, Any], Any]


def each_reference(kind: RecordKind, fields: dict[str, Any]) -> Iterator[tuple[ReferencePath, Any]]:
    """Go through every reference that the fields of a record hold, in the order of REFERENCES."""
    for path in REFERENCES[kind]:
        value = fields.get(path.field)
        for item in value if isinstance(value, list) else [value]:
            found = item.get(path.member) if path.member and item else item
            if found is not None:
                yield path, found


def replace_references(
    kind: RecordKind, fields: dict[str, Any], replace: Replace
) -> dict[str, Any]:
    """Return the fields with each reference replaced; what becomes `None` is left out.

    An object of a list whose reference is left out goes too, unless it names it otherwise.
    A list of references has each record once.
    """
    result = dict(fields)
    for path in REFERENCES[kind]:
        value = result.get(path.field)
        if value is None:
            continue
        if path.member is not None:
            items = (replace_member(path, item, replace) for item in value)
            result[path.field] = [item for item in items if item is not None]
        elif isinstance(value, list):
            kept: list[Any] = []
            for item in value:
                found = replace(path, item)
                if found is not None and found not in kept:
                    kept.append(found)
            result[path.field] = kept
        else:
            result[path.field] = replace(path, value)
    return {name: value for name, value in result.items() if value is not None}


def replace_member(
    path: ReferencePath, item: dict[str, Any], replace: Replace
) -> dict[str, Any] | None:
    """Replace the reference inside one object; `None` if nothing is left that names it."""
    name = path.member or ""
    if item.get(name) is None:
        return item
    found = replace(path, item[name])
    if found is not None:
        return {**item, name: found}
    if path.alternatives is None or any(item.get(other) for other in path.alternatives):
        return {other: value for other, value in item.items() if other != name}
    return None
