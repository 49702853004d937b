"""The table of API keys: never the keys themselves."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from service.schemas.column import Json
from service.tables.base import now


class ApiKey(SQLModel, table=True):
    """One key: what people see of it, and a digest by which it is recognised."""

    __tablename__ = "api_key"

    id: str = Field(primary_key=True, max_length=8, description="Visible in the key itself.")
    name: str = Field(max_length=200)
    digest: str = Field(max_length=64, description="HMAC-SHA-256 of the key with the pepper.")
    pepper: str | None = Field(
        default=None, max_length=16, description="Tells with which pepper; unknown of old keys."
    )
    scopes: list[str] = Field(sa_type=Json)
    created_at: datetime = Field(default_factory=now)
    expires_at: datetime | None = None
    revoked_at: datetime | None = None
    last_used_at: datetime | None = None


api_keys = SQLModel.metadata.tables["api_key"]
