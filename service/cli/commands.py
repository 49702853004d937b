"""The command line: every command, in one list, with what can be typed after it.

What a command does is loaded when it is called, so that none waits for what only others need.
"""

from datetime import datetime
from enum import StrEnum
from importlib.metadata import version
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from service import NAME
from service.cli.bench.command import bench
from service.cli.evaluate.command import evaluate
from service.errors import CatalogueError, RecordNotFound

NOT_THERE = 1
NOT_DONE = 4

Host = Annotated[str | None, typer.Option(help="Address to listen on.")]
Port = Annotated[int | None, typer.Option(min=0, max=65535, help="Port to listen on.")]


class KeyScope(StrEnum):
    """What a key may do, as `Scope` says it, which takes long to load."""

    read = "read"
    edit = "edit"
    publish = "publish"
    admin = "admin"


class Commands(TyperGroup):
    """Says in one line what went wrong and why, whichever command it was."""

    def invoke(self, ctx: Any) -> Any:
        """Run a command."""
        try:
            return super().invoke(ctx)
        except CatalogueError as error:
            from service.cli.database import root

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
keys = typer.Typer(help="API keys: issue, list and revoke them.", no_args_is_help=True)
authorities = typer.Typer(help="Authorities: propose aliases.", no_args_is_help=True)


@app.command()
def serve(
    host: Host = None,
    port: Port = None,
    workers: Annotated[
        int, typer.Option(min=1, max=64, help="Processes that answer; one for each core, at most.")
    ] = 1,
) -> None:
    """Serve the catalogue that is in the data folder or the database; empty is fine.

    SIGTERM finishes what is under way, for ten seconds. With several workers SIGHUP replaces them
    one by one, and no request is refused meanwhile; one that dies is replaced.
    """
    from service.cli.serve import serve_catalogue

    serve_catalogue(host, port, workers)


@app.command()
def demo(host: Host = None, port: Port = None) -> None:
    """Serve a catalogue of real reports on North Korea and their coverage, in ./data."""
    from service.cli.demo import serve_demo

    serve_demo(host, port)


@app.command("import")
def import_(
    file: Annotated[
        str,
        typer.Argument(help="A file of JSON lines, its https:// address, or `-`: standard input."),
    ],
    publish: Annotated[bool, typer.Option(help="Make the records public at once.")] = False,
    keep_going: Annotated[
        bool, typer.Option(help="Store the good lines; without it, all or nothing.")
    ] = False,
    dry_run: Annotated[bool, typer.Option(help="Try everything, and store nothing.")] = False,
) -> None:
    """Store the records of a file; the same file again changes nothing.

    Each line is one record, `kind` first. Records are drafts until they are published.
    """
    from service.cli.importing import import_file

    import_file(file, publish=publish, keep_going=keep_going, dry_run=dry_run)


@app.command()
def export(
    file: Annotated[str, typer.Argument(help="The file to write; `-` is standard output.")],
    drafts: Annotated[
        bool, typer.Option(help="All records as editors have them, drafts too.")
    ] = False,
) -> None:
    """Write what is public, in the form that `catalogue import` reads."""
    from service.cli.export import export_to

    export_to(file, drafts=drafts)


@app.command()
def dump() -> None:
    """Write all that is public into the data folder, one file a kind, for `/v1/dumps` to offer.

    All files stand at one number of the ledger, and link to CATALOGUE_PUBLIC_URL; those of the
    dump before are kept.
    """
    from service.cli.dump import write_dump

    write_dump()


@app.command()
def check() -> None:
    """Render every public record again and compare it with the ledger, and that with the index.

    Lists what differs, and ends with 1 if anything does. Others may go on working meanwhile.
    """
    from service.cli.check import check_all

    check_all()


@keys.command()
def issue(
    name: Annotated[str, typer.Option(help="Who holds the key, for people to read.")],
    scope: Annotated[
        list[KeyScope], typer.Option(help="What the key may do; repeat it for several.")
    ],
    expires: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Day (UTC) from which the key is useless."),
    ] = None,
) -> None:
    """Make a key and print it: nobody can see it again, so keep it where secrets are kept."""
    from service.cli.keys import issue_key

    issue_key(name, scope, expires)


@keys.command("list")
def list_() -> None:
    """Show all keys, the newest first; of a key only its id can be seen."""
    from service.cli.keys import list_keys

    list_keys()


@keys.command()
def revoke(
    key_id: Annotated[str, typer.Argument(metavar="ID", help="The id that `list` shows.")],
) -> None:
    """Make a key useless: for editors at once, for those who only read within a minute."""
    from service.cli.keys import revoke_key

    revoke_key(key_id)


@authorities.callback()
def work_on_authorities() -> None:
    """Work on authorities."""


@authorities.command()
def suggest_aliases(
    accept: Annotated[
        list[str] | None,
        typer.Option(help="Store the proposals for the record of this id; repeat it for several."),
    ] = None,
    publish: Annotated[bool, typer.Option(help="Make what is accepted public at once.")] = False,
) -> None:
    """Propose romanisations of Korean names, by which records would be found, too.

    Prints the records with the proposed aliases under `ko-Latn`, a line each, as `catalogue
    import` takes them: delete what is wrong and import the rest, or accept them by id.
    """
    from service.cli.authorities import propose_aliases

    propose_aliases(accept or (), publish=publish)


app.add_typer(keys, name="keys")
app.add_typer(authorities, name="authorities")
app.command()(bench)
app.command()(evaluate)


@app.command()
def openapi() -> None:
    """Write the OpenAPI description to standard output, as it is kept in `openapi.json`."""
    from service.cli.openapi import write_description

    write_description()


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
