"""`catalogue demo`: a catalogue of real reports, to try things out."""

from importlib import resources

import typer

from service.cli.database import open_database
from service.cli.importing import import_with_progress, report
from service.cli.serve import Host, Port, read_settings, run
from service.editorial.importing import Plan
from service.settings import Settings

EXAMPLE = "demo.ndjson"
WORTH_OPENING = (
    ("/", "the start page"),
    ("/docs", "every address, ready to try"),
    ("/v1/search?q=보위부", "a search in Korean that finds records in English"),
)


def demo(host: Host = None, port: Port = None) -> None:
    """Serve a catalogue of real reports on North Korea and their coverage, in ./data."""
    settings = read_settings(host, port)
    engine = open_database(settings)
    with resources.files("service.cli").joinpath(EXAMPLE).open("rb") as lines:
        plan = Plan(publish=True)
        report(import_with_progress(engine, lines, plan), plan)
    engine.dispose()
    typer.echo("Open one of these, stop with Ctrl-C:")
    for path, what in WORTH_OPENING:
        typer.echo(f"  {address(settings)}{path}\n      {what}")
    run(settings)


def address(settings: Settings) -> str:
    """Return where a browser on this machine finds the catalogue."""
    host = "127.0.0.1" if settings.host in {"0.0.0.0", "::"} else settings.host  # noqa: S104
    return str(settings.public_url or f"http://{host}:{settings.port}").rstrip("/")
