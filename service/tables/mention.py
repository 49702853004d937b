"""The table of mentions."""

from sqlmodel import Field, SQLModel

from service.schemas.mention import MentionFields


class Mention(MentionFields[str], SQLModel, table=True):
    """The fields of one mention; references hold ids."""

    id: str = Field(primary_key=True, foreign_key="record.id", max_length=12)
