"""The table of mentions."""

from sqlmodel import Field, SQLModel

from service.schemas.mention import MentionFields


# The plugin of pydantic adds a method to MentionFields twice, and mypy sees two definitions.
class Mention(MentionFields[str], SQLModel, table=True):  # type: ignore[misc]
    """The fields of one mention; references hold ids."""

    id: str = Field(primary_key=True, foreign_key="record.id", max_length=12)


mentions = SQLModel.metadata.tables["mention"]
