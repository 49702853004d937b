"""What editors send and get back, beside the records themselves."""

import re
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BeforeValidator,
    Field,
    RootModel,
    WithJsonSchema,
)

from service.schemas.answer import Count
from service.schemas.authority import WrittenAuthority
from service.schemas.mention import WrittenMention
from service.schemas.report import WrittenReport
from service.schemas.resource import WrittenResource
from service.schemas.values import Moment, RecordId, RecordKind, Schema, Slug, Url, clean_text

Reason = Annotated[
    str,
    Field(
        min_length=1,
        max_length=2000,
        description="Why, in the editors' words. It is kept in the revisions.",
        examples=["The date was that of the launch"],
    ),
    AfterValidator(clean_text),
]

DAY_AND_TIME = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:", re.IGNORECASE)


def check_written(value: Any) -> Any:
    """Refuse moments that are not written as RFC 3339: seconds since 1970 show no offset."""
    if isinstance(value, str) and DAY_AND_TIME.match(value):
        return value
    raise ValueError("must be written as 2030-03-01T09:00:00+09:00")


def whole_seconds(moment: datetime) -> datetime:
    """Put a moment into UTC; a part of a second counts as a whole one."""
    try:
        begun = moment.astimezone(UTC).replace(microsecond=0)
        return begun + timedelta(seconds=1) if moment.microsecond else begun
    except OverflowError as error:
        raise ValueError("lies beyond the calendar") from error


Instant = Annotated[
    AwareDatetime,
    Field(json_schema_extra={"maxLength": 40}),
    BeforeValidator(check_written),
    AfterValidator(whole_seconds),
]
RevisionNumber = Annotated[int, Field(ge=0, le=2**31 - 2)]
Status = Literal["draft", "published", "withdrawn", "merged"]


class AnyWritten(RootModel[WrittenReport | WrittenMention | WrittenResource | WrittenAuthority]):
    """A record as an editor writes it. Its kind is that of the address; `kind` may be left out."""


class RecordPatch(RootModel[dict[str, Any]]):
    """What to change (RFC 7396): `null` removes a member, objects merge, lists are replaced."""


BODY = "x-body"
"""Stands in a schema for one of BODIES, which the OpenAPI description puts in its place."""
WrittenFields = Annotated[dict[str, Any], WithJsonSchema({"type": "object", BODY: "AnyWritten"})]


class DifferenceItem(Schema):
    """One value that differs; a side on which there is none is left out."""

    path: Annotated[
        str,
        Field(max_length=1000, description="Where: `title.ko`.", examples=["contributors[0].role"]),
    ]
    before: Annotated[Any, Field(description="What it was.")] = None
    after: Annotated[Any, Field(description="What it is.")] = None


class MissingItem(Schema):
    """A field that says nothing yet, not in a language, or names a record that is not public."""

    field: Annotated[str, Field(max_length=100, description="Which: `abstract.ko`.")]
    message: Annotated[str, Field(max_length=300, description="The same in a sentence.")]


class EditorialLinks(Schema):
    """Addresses of what belongs to the record."""

    self: Annotated[Url, Field(description="The record as editors have it.")]
    preview: Annotated[Url, Field(description="The public document as it would be.")]
    revisions: Annotated[Url, Field(description="Every write: who, when, what and why.")]
    public: Annotated[Url | None, Field(description="The record in public.")] = None


class EditorialRecord(Schema):
    """A record as editors have it: what is written, where it is in its life, what is left to do."""

    id: RecordId
    kind: Annotated[RecordKind, Field(description="What kind of record it is.")]
    slug: Slug
    status: Annotated[Status, Field(description="Where it is in its life.")]
    version: Annotated[int, Field(ge=1, le=2**31, description="Counts the changes of its fields.")]
    revision: Annotated[
        RevisionNumber, Field(description="Counts all writes. It is the `ETag`, for `If-Match`.")
    ]
    created_at: Annotated[Moment, Field(description="When it was first written.")]
    updated_at: Annotated[Moment, Field(description="When its fields last changed.")]
    edited_by: Annotated[
        str | None, Field(max_length=200, description="Name of the key that wrote last.")
    ] = None
    published_at: Annotated[Moment | None, Field(description="When it first became public.")] = None
    publish_at: Annotated[Moment | None, Field(description="When it will become public.")] = None
    withdrawn_at: Annotated[Moment | None, Field(description="When it was withdrawn.")] = None
    withdrawn_reason: Annotated[
        str | None, Field(max_length=2000, description="Why it was withdrawn.")
    ] = None
    replaced_by: Annotated[
        RecordId | None, Field(description="What stands in place of the withdrawn record.")
    ] = None
    record: Annotated[
        WrittenFields,
        Field(description="What is written, as it can be sent again; references are ids."),
    ]
    differs: Annotated[
        list[DifferenceItem],
        Field(max_length=10_000, description="What publishing would change in public."),
    ]
    missing: Annotated[
        list[MissingItem],
        Field(
            max_length=2000,
            description="What a complete record says beside, and which records it names that are "
            "not public, and so not shown with it. None of it is required; but an authority that "
            "waits for a later moment must be published first, or together with it.",
        ),
    ]
    links: Annotated[EditorialLinks, Field(description="Addresses of what belongs to it.")]


class EditorialPage(Schema):
    """One page of a list of records."""

    data: Annotated[list[EditorialRecord], Field(max_length=100, description="The records.")]
    total: Annotated[Count, Field(description="How many records fit, on all pages.")]
    next: Annotated[Url | None, Field(description="The next page; `null` on the last.")]


class RevisionItem(Schema):
    """One write to a record."""

    number: Annotated[RevisionNumber, Field(description="Counts the writes of this record.")]
    at: Annotated[Moment, Field(description="When.")]
    action: Annotated[
        str, Field(max_length=20, description="What was done.", examples=["published"])
    ]
    editor: Annotated[str, Field(max_length=200, description="Name of the key at that time.")]
    key_id: Annotated[
        str | None, Field(max_length=8, description="Id of the key; the command line has none.")
    ] = None
    reason: Annotated[str | None, Field(max_length=2000, description="Why.")] = None
    version: Annotated[int, Field(ge=1, le=2**31, description="The record's version after it.")]
    slug: Slug


class RevisionPage(Schema):
    """One page of the revisions of a record, the latest first."""

    data: Annotated[list[RevisionItem], Field(max_length=100, description="The revisions.")]
    next: Annotated[Url | None, Field(description="Earlier ones; `null` on the last page.")]


class FullRevision(RevisionItem):
    """One write, with the full record as it was after it."""

    record: Annotated[WrittenFields, Field(description="What was written then.")]


class Differences(Schema):
    """What differs between two revisions."""

    data: Annotated[
        list[DifferenceItem], Field(max_length=10_000, description="Each value that differs.")
    ]


class PublishBody(Schema):
    """When a record becomes public; nothing said means now."""

    at: Annotated[
        Instant | None,
        Field(
            description="A moment that lies ahead, with its offset from UTC (RFC 3339); left out "
            "or `null`: now. To take a moment off again, DELETE the same address.",
            examples=["2030-03-01T09:00:00+09:00"],
        ),
    ] = None
    reason: Reason | None = None


class WithdrawBody(Schema):
    """Why a record is taken out of the public: readers are told."""

    reason: Reason
    replaced_by: Annotated[
        RecordId | None, Field(description="Id of the public record that stands in its place.")
    ] = None


class RestoreBody(Schema):
    """Why an earlier state comes back."""

    reason: Reason | None = None


class MergeBody(Schema):
    """Into which record another is merged."""

    into: Annotated[RecordId, Field(description="Id of the record that stays.")]
    reason: Reason | None = None


class PublicationItem(Schema):
    """A record to be published together with others."""

    id: RecordId
    revision: Annotated[
        RevisionNumber | None, Field(description="If given, it must be the current one.")
    ] = None


class PublicationsBody(PublishBody):
    """Records that become public together, of any kind."""

    records: Annotated[
        list[PublicationItem], Field(min_length=1, max_length=500, description="Which records.")
    ]


class Publications(Schema):
    """The records after they were published together, or scheduled."""

    data: Annotated[
        list[EditorialRecord], Field(max_length=500, description="As many as were sent, in order.")
    ]


BODIES = (
    AnyWritten,
    RecordPatch,
    PublishBody,
    WithdrawBody,
    RestoreBody,
    MergeBody,
    PublicationsBody,
)
"""What editors send: the OpenAPI description has a schema of each."""
