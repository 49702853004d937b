"""How values are kept in columns, and how constraints are named."""

from sqlalchemy import JSON
from sqlmodel import SQLModel

# Set before the first table: migrations must be able to name every constraint they change.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Json(JSON):
    """Structured values; nothing known is NULL, not the JSON text `null`."""

    def __init__(self) -> None:
        super().__init__(none_as_null=True)


CLUSTERED = {"sqlite_with_rowid": False}
"""For narrow tables: SQLite keeps the rows in their key, instead of key and rows apart."""
