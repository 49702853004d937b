"""The ledger's tables: the public documents, the names they answer to, and the latest number."""

from sqlalchemy import BigInteger, Index, LargeBinary, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from service.schemas.column import CLUSTERED


class LedgerEntry(SQLModel, table=True):
    """The public document of one record, or the tombstone of a withdrawn one."""

    __tablename__ = "ledger_entry"
    __table_args__ = (
        UniqueConstraint("ordinal"),
        UniqueConstraint("sequence"),
        # Harvesters of a part of the catalogue look for tombstones, of which there are few.
        Index(
            "ix_ledger_entry_withdrawn",
            "sequence",
            sqlite_where=text("withdrawn"),
            postgresql_where=text("withdrawn"),
        ),
    )

    id: str = Field(primary_key=True, max_length=12)
    ordinal: int = Field(sa_type=BigInteger, description="Number of its first publication.")
    sequence: int = Field(sa_type=BigInteger, description="Number of its latest change.")
    kind: str = Field(max_length=10)
    slug: str = Field(max_length=120)
    withdrawn: bool = False
    document: bytes = Field(sa_type=LargeBinary, description="JSON in UTF-8, sent as it is.")
    changed_at: int = Field(sa_type=BigInteger, description="Unix time of its latest change.")


class LedgerName(SQLModel, table=True):
    """A name that a public record answers to: scheme and canonical value.

    Slugs have the scheme `slug:<kind>`, former ones `former:<kind>`.
    """

    __tablename__ = "ledger_name"
    __table_args__ = CLUSTERED

    scheme: str = Field(primary_key=True, max_length=20)
    value: str = Field(primary_key=True, max_length=600)
    id: str = Field(primary_key=True, foreign_key="ledger_entry.id", max_length=12, index=True)


class LedgerHead(SQLModel, table=True):
    """The one row that says how far the ledger is; locking it puts writers in line."""

    __tablename__ = "ledger_head"

    one: int = Field(default=1, primary_key=True)
    sequence: int = Field(default=0, sa_type=BigInteger)
    changed_at: int = Field(sa_type=BigInteger, description="Unix time of the latest change.")
    epoch: str = Field(max_length=32, description="Tells one ledger from another.")
    secret: str = Field(
        max_length=64, repr=False, description="Signs cursors; shared by all processes."
    )


entries = SQLModel.metadata.tables["ledger_entry"]
names = SQLModel.metadata.tables["ledger_name"]
head = SQLModel.metadata.tables["ledger_head"]
