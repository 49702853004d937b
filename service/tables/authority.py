"""The table of authorities."""

from sqlmodel import Field, SQLModel

from service.schemas.authority import AuthorityFields


class Authority(AuthorityFields[str], SQLModel, table=True):
    """The fields of one authority; references hold ids."""

    id: str = Field(primary_key=True, foreign_key="record.id", max_length=12)


authorities = SQLModel.metadata.tables["authority"]
