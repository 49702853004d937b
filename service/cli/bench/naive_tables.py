"""The tables of the textbook app, as the SQLModel tutorial teaches them."""

from pathlib import Path

from sqlalchemy import JSON, Engine, create_engine, text
from sqlalchemy.orm import Mapped, registry
from sqlmodel import Field, Relationship, SQLModel

FULL_TEXT = "CREATE VIRTUAL TABLE report_text USING fts5(title, abstract)"


class Table(SQLModel, registry=registry()):
    """Base of these tables, apart from the service's own."""


class ReportTopic(Table, table=True):
    """A topic of a report."""

    __tablename__ = "report_topic"

    report_id: int = Field(foreign_key="report.id", primary_key=True)
    authority_id: int = Field(foreign_key="authority.id", primary_key=True, index=True)


class ReportOrganisation(Table, table=True):
    """An organisation concerned."""

    __tablename__ = "report_organisation"

    report_id: int = Field(foreign_key="report.id", primary_key=True)
    authority_id: int = Field(foreign_key="authority.id", primary_key=True, index=True)


class ReportPlace(Table, table=True):
    """A place concerned."""

    __tablename__ = "report_place"

    report_id: int = Field(foreign_key="report.id", primary_key=True)
    authority_id: int = Field(foreign_key="authority.id", primary_key=True, index=True)


class Authority(Table, table=True):
    """A person, organisation, outlet, topic or place."""

    id: int | None = Field(default=None, primary_key=True)
    slug: str = Field(unique=True)
    type: str = Field(index=True)
    label: dict[str, str] = Field(sa_type=JSON)


class Contributor(Table, table=True):
    """Who made a report."""

    id: int | None = Field(default=None, primary_key=True)
    report_id: int = Field(foreign_key="report.id", index=True)
    agent_id: int = Field(foreign_key="authority.id", index=True)
    affiliation_id: int = Field(foreign_key="authority.id")
    role: str
    position: dict[str, str] = Field(sa_type=JSON)

    agent: Mapped[Authority] = Relationship(
        sa_relationship_kwargs={"foreign_keys": "Contributor.agent_id"}
    )
    affiliation: Mapped[Authority] = Relationship(
        sa_relationship_kwargs={"foreign_keys": "Contributor.affiliation_id"}
    )


class Resource(Table, table=True):
    """A linked file."""

    id: int | None = Field(default=None, primary_key=True)
    report_id: int = Field(foreign_key="report.id", index=True)
    role: str
    url: str
    label: dict[str, str] = Field(sa_type=JSON)
    language: str
    media_type: str
    bytes: int


class Mention(Table, table=True):
    """What media published about a report."""

    id: int | None = Field(default=None, primary_key=True)
    report_id: int = Field(foreign_key="report.id", index=True)
    outlet_id: int = Field(foreign_key="authority.id", index=True)
    medium: str
    headline: dict[str, str] = Field(sa_type=JSON)
    summary: dict[str, str] = Field(sa_type=JSON)
    url: str = Field(unique=True)
    language: str
    published: str

    outlet: Mapped[Authority] = Relationship()


class Report(Table, table=True):
    """A report."""

    id: int | None = Field(default=None, primary_key=True)
    slug: str = Field(unique=True)
    type: str
    title: dict[str, str] = Field(sa_type=JSON)
    abstract: dict[str, str] = Field(sa_type=JSON)
    published: str = Field(index=True)
    year: int = Field(index=True)
    language: str = Field(index=True)
    doi: str = Field(unique=True)
    publisher_id: int = Field(foreign_key="authority.id", index=True)

    publisher: Mapped[Authority] = Relationship()
    contributors: Mapped[list[Contributor]] = Relationship()
    topics: Mapped[list[Authority]] = Relationship(link_model=ReportTopic)
    organisations: Mapped[list[Authority]] = Relationship(link_model=ReportOrganisation)
    places: Mapped[list[Authority]] = Relationship(link_model=ReportPlace)
    resources: Mapped[list[Resource]] = Relationship()


def open_naive(path: Path) -> Engine:
    """Open the textbook app's database."""
    return create_engine(f"sqlite:///{path}", connect_args={"check_same_thread": False})


def create_tables(engine: Engine) -> None:
    """Make the tables and the full-text index."""
    Table.metadata.create_all(engine)
    with engine.begin() as connection:
        connection.execute(text("PRAGMA journal_mode = WAL"))
        connection.execute(text(FULL_TEXT))
