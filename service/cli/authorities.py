"""`catalogue authorities`: work on the names of people, organisations, outlets and places."""

import sys
from io import BytesIO
from typing import Annotated

import typer

from service.cli.database import open_existing
from service.cli.importing import report
from service.cli.reading import read_settings
from service.editorial.alias_proposals import proposals
from service.editorial.importing import Plan, carry_out

app = typer.Typer(help="Authorities: propose aliases.", no_args_is_help=True)


@app.callback()
def authorities() -> None:
    """Work on authorities."""


@app.command("suggest-aliases")
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
    settings = read_settings()
    accepted = set(accept or ())
    engine = open_existing(settings)
    if not accepted:
        sys.stdout.buffer.writelines(one.line for one in proposals(engine))
        return
    found = [one for one in proposals(engine) if one.id in accepted]
    if unknown := accepted - {one.id for one in found}:
        raise typer.BadParameter(f"nothing is proposed for {', '.join(sorted(unknown))}")
    plan = Plan(publish, folder=settings.data)
    report(carry_out(engine, BytesIO(b"".join(one.line for one in found)), plan), plan)
