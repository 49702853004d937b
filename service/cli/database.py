"""Opening the database for a command, at the newest schema."""

import typer
from sqlalchemy import Engine, make_url
from sqlalchemy.exc import SQLAlchemyError

from service.settings import Settings
from service.tables.database import migrate, open_engine


def open_database(settings: Settings) -> Engine:
    """Open the database and bring it up to date; say plainly if that cannot be."""
    try:
        settings.data.mkdir(parents=True, exist_ok=True)
        engine = open_engine(settings.url)
        migrate(engine, settings.data)
    except (SQLAlchemyError, OSError) as error:
        cause = getattr(error, "orig", None) or error
        typer.echo(f"The database cannot be opened: {cause}", err=True)
        typer.echo("Check CATALOGUE_DATA and CATALOGUE_DATABASE_URL.", err=True)
        raise typer.Exit(3) from error
    return engine


def place(settings: Settings) -> str:
    """Name the file or server that holds the catalogue, without a password."""
    url = make_url(settings.url).set(query={})
    return (url.database or "") if url.drivername.startswith("sqlite") else url.render_as_string()
