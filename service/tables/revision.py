"""The table of revisions: every write to a record, and who made it when and why."""

from datetime import datetime
from typing import Any

from sqlmodel import Field, SQLModel

from service.schemas.column import Json


class Revision(SQLModel, table=True):
    """One write to a record. Nothing is ever deleted from here, not even with the record.

    `fields` are the full record as it was then, with its key, `None` where the write did not touch
    them.
    """

    record_id: str = Field(primary_key=True, max_length=12)
    number: int = Field(primary_key=True)
    kind: str = Field(max_length=10)
    at: datetime
    action: str = Field(max_length=20)
    key_id: str | None = Field(default=None, max_length=8)
    editor: str = Field(max_length=200, description="The key's name at that time.")
    reason: str | None = Field(default=None, max_length=2000)
    version: int
    slug: str = Field(max_length=120)
    fields: dict[str, Any] | None = Field(default=None, sa_type=Json)


revisions = SQLModel.metadata.tables["revision"]
