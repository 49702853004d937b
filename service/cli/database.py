"""Opening the database for a command, at the newest schema."""

from collections.abc import Iterator
from contextlib import contextmanager

import typer
from sqlalchemy import Engine, inspect, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from service.errors import CatalogueError
from service.logging import cause
from service.settings import Settings
from service.tables.database import (
    DAMAGED,
    NewerSchema,
    database_errors,
    existing,
    migrate,
    open_engine,
)

FAILED = 3
TABLE = "alembic_version"
"""It is in every database of a catalogue, whatever its schema."""


def open_database(settings: Settings) -> Engine:
    """Open the database, or make it, and bring it up to date; say plainly if that cannot be."""
    try:
        settings.data.mkdir(parents=True, exist_ok=True)
        engine = open_engine(settings.url)
        migrate(engine, settings.data)
    except (CatalogueError, NewerSchema, SQLAlchemyError, OSError) as error:
        raise refusal(settings, error) from error
    return engine


def open_existing(settings: Settings) -> Engine:
    """Open the database for a command that needs one: nothing is made where there is none."""
    try:
        with database_errors():
            engine = open_engine(existing(settings.url))
            if not inspect(engine).has_table(TABLE):
                raise FileNotFoundError("there is no catalogue")
        engine.dispose()
    except (CatalogueError, SQLAlchemyError, OSError) as error:
        raise refusal(settings, error) from error
    return open_database(settings)


@contextmanager
def disposing(engine: Engine) -> Iterator[Engine]:
    """Use a database for one command."""
    try:
        yield engine
    finally:
        engine.dispose()


def refusal(settings: Settings, error: Exception) -> typer.Exit:
    """Say in one line why a database cannot be opened, and what to do."""
    if getattr(error, "detail", "") == DAMAGED:
        advice = "Restore a backup."
    elif isinstance(error, NewerSchema):
        advice = "Start the version that made it, or restore a backup made before."
    else:
        advice = "Check CATALOGUE_DATA and CATALOGUE_DATABASE_URL."
    typer.echo(f"{place(settings.url)} cannot be opened: {root(error)}. {advice}", err=True)
    return typer.Exit(FAILED)


def root(error: BaseException) -> str:
    """Return what was wrong first, in one line."""
    return cause(error).rsplit(" < ", 1)[-1]


def place(url: str) -> str:
    """Name the file or server that holds a catalogue, without a password."""
    try:
        found = make_url(url).set(query={})
    except ArgumentError:
        return "The database"
    is_file = found.drivername.startswith("sqlite")
    return (found.database or "") if is_file else found.render_as_string()
