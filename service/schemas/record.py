"""What all kinds of record have in common, as written and as published."""

from typing import Annotated, Generic, Literal

from pydantic import AfterValidator, BaseModel, Field
from sqlalchemy import String
from sqlmodel import Field as Column

from service.schemas.column import Json
from service.schemas.reference import R
from service.schemas.values import (
    KEY_PATTERN,
    Address,
    Line,
    LineMap,
    Moment,
    NewSlug,
    PartialDate,
    Printed,
    RecordId,
    RecordKind,
    Schema,
    Slug,
    clean_text,
)

LINK_BASE = "https://catalogue.invalid/"
"""Stands for the address of the service in stored documents; no real host has it (RFC 2606)."""

COLLECTIONS = {
    RecordKind.report: "reports",
    RecordKind.mention: "mentions",
    RecordKind.resource: "resources",
    RecordKind.authority: "authorities",
}
SUBLISTS = {
    RecordKind.report: ("mentions", "resources", "related"),
    RecordKind.mention: ("reports", "resources", "related"),
    RecordKind.resource: ("reports", "mentions"),
    RecordKind.authority: ("reports", "mentions"),
}
"""The lists below a record, as in `/v1/reports/{id}/mentions`."""


class Fields(BaseModel):
    """Base of the field classes; tables, written records and documents inherit from them."""


DateBasis = Literal["printed", "announced", "inferred"]


class Dated(Fields):
    """When something was published, how that is known, and how it was printed."""

    published: PartialDate | None = Column(
        default=None, description="When it was published, as precisely as is known."
    )
    published_basis: DateBasis | None = Column(
        default=None,
        sa_type=String,
        description="Where the date comes from: `printed` on the work, `announced` in a post "
        "about it, or `inferred` from something else.",
    )
    published_as_printed: Printed | None = Column(
        default=None, max_length=200, description="The date in the form in which it was printed."
    )


class Subjects(Fields, Generic[R]):
    """What a record is about."""

    topics: list[R] = Column(
        default_factory=list, max_length=100, sa_type=Json, description="Topics concerned."
    )
    organisations: list[R] = Column(
        default_factory=list,
        max_length=100,
        sa_type=Json,
        description="Organisations concerned, such as the ministries a report is about.",
    )
    places: list[R] = Column(
        default_factory=list, max_length=100, sa_type=Json, description="Places concerned."
    )


class Remark(Fields):
    """What readers should know about the record itself."""

    note: LineMap | None = Column(
        default=None,
        sa_type=Json,
        description="A remark for readers, such as what is uncertain about the record.",
    )


Key = Annotated[
    str,
    Field(min_length=1, max_length=200, pattern=KEY_PATTERN),
    AfterValidator(clean_text),
]


class Written(Schema):
    """What every written record may say beside its fields."""

    key: Annotated[
        Key | None,
        Field(
            description="Your own name for the record: writing it again changes the same record."
        ),
    ] = None
    id: Annotated[RecordId | None, Field(description="Only to keep the id of another copy.")] = None
    slug: Annotated[
        NewSlug | None,
        Field(
            description="Letters and digits of any script, `-`, `_` and `~`, none of `A` to `Z`; "
            "left out: made from the title."
        ),
    ] = None


class Links(Schema):
    """Addresses of what belongs to the record."""

    self: Annotated[Address, Field(description="The record itself.")]
    page: Annotated[Address | None, Field(description="Its page for people.")] = None
    mentions: Annotated[Address | None, Field(description="Mentions that belong to it.")] = None
    reports: Annotated[Address | None, Field(description="Reports that belong to it.")] = None
    resources: Annotated[Address | None, Field(description="Files and pages linked to it.")] = None
    related: Annotated[Address | None, Field(description="Records like it.")] = None


class MatchedName(Schema):
    """An authority by whose name a record was found, and which name that was."""

    authority: Annotated[Slug, Field(description="Slug of the authority, as filters take it.")]
    id: RecordId
    label: Annotated[
        LineMap, Field(description="What the authority is called (with `lang`, one text).")
    ]
    name: Annotated[Line, Field(description="The name of it, or other spelling, that was asked.")]


class RankReason(Schema):
    """One reason why a record ranks where it does."""

    reason: Annotated[str, Field(max_length=40, description="The reason, for programs.")]
    words: Annotated[
        list[Annotated[str, Field(max_length=1000)]] | None,
        Field(max_length=20, description="Words of `q`, or the year or number that counts."),
    ] = None
    text: Annotated[str, Field(max_length=12_000, description="The reason, for people.")]


class Explanation(Schema):
    """Why a record ranks where it does."""

    score: Annotated[float, Field(description="How well it fits, beside the others of this list.")]
    reasons: Annotated[
        list[RankReason], Field(max_length=20, description="What counts for it, the most first.")
    ]


class RelatedBy(Schema):
    """One reason why a record is related to another."""

    reason: Annotated[
        str,
        Field(
            max_length=40,
            description="What it is to the other (`is_continued_by`, `has_translation`, ...), or "
            "what both have: `same_series`, `same_report`, `same_organisation`, `same_person`, "
            "`same_topic`, `same_place`, `similar_words`.",
        ),
    ]
    id: Annotated[RecordId | None, Field(description="Id of what both have.")] = None
    label: Annotated[
        LineMap | None, Field(description="What it is called (with `lang`, one text).")
    ] = None
    words: Annotated[
        list[Annotated[str, Field(max_length=200)]] | None,
        Field(
            max_length=20,
            description="Words that few other records have, as the record writes them whose "
            "related records these are: the most telling first.",
        ),
    ] = None


class Document(Schema):
    """What every published record has."""

    id: RecordId
    kind: Annotated[RecordKind, Field(description="What kind of record it is.")]
    slug: Slug
    version: Annotated[
        int, Field(ge=1, le=2**31, description="Counts the editors' published changes.")
    ]
    published_at: Annotated[Moment, Field(description="When it first became public here.")]
    updated_at: Annotated[Moment, Field(description="When an editor last changed it in public.")]
    links: Annotated[Links, Field(description="Where to find it and its lists.")]
    highlights: Annotated[
        dict[str, dict[str, Annotated[str, Field(max_length=20_000)]]] | None,
        Field(description="In lists with `highlight=true`: by field and language, what was found."),
    ] = None
    matched: Annotated[
        list[MatchedName] | None,
        Field(
            max_length=100,
            description="In lists with `q`: the authorities by whose names the record was found, "
            "where its titles, abstract and quotes do not have the words of `q`.",
        ),
    ] = None
    explanation: Annotated[
        Explanation | None,
        Field(description="In ranked lists with `explain=true`: why it stands where it does."),
    ] = None
    related_by: Annotated[
        list[RelatedBy] | None,
        Field(max_length=10, description="In lists of related records: why it is one."),
    ] = None
