"""`catalogue demo`: a catalogue of real reports, to try things out."""

from importlib import resources

import typer

from service.cli.database import open_database
from service.cli.importing import import_with_progress, report
from service.cli.listening import address, listen
from service.cli.reading import read_settings
from service.cli.serve import Host, Port, run
from service.editorial.importing import Plan

EXAMPLE = "demo.ndjson"
WORTH_OPENING = (
    ("/", "the start page"),
    ("/docs", "every address, ready to try"),
    ("/v1/search?q=보위부", "a search in Korean that finds records in English"),
)


def demo(host: Host = None, port: Port = None) -> None:
    """Serve a catalogue of real reports on North Korea and their coverage, in ./data."""
    listener, settings = listen(read_settings(host, port))
    with listener:
        engine = open_database(settings)
        with resources.files("service.cli").joinpath(EXAMPLE).open("rb") as lines:
            plan = Plan(publish=True)
            report(import_with_progress(engine, lines, plan), plan)
        engine.dispose()
        typer.echo("Open one of these, stop with Ctrl-C:")
        for path, what in WORTH_OPENING:
            typer.echo(f"  {address(settings)}{path}\n      {what}")
        run(settings, listener)
