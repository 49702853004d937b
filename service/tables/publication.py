"""What is public of the records, beside the ledger: their fields, and who shows whom."""

from datetime import datetime
from typing import Any

from sqlmodel import Field, SQLModel

from service.schemas.column import CLUSTERED, Json


class PublishedRecord(SQLModel, table=True):
    """What is public of a record: its fields as they were when it was last published.

    Public documents are rendered from here alone, so that an edit shows only once published.
    """

    __tablename__ = "published_record"

    id: str = Field(primary_key=True, foreign_key="record.id", max_length=12)
    kind: str = Field(max_length=10)
    slug: str = Field(max_length=120)
    version: int
    published_at: datetime
    updated_at: datetime
    published: str | None = Field(default=None, max_length=10, description="To sort by date.")
    summary: dict[str, Any] = Field(sa_type=Json, description="What documents show of it.")
    outlet: str | None = Field(default=None, max_length=12, description="Shown in the summary.")
    fields: dict[str, Any] = Field(sa_type=Json)


class PublishedReference(SQLModel, table=True):
    """That one public record refers to another, and in which field."""

    __tablename__ = "published_reference"
    __table_args__ = CLUSTERED

    source_id: str = Field(primary_key=True, foreign_key="published_record.id", max_length=12)
    field: str = Field(primary_key=True, max_length=30)
    position: int = Field(primary_key=True)
    target_id: str = Field(foreign_key="record.id", max_length=12, index=True)


class StaleDocument(SQLModel, table=True):
    """A public document to be rendered again before the transaction ends: then it is empty."""

    __tablename__ = "stale_document"
    __table_args__ = CLUSTERED

    kind: str = Field(primary_key=True, max_length=10)
    id: str = Field(primary_key=True, foreign_key="record.id", max_length=12)


published_records = SQLModel.metadata.tables["published_record"]
published_references = SQLModel.metadata.tables["published_reference"]
stale_documents = SQLModel.metadata.tables["stale_document"]
