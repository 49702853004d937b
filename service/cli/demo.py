"""`catalogue demo`: a catalogue of real reports, to try things out."""

from importlib import resources

import typer

from service.cli.database import open_database
from service.cli.importing import import_with_progress, report
from service.cli.serve import Host, Port, read_settings, run

EXAMPLE = "demo.ndjson"


def demo(host: Host = None, port: Port = None) -> None:
    """Serve a catalogue of real reports on North Korea and their coverage, in ./data."""
    settings = read_settings(host, port)
    engine = open_database(settings)
    with resources.files("service.cli").joinpath(EXAMPLE).open("rb") as lines:
        report(import_with_progress(engine, lines, publish=True, keep_going=False), publish=True)
    engine.dispose()
    address = f"http://{settings.host}:{settings.port}"
    typer.echo("Open one of these, stop with Ctrl-C:")
    for path, what in (
        ("/", "the start page"),
        ("/docs", "every address, ready to try"),
        ("/v1/search?q=보위부", "a search in Korean that finds records in English"),
    ):
        typer.echo(f"  {address}{path:<24} {what}")
    run(settings)
