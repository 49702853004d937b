"""Authorities: people, organisations, outlets, topics and places, each under all its names."""

from enum import StrEnum
from typing import Annotated, Generic, Literal

from pydantic import Field
from sqlalchemy import String
from sqlmodel import Field as Column

from service.schemas.column import Json
from service.schemas.record import Document, Fields, Remark, Written
from service.schemas.reference import R, Summary, WrittenReference
from service.schemas.values import LineMap, NameMap, RecordKind, TextMap, Url


class AuthorityType(StrEnum):
    """What an authority is."""

    person = "person"
    organisation = "organisation"
    outlet = "outlet"
    topic = "topic"
    place = "place"


class AuthorityFields(Remark, Fields, Generic[R]):
    """The fields of an authority."""

    type: AuthorityType = Column(sa_type=String, description="What it is.")
    label: LineMap = Column(sa_type=Json, description="Preferred name, by language.")
    aliases: NameMap = Column(
        default_factory=dict,
        sa_type=Json,
        description="Other names and spellings, by language: former names, abbreviations, "
        "romanisations. A search for one of them finds what uses any other.",
    )
    description: TextMap | None = Column(
        default=None, sa_type=Json, description="Who or what it is, by language."
    )
    same_as: list[Url] = Column(
        default_factory=list,
        max_length=50,
        sa_type=Json,
        description="Addresses that identify the same elsewhere: Wikidata, VIAF, ORCID, ROR.",
    )
    broader: R | None = Column(
        default=None, sa_type=String, description="The authority this one is part of."
    )


class WrittenAuthority(AuthorityFields[WrittenReference], Written):
    """An authority as an editor or an import writes it."""

    kind: Annotated[
        Literal[RecordKind.authority], Field(description="That of the address, where it says one.")
    ] = RecordKind.authority


class AuthorityDocument(AuthorityFields[Summary], Document):
    """A published authority."""

    kind: Annotated[Literal[RecordKind.authority], Field(description="What kind of record it is.")]
