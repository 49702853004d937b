"""Mentions: what media publish about reports and their makers."""

from enum import StrEnum
from typing import Annotated, Generic, Literal

from pydantic import Field, model_validator
from sqlalchemy import String
from sqlmodel import Field as Column

from service.schemas.column import Json
from service.schemas.record import Dated, Document, Remark, Subjects, Written
from service.schemas.reference import R, Summary, WrittenReference
from service.schemas.values import (
    LanguageTag,
    Line,
    LineMap,
    PartialDate,
    Printed,
    RecordKind,
    Schema,
    TextMap,
    Url,
)


class Medium(StrEnum):
    """In what form a mention appeared."""

    article = "article"
    interview = "interview"
    opinion = "opinion"
    broadcast = "broadcast"
    podcast = "podcast"
    wire_copy = "wire_copy"
    social = "social"
    document = "document"


class Byline(Schema, Generic[R]):
    """Who wrote or made the mention."""

    agent: Annotated[R | None, Field(description="The person or organisation.")] = None
    name: Annotated[Line | None, Field(description="The name as printed.")] = None

    @model_validator(mode="after")
    def check_named(self) -> "Byline[R]":
        """Refuse a byline that nothing names."""
        if self.agent is None and self.name is None:
            raise ValueError("names nobody: give `agent`, `name` or both")
        return self


class Involvement(StrEnum):
    """How someone takes part in a mention."""

    quoted = "quoted"
    interviewed = "interviewed"
    named = "named"
    author = "author"
    interviewer = "interviewer"


class Appearance(Byline[R], Generic[R]):
    """Someone who appears in the mention, with affiliation and position at that time."""

    involvement: Annotated[Involvement, Field(description="How they take part in it.")]
    affiliation: Annotated[R | None, Field(description="Organisation at that time.")] = None
    position: Annotated[LineMap | None, Field(description="Position at that time.")] = None


class Quote(Schema, Generic[R]):
    """Words that the mention attributes to someone."""

    text: Annotated[Printed, Field(max_length=5000, description="The words.")]
    language: Annotated[LanguageTag, Field(description="Language of the words.")]
    speaker: Annotated[R | None, Field(description="Who said it.")] = None
    name: Annotated[Line | None, Field(description="The speaker's name as printed.")] = None
    affiliation: Annotated[R | None, Field(description="Organisation at that time.")] = None
    position: Annotated[LineMap | None, Field(description="Position at that time.")] = None


class Copy(Schema):
    """The same article at another host, such as a portal."""

    url: Annotated[Url, Field(description="Address of the copy.")]
    host_name: Annotated[Line | None, Field(description="Who shows it, as printed there.")] = None
    published: PartialDate | None = None


class MentionFields(Remark, Subjects[R], Dated, Generic[R]):
    """The fields of a mention."""

    medium: Medium = Column(
        default=Medium.article, sa_type=String, description="In what form it appeared."
    )
    outlet: R | None = Column(
        default=None, sa_type=String, description="Who published it. An outlet is not a host."
    )
    outlet_as_printed: Printed | None = Column(
        default=None, max_length=300, description="The outlet's name as printed, if it differs."
    )
    headline: LineMap | None = Column(
        default=None, sa_type=Json, description="Headline, in its own and other languages."
    )
    url: Url | None = Column(
        default=None, max_length=2048, description="Its address; absent where it is not known."
    )
    language: LanguageTag | None = Column(default=None, description="Language of the mention.")
    bylines: list[Byline[R]] = Column(
        default_factory=list, max_length=50, sa_type=Json, description="Who wrote it, in order."
    )
    summary: TextMap | None = Column(
        default=None, sa_type=Json, description="What it says, in the catalogue's words."
    )
    people: list[Appearance[R]] = Column(
        default_factory=list, max_length=100, sa_type=Json, description="Who appears in it."
    )
    quotes: list[Quote[R]] = Column(
        default_factory=list, max_length=100, sa_type=Json, description="What it quotes."
    )
    reports: list[R] = Column(
        default_factory=list,
        max_length=100,
        sa_type=Json,
        description="The reports it covers: none, one or many.",
    )
    reprint_of: R | None = Column(
        default=None, sa_type=String, description="The mention that this one reprints."
    )
    translation_of: R | None = Column(
        default=None, sa_type=String, description="The mention that this one translates."
    )
    copies: list[Copy] = Column(
        default_factory=list, max_length=50, sa_type=Json, description="Copies at other hosts."
    )
    resources: list[R] = Column(
        default_factory=list, max_length=100, sa_type=Json, description="Linked files and pages."
    )


class WrittenMention(MentionFields[WrittenReference], Written):
    """A mention as an editor or an import writes it."""

    kind: Annotated[
        Literal[RecordKind.mention], Field(description="That of the address, where it says one.")
    ] = RecordKind.mention

    @model_validator(mode="after")
    def check_content(self) -> "WrittenMention":
        """Refuse a mention that a reader could not recognise."""
        if not (self.headline or self.url or self.summary):
            raise ValueError("says nothing: give at least `headline`, `url` or `summary`")
        return self


class MentionDocument(MentionFields[Summary], Document):
    """A published mention."""

    kind: Annotated[Literal[RecordKind.mention], Field(description="What kind of record it is.")]
