"""`catalogue demo`: a catalogue of real reports, to try things out."""

import json
from importlib import resources

import typer
from sqlalchemy import Engine, func, select

from service.cli.database import FAILED, disposing, open_database, place
from service.cli.importing import import_with_progress, report
from service.cli.listening import address, listen
from service.cli.reading import read_settings
from service.cli.serve import run
from service.editorial.importing import Plan
from service.editorial.pepper import prepare_pepper
from service.settings import Settings
from service.tables.database import reading
from service.tables.record import records

DEMO = resources.files("service.cli").joinpath("demo.ndjson")
WORTH_OPENING = (
    ("/", "the start page"),
    ("/docs", "every address, ready to try"),
    ("/v1/search?q=보위부", "a search in Korean that finds records in English"),
)
OTHERS = (
    "{} holds other records, among which the demo does not belong. Give it a folder of its own: "
    "CATALOGUE_DATA=demo-data catalogue demo"
)


def serve_demo(host: str | None, port: int | None) -> None:
    """Import the demo into an empty folder, and serve it; other records it does not touch."""
    listener, settings = listen(read_settings(host, port))
    with listener:
        with disposing(open_database(settings)) as engine:
            fill(engine, settings)
        typer.echo("Open one of these, stop with Ctrl-C:")
        for path, what in WORTH_OPENING:
            typer.echo(f"  {address(settings)}{path}\n      {what}")
        run(settings, listener)


def fill(engine: Engine, settings: Settings) -> None:
    """Load the demo into an empty catalogue; say plainly if it holds other records."""
    with reading(engine) as connection:
        prepare_pepper(connection, settings)
    if is_empty(engine):
        with DEMO.open("rb") as lines:
            plan = Plan(publish=True)
            report(import_with_progress(engine, lines, plan), plan)
    elif is_loaded(engine):
        typer.echo("The demo was loaded before; it is served as it is now.")
    else:
        typer.echo(OTHERS.format(place(settings.url)), err=True)
        raise typer.Exit(FAILED)


def is_empty(engine: Engine) -> bool:
    """Say whether there is no record at all, drafts among them."""
    with reading(engine) as connection:
        return connection.scalar(select(records.c.id).limit(1)) is None


def is_loaded(engine: Engine) -> bool:
    """Say whether most of the demo is there, whatever was made of it since."""
    keys = {json.loads(line)["key"] for line in DEMO.read_text("utf-8").splitlines()}
    known = select(func.count(records.c.key.distinct())).where(records.c.key.in_(keys))
    with reading(engine) as connection:
        return 2 * (connection.scalar(known) or 0) > len(keys)
