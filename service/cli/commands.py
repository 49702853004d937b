"""The command line: every command, in one list."""

from importlib.metadata import version
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from service.cli import authorities, keys
from service.cli.bench.command import bench
from service.cli.check import check
from service.cli.database import root
from service.cli.demo import demo
from service.cli.dump import dump
from service.cli.evaluate.command import evaluate
from service.cli.export import export
from service.cli.importing import import_
from service.cli.openapi import openapi
from service.cli.serve import NAME, serve
from service.errors import CatalogueError, RecordNotFound

NOT_THERE = 1
NOT_DONE = 4


class Commands(TyperGroup):
    """Says in one line what went wrong and why, whichever command it was."""

    def invoke(self, ctx: Any) -> Any:
        """Run a command."""
        try:
            return super().invoke(ctx)
        except CatalogueError as error:
            why = f" ({root(error)})" if error.__cause__ else ""
            typer.echo(f"{error.detail}{why}", err=True)
            status = NOT_THERE if isinstance(error, RecordNotFound) else NOT_DONE
            raise typer.Exit(status) from error


app = typer.Typer(
    name="catalogue",
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command()(serve)
app.command()(demo)
app.command("import")(import_)
app.command()(export)
app.command()(dump)
app.command()(check)
app.add_typer(keys.app, name="keys")
app.add_typer(authorities.app, name="authorities")
app.command()(bench)
app.command()(evaluate)
app.command()(openapi)


def tell_version(is_asked: bool) -> None:  # noqa: FBT001  so the library calls it
    """Print the version and end."""
    if is_asked:
        typer.echo(version(NAME))
        raise typer.Exit


@app.callback()
def catalogue(
    _version: Annotated[
        bool,
        typer.Option(
            "--version", callback=tell_version, is_eager=True, help="Print the version and exit."
        ),
    ] = False,
) -> None:
    """A catalogue of reports, the media that mention them and the resources linked to both."""


def main() -> None:
    """Run the command that was typed."""
    app()
