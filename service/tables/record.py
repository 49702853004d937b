"""Records of every kind: their names, their life, and how they refer to one another."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, String, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from service.schemas.column import CLUSTERED
from service.tables.base import now


class Status(StrEnum):
    """Where a record is in its life."""

    draft = "draft"
    published = "published"
    withdrawn = "withdrawn"
    merged = "merged"


class Record(SQLModel, table=True):
    """One record of any kind; its fields are in the table of its kind, under the same id."""

    # The kind comes last: an index that it leads would tempt SQLite to read a quarter of the table.
    __table_args__ = (UniqueConstraint("key", "kind"), UniqueConstraint("slug", "kind"))

    id: str = Field(primary_key=True, max_length=12)
    kind: str = Field(max_length=10)
    key: str | None = Field(default=None, max_length=200)
    slug: str = Field(max_length=120)
    status: Status = Field(default=Status.draft, sa_type=String)
    version: int = Field(default=1, description="Counts the changes that editors made.")
    revision: int = Field(default=0, description="Counts all writes, also publishing.")
    key_id: str | None = Field(default=None, max_length=8, description="Who wrote last.")
    publish_at: datetime | None = Field(default=None, description="Embargo.", index=True)
    created_at: datetime = Field(default_factory=now)
    updated_at: datetime = Field(default_factory=now)
    published_at: datetime | None = None
    withdrawn_at: datetime | None = None
    withdrawn_reason: str | None = Field(default=None, max_length=2000)
    replaced_by: str | None = Field(
        default=None, foreign_key="record.id", max_length=12, index=True
    )


class FormerSlug(SQLModel, table=True):
    """A slug that a record had in public before: it redirects, and no other record may take it."""

    __tablename__ = "former_slug"
    __table_args__ = CLUSTERED

    kind: str = Field(primary_key=True, max_length=10)
    slug: str = Field(primary_key=True, max_length=120)
    record_id: str = Field(foreign_key="record.id", max_length=12, index=True)


class RecordIdentifier(SQLModel, table=True):
    """An identifier in canonical form. All but an ISSN, which names a series, are unique."""

    __tablename__ = "record_identifier"
    __table_args__ = (
        Index(
            "uq_record_identifier_scheme_value",
            "scheme",
            "value",
            unique=True,
            sqlite_where=text("scheme <> 'issn'"),
            postgresql_where=text("scheme <> 'issn'"),
        ),
        CLUSTERED,
    )

    scheme: str = Field(primary_key=True, max_length=20)
    value: str = Field(primary_key=True, max_length=600)
    record_id: str = Field(primary_key=True, foreign_key="record.id", max_length=12, index=True)


class RecordReference(SQLModel, table=True):
    """That one record refers to another, and in which field: follows the fields' own ids."""

    __tablename__ = "record_reference"
    __table_args__ = CLUSTERED

    source_id: str = Field(primary_key=True, foreign_key="record.id", max_length=12)
    field: str = Field(primary_key=True, max_length=30)
    position: int = Field(primary_key=True)
    target_id: str = Field(foreign_key="record.id", max_length=12, index=True)


records = SQLModel.metadata.tables["record"]
former_slugs = SQLModel.metadata.tables["former_slug"]
record_identifiers = SQLModel.metadata.tables["record_identifier"]
record_references = SQLModel.metadata.tables["record_reference"]
