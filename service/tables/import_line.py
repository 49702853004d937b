"""The table of the running import: which line stands for which record."""

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from service.schemas.column import CLUSTERED


class ImportLine(SQLModel, table=True):
    """Which line of an import stands for which record; empty again when the import ends."""

    __tablename__ = "import_line"
    __table_args__ = CLUSTERED

    line: int = Field(primary_key=True, sa_type=BigInteger)
    id: str = Field(foreign_key="record.id", max_length=12, unique=True)
    renamed: bool = Field(default=False, description="The record has another slug than before.")
    rekeyed: bool = Field(default=False, description="The record has another key than before.")


import_lines = SQLModel.metadata.tables["import_line"]
IMPORTED = import_lines.c.id.concat("")
"""The ids, for joins: databases that take this small table for a large one begin with the other."""
