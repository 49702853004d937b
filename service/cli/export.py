"""`catalogue export`: records as a file of JSON lines."""

import os
import sys
from collections.abc import Iterable
from pathlib import Path

import typer

from service.cli.database import open_existing
from service.cli.reading import read_settings
from service.editorial.export import export_lines


def export_to(file: str, *, drafts: bool) -> None:
    """Write records to a file, or to standard output."""
    lines = export_lines(open_existing(read_settings()), drafts=drafts)
    if file == "-":
        sys.stdout.buffer.writelines(lines)
        return
    try:
        count = write_whole(Path(file), lines)
    except OSError as error:
        typer.echo(f"{file} cannot be written: {error.strerror}.", err=True)
        raise typer.Exit(2) from error
    typer.echo(f"{count:,} records written to {file}.")


def write_whole(path: Path, lines: Iterable[bytes]) -> int:
    """Write a file that appears only when it is complete; return how many lines it has."""
    partial = path.with_name(f"{path.name}.partial")
    with partial.open("wb") as output:
        count = sum(1 for line in lines if output.write(line))
        output.flush()
        os.fsync(output.fileno())
    partial.replace(path)
    return count
