"""`catalogue bench`: how fast the service is, beside what others would be."""

import json
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from service.errors import CatalogueError


def bench(  # noqa: PLR0913, PLR0917  one for each option
    reports: Annotated[int, typer.Option(min=20, max=1_000_000, help="Size of the corpus.")] = 2000,
    rounds: Annotated[int, typer.Option(min=1, max=20, help="Rounds to take medians of.")] = 3,
    seconds: Annotated[
        int, typer.Option(min=1, max=30, help="Seconds for each work of each app in a round.")
    ] = 2,
    data: Annotated[
        Path, typer.Option(help="Folder that keeps the corpus of each size for the next run.")
    ] = Path("data/bench"),
    writing: Annotated[
        bool,
        typer.Option(
            "--writes", help="Measure publishing, and reads beside it, in place of the apps."
        ),
    ] = False,
    workers: Annotated[
        int, typer.Option(min=1, max=64, help="Processes of our service that answer.")
    ] = 1,
    database_url: Annotated[
        str | None,
        typer.Option(
            metavar="URL", help="Measure on PostgreSQL: an empty database, or that of a run before."
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON in place of tables.")] = False,
) -> None:
    """Measure the service beside a bare ASGI app and a textbook app, all in one run.

    The corpus is made up, in English and Korean, and the same on every machine: as many reports
    as you say, and about nine times as many other records. All traffic stays on this machine.
    """
    # What is measured is loaded here: every other command starts without it.
    from service.cli.bench import table, writes  # noqa: PLC0415
    from service.cli.bench.corpus import Corpus  # noqa: PLC0415
    from service.cli.bench.preparation import Site, prepare  # noqa: PLC0415
    from service.cli.bench.rounds import Length, compare  # noqa: PLC0415

    corpus, length = Corpus(reports), Length(rounds, seconds)
    name = f"reports-{reports}{'-postgresql' if database_url else ''}"
    site = Site(data / name, database_url, workers)
    try:
        with Console(stderr=True).status("") as status:
            prepared = prepare(corpus, site, status.update)
            if writing:
                found = writes.measure_writes(corpus, site.folder, length, status.update)
                plain, show = writes.to_json(found), partial(writes.show, found)
            else:
                compared = compare(corpus, site, length, status.update)
                result = table.Result(reports, site, length, prepared, compared)
                plain, show = table.to_json(result), partial(table.show, result)
    except CatalogueError as error:
        typer.echo(error.detail, err=True)
        raise typer.Exit(4) from error
    if as_json:
        typer.echo(json.dumps(plain, indent=2))
    else:
        show(Console())
