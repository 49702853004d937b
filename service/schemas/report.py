"""Reports: what an organisation publishes."""

from enum import StrEnum
from typing import Annotated, Generic, Literal

from pydantic import Field, model_validator
from sqlalchemy import String
from sqlmodel import Field as Column

from service.schemas.column import Json
from service.schemas.record import Dated, Document, Remark, Subjects, Written
from service.schemas.reference import R, Summary, WrittenReference
from service.schemas.values import (
    Identifier,
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


class ReportType(StrEnum):
    """Resource types of COAR (https://vocabularies.coar-repositories.org/resource_types/)."""

    report = "report"
    research_report = "research_report"
    policy_report = "policy_report"
    technical_report = "technical_report"
    working_paper = "working_paper"
    memorandum = "memorandum"
    book = "book"
    book_part = "book_part"
    conference_paper = "conference_paper"
    other = "other"


class ContributorRole(StrEnum):
    """What a contributor did for the report."""

    author = "author"
    editor = "editor"
    translator = "translator"
    researcher = "researcher"
    funder = "funder"
    adviser = "adviser"
    other = "other"


class Contributor(Schema, Generic[R]):
    """Someone who made the report, as this report has it. The order is the report's."""

    agent: Annotated[R | None, Field(description="The person or organisation.")] = None
    name: Annotated[Line | None, Field(description="The name as printed in this report.")] = None
    role: Annotated[ContributorRole, Field(description="What they did for it.")]
    affiliation: Annotated[R | None, Field(description="Organisation at that time.")] = None
    position: Annotated[LineMap | None, Field(description="Position at that time.")] = None

    @model_validator(mode="after")
    def check_named(self) -> "Contributor[R]":
        """Refuse a contributor that nothing names."""
        if self.agent is None and self.name is None:
            raise ValueError("names nobody: give `agent`, `name` or both")
        return self


class Series(Schema):
    """The series a report appears in."""

    title: Annotated[LineMap, Field(description="Title of the series, by language.")]
    number: Annotated[
        Printed | None, Field(max_length=60, description="Number in it, as printed.")
    ] = None


EventType = Literal["launch", "seminar", "press_conference", "hearing", "exhibition", "other"]


class Event(Schema):
    """A public event about the report."""

    type: Annotated[EventType, Field(description="What it was.")]
    name: Annotated[LineMap | None, Field(description="Its name, by language.")] = None
    date: PartialDate | None = None
    place: Annotated[LineMap | None, Field(description="Where, as announced.")] = None
    url: Annotated[Url | None, Field(description="A page about it.")] = None


class RelationType(StrEnum):
    """Relation types of DataCite 4.6, in words; `continues` is also "follows up"."""

    continues = "continues"
    is_continued_by = "is_continued_by"
    obsoletes = "obsoletes"
    is_obsoleted_by = "is_obsoleted_by"
    is_translation_of = "is_translation_of"
    has_translation = "has_translation"
    is_part_of = "is_part_of"
    has_part = "has_part"
    is_version_of = "is_version_of"
    has_version = "has_version"
    is_supplement_to = "is_supplement_to"
    is_supplemented_by = "is_supplemented_by"
    is_derived_from = "is_derived_from"
    is_source_of = "is_source_of"
    is_documented_by = "is_documented_by"
    documents = "documents"
    references = "references"
    is_referenced_by = "is_referenced_by"
    cites = "cites"
    is_cited_by = "is_cited_by"


class Relation(Schema, Generic[R]):
    """How this report relates to another one, in the catalogue (`record`) or outside it."""

    type: Annotated[RelationType, Field(description="What this report is to the other.")]
    record: Annotated[R | None, Field(description="The other report, if catalogued here.")] = None
    title: Annotated[LineMap | None, Field(description="Its title, if outside.")] = None
    url: Annotated[Url | None, Field(description="Its address, if outside.")] = None
    identifier: Annotated[Identifier | None, Field(description="Its number, if outside.")] = None

    @model_validator(mode="after")
    def check_target(self) -> "Relation[R]":
        """Refuse a relation to nothing."""
        if not (self.record or self.title or self.url or self.identifier):
            raise ValueError("points at nothing: give `record`, or `title`, `url`, `identifier`")
        return self


class ReportFields(Remark, Subjects[R], Dated, Generic[R]):
    """The fields of a report."""

    type: ReportType = Column(
        default=ReportType.report, sa_type=String, description="What kind of work it is (COAR)."
    )
    title: LineMap = Column(sa_type=Json, description="Title, by language.")
    subtitle: LineMap | None = Column(default=None, sa_type=Json, description="Subtitle.")
    abstract: TextMap | None = Column(default=None, sa_type=Json, description="Abstract.")
    languages: list[LanguageTag] = Column(
        default_factory=list, max_length=30, sa_type=Json, description="Languages of the text."
    )
    publishers: list[R] = Column(
        default_factory=list, max_length=30, sa_type=Json, description="Who published it, in order."
    )
    contributors: list[Contributor[R]] = Column(
        default_factory=list, max_length=300, sa_type=Json, description="Who made it, in order."
    )
    identifiers: list[Identifier] = Column(
        default_factory=list,
        max_length=30,
        sa_type=Json,
        description="Numbers that name it elsewhere. All but an ISSN name one report only.",
    )
    series: Series | None = Column(default=None, sa_type=Json, description="Series and number.")
    events: list[Event] = Column(
        default_factory=list, max_length=50, sa_type=Json, description="Launch, seminar, hearing."
    )
    relations: list[Relation[R]] = Column(
        default_factory=list, max_length=200, sa_type=Json, description="Other reports, and how."
    )
    rights: LineMap | None = Column(default=None, sa_type=Json, description="Rights statement.")
    license_url: Url | None = Column(default=None, max_length=2048, description="Its licence.")
    resources: list[R] = Column(
        default_factory=list, max_length=300, sa_type=Json, description="Linked files and pages."
    )


class WrittenReport(ReportFields[WrittenReference], Written):
    """A report as an editor or an import writes it."""

    kind: Annotated[
        Literal[RecordKind.report], Field(description="That of the address, where it says one.")
    ] = RecordKind.report


class ReportDocument(ReportFields[Summary], Document):
    """A published report."""

    kind: Annotated[Literal[RecordKind.report], Field(description="What kind of record it is.")]
    mention_count: Annotated[
        int, Field(ge=0, le=2**31, description="How many published mentions cover it.")
    ]
    latest_mentions: Annotated[
        list[Summary],
        Field(max_length=5, description="The latest mentions; all: `links.mentions`."),
    ]
