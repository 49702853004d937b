"""`catalogue import`: records from a file of JSON lines."""

import gc
import sys
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from sqlalchemy import Engine

from service.cli.database import open_database
from service.cli.reading import read_settings
from service.editorial.importing import Outcome, Plan, carry_out
from service.errors import FetchFailed
from service.outbound.fetch import download

MOST_SHOWN = 100


def import_file(file: str, *, publish: bool, keep_going: bool, dry_run: bool) -> None:
    """Store the records of a file, and say what was done."""
    settings = read_settings()
    plan = Plan(publish, keep_going, dry_run, folder=settings.data)
    engine = open_database(settings)
    gc.freeze()  # the program itself is not searched for garbage again and again
    with open_input(file) as lines:
        outcome = import_with_progress(engine, lines, plan)
    report(outcome, plan)


def open_input(name: str) -> IO[bytes]:
    """Open a file for reading: on disk, on the web, or standard input."""
    if name == "-":
        return sys.stdin.buffer
    if name.startswith(("https://", "http://")):
        return downloaded(name)
    try:
        return Path(name).open("rb")
    except OSError as error:
        typer.echo(f"{name} cannot be read: {error.strerror}.", err=True)
        raise typer.Exit(2) from error


def downloaded(url: str) -> IO[bytes]:
    """Fetch a file whole before any of it is read; raises FetchFailed."""
    file: IO[bytes] = TemporaryFile()  # noqa: SIM115  closed by who reads it
    try:
        download(url, file)
    except FetchFailed:
        file.close()
        raise
    file.seek(0)
    return file


def import_with_progress(engine: Engine, lines: IO[bytes], plan: Plan) -> Outcome:
    """Import, with a bar on a terminal: each step goes through all lines."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    console = Console(stderr=True)
    with Progress(
        *columns, TimeElapsedColumn(), console=console, disable=not console.is_terminal
    ) as bar:
        task = bar.add_task("reading", total=None)
        total: int | None = None

        def show(step: str, line: int) -> None:
            nonlocal total
            total = line if step == "reading" else total
            known = None if step == "reading" else total
            bar.update(task, description=step, completed=line, total=known)

        return carry_out(engine, lines, replace(plan, progress=show))


def report(outcome: Outcome, plan: Plan) -> None:
    """Say what was done, and what is wrong with each line that was not stored."""
    for problem in outcome.problems[:MOST_SHOWN]:
        typer.echo(f"line {problem.line}: {problem.field}: {problem.message}", err=True)
    if len(outcome.problems) > MOST_SHOWN:
        typer.echo(f"... and {len(outcome.problems) - MOST_SHOWN:,} more", err=True)
    if not outcome.complete:
        typer.echo(
            "Nothing was stored. Correct the lines, or use --keep-going to store the others.",
            err=True,
        )
        raise typer.Exit(1)
    typer.echo(f"{outcome.stored:,} records read, {outcome.changed:,} new or changed", nl=False)
    published = f", {outcome.published:,} published."
    typer.echo(published if plan.publish else ". Drafts stay drafts: use --publish.")
    if plan.dry_run:
        typer.echo("This was a trial: nothing was stored.")
    if outcome.problems:
        raise typer.Exit(1)
