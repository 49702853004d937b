"""Resources: files and pages linked to reports and mentions."""

from enum import StrEnum
from typing import Annotated, Generic, Literal

from pydantic import Field
from sqlalchemy import BigInteger, String
from sqlmodel import Field as Column

from service.schemas.column import Json
from service.schemas.record import Document, Fields, Remark, Written
from service.schemas.reference import R, Summary, WrittenReference
from service.schemas.values import (
    MEDIA_TYPE_PATTERN,
    SHA256_PATTERN,
    LanguageTag,
    LineMap,
    Moment,
    RecordKind,
    Schema,
    Url,
)

MediaType = Annotated[str, Field(pattern=MEDIA_TYPE_PATTERN)]
Sha256 = Annotated[str, Field(pattern=SHA256_PATTERN)]


class ResourceRole(StrEnum):
    """What a resource is to the report or mention it belongs to."""

    download = "download"
    full_text = "full_text"
    article = "article"
    dataset = "dataset"
    video = "video"
    slides = "slides"
    press_release = "press_release"
    source = "source"
    related = "related"


class LinkState(StrEnum):
    """What the last check of a link found."""

    alive = "alive"
    redirected = "redirected"
    dead = "dead"
    refused = "refused"
    unreachable = "unreachable"


class ArchivedCopy(Schema):
    """A copy kept by a web archive."""

    url: Annotated[Url, Field(description="Address of the copy.")]
    archived_at: Annotated[Moment | None, Field(description="When the copy was taken.")] = None


class LinkHealth(Schema):
    """What the last check of the link found."""

    state: Annotated[LinkState, Field(description="What the check found.")]
    status: Annotated[int | None, Field(ge=100, le=599, description="HTTP status.")] = None
    checked_at: Annotated[Moment, Field(description="When it was checked.")]
    final_url: Annotated[Url | None, Field(description="Where redirects ended.")] = None


class ResourceFields(Remark, Fields, Generic[R]):
    """The fields of a resource."""

    url: Url | None = Column(
        default=None, max_length=2048, description="Its address; absent where the link was lost."
    )
    role: ResourceRole = Column(
        sa_type=String, description="What it is to the record it belongs to."
    )
    label: LineMap | None = Column(
        default=None, sa_type=Json, description="The words of the link, by language."
    )
    language: LanguageTag | None = Column(default=None, description="Language of the content.")
    media_type: MediaType | None = Column(
        default=None,
        max_length=127,
        description="Media type, such as `application/pdf` (RFC 6838).",
    )
    bytes: int | None = Column(
        default=None, ge=0, le=2**53, sa_type=BigInteger, description="Size in bytes."
    )
    sha256: Sha256 | None = Column(
        default=None,
        max_length=64,
        description="SHA-256 of the content, in lower-case hexadecimal digits.",
    )
    archived: list[ArchivedCopy] = Column(
        default_factory=list, max_length=20, sa_type=Json, description="Copies in web archives."
    )


class WrittenResource(ResourceFields[WrittenReference], Written):
    """A resource as an editor or an import writes it."""

    kind: Annotated[
        Literal[RecordKind.resource], Field(description="That of the address, where it says one.")
    ] = RecordKind.resource


class ResourceDocument(ResourceFields[Summary], Document):
    """A published resource."""

    kind: Annotated[Literal[RecordKind.resource], Field(description="What kind of record it is.")]
    belongs_to: Annotated[
        list[Summary], Field(max_length=100, description="Reports and mentions that link to it.")
    ]
    health: Annotated[
        LinkHealth | None, Field(description="Absent as long as the link was not checked.")
    ] = None
