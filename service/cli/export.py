"""`catalogue export`: records as a file of JSON lines."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from service.cli.database import open_database
from service.cli.serve import read_settings
from service.editorial.export import export_lines


def export(
    file: Annotated[str, typer.Argument(help="The file to write; `-` is standard output.")],
    drafts: Annotated[
        bool, typer.Option(help="All records as editors have them, drafts too.")
    ] = False,
) -> None:
    """Write what is public, in the form that `catalogue import` reads."""
    engine = open_database(read_settings())
    lines = export_lines(engine, drafts=drafts)
    if file == "-":
        for line in lines:
            sys.stdout.buffer.write(line)
        return
    partial = Path(f"{file}.partial")
    count = 0
    with partial.open("wb") as output:
        for line in lines:
            output.write(line)
            count += 1
        output.flush()
        os.fsync(output.fileno())
    partial.replace(file)
    typer.echo(f"{count:,} records written to {file}.")
