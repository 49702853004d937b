"""`catalogue bench`: how fast the service is, beside what others would be."""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from service.errors import CatalogueError


def bench(  # noqa: PLR0913, PLR0917  one for each option
    reports: Annotated[
        list[int],
        typer.Option(
            min=20,
            max=1_000_000,
            help="Size of the corpus. Give several, the smallest first, to see how each cost of "
            "our service grows.",
        ),
    ] = [2000],  # noqa: B006  typer reads it
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
            "--writes",
            help="Measure publishing, and reads beside it and beside searches, in place of the "
            "apps.",
        ),
    ] = False,
    workers: Annotated[
        int, typer.Option(min=1, max=64, help="Processes of our service that answer.")
    ] = 1,
    database_url: Annotated[
        str | None,
        typer.Option(
            metavar="URL",
            help="Measure on PostgreSQL: an empty database, or that of a run before. What "
            "`--writes` publishes stays there.",
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON in place of tables.")] = False,
) -> None:
    """Measure the service beside a bare ASGI app and a textbook app, all in one run.

    The corpus is made up, in English and Korean, and the same on every machine: as many reports
    as you say, and about nine times as many other records. All traffic stays on this machine.

    All apps answer from memory: their files are read through before each work, if they fit. How
    long a disk takes is another question.
    """
    if len(reports) > 1 and (writing or database_url):
        raise typer.BadParameter("Several sizes are measured on SQLite, without --writes.")
    from service.cli.bench.corpus import Corpus
    from service.cli.bench.preparation import Site
    from service.cli.bench.rounds import Length
    from service.cli.bench.run import run_apps, run_growth, run_writes

    length, kind = Length(rounds, seconds), "-postgresql" if database_url else ""
    sizes = [
        (Corpus(size), Site(data / f"reports-{size}{kind}", database_url, workers))
        for size in reports
    ]
    try:
        with Console(stderr=True).status("") as status:
            if len(sizes) > 1:
                plain, show = run_growth(sizes, length, status.update)
            else:
                run = run_writes if writing else run_apps
                plain, show = run(*sizes[0], length, status.update)
    except CatalogueError as error:
        typer.echo(error.detail, err=True)
        raise typer.Exit(4) from error
    if as_json:
        typer.echo(json.dumps(plain, indent=2))
    else:
        show(Console())
