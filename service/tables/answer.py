"""The table of answers kept for repeated requests (`Idempotency-Key`)."""

from datetime import datetime

from sqlalchemy import LargeBinary
from sqlmodel import Field, SQLModel

from service.schemas.column import Json


class StoredAnswer(SQLModel, table=True):
    """The answer to a request that may be sent again: stored with what the request wrote."""

    __tablename__ = "stored_answer"

    key_id: str = Field(primary_key=True, max_length=8, description="The API key that asked.")
    idempotency_key: str = Field(primary_key=True, max_length=255)
    fingerprint: str = Field(max_length=64, description="SHA-256 of method, path and body.")
    status: int
    headers: dict[str, str] = Field(sa_type=Json)
    body: bytes = Field(sa_type=LargeBinary)
    created_at: datetime = Field(index=True)


stored_answers = SQLModel.metadata.tables["stored_answer"]
