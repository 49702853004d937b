"""The tables of resources, and of what link checks found."""

from datetime import datetime

from sqlalchemy import String
from sqlmodel import Field, SQLModel

from service.schemas.resource import LinkState, ResourceFields


class Resource(ResourceFields[str], SQLModel, table=True):
    """The fields of one resource."""

    id: str = Field(primary_key=True, foreign_key="record.id", max_length=12)


class LinkCheck(SQLModel, table=True):
    """The last check of a resource's link: written by the checker, never by an editor."""

    __tablename__ = "link_check"

    resource_id: str = Field(primary_key=True, foreign_key="record.id", max_length=12)
    state: LinkState = Field(sa_type=String)
    status: int | None = None
    checked_at: datetime
    final_url: str | None = Field(default=None, max_length=2048)


resources = SQLModel.metadata.tables["resource"]
link_checks = SQLModel.metadata.tables["link_check"]
