"""`catalogue authorities`: work on the names of people, organisations, outlets and places."""

import sys
from collections.abc import Collection
from io import BytesIO

import typer

from service.cli.database import open_existing
from service.cli.importing import report
from service.cli.reading import read_settings
from service.editorial.alias_proposals import proposals
from service.editorial.importing import Plan, carry_out


def propose_aliases(accepted: Collection[str], *, publish: bool) -> None:
    """Print what is proposed, or store it for the records of some ids."""
    settings = read_settings()
    engine = open_existing(settings)
    if not accepted:
        sys.stdout.buffer.writelines(one.line for one in proposals(engine))
        return
    found = [one for one in proposals(engine) if one.id in accepted]
    if unknown := set(accepted) - {one.id for one in found}:
        raise typer.BadParameter(f"nothing is proposed for {', '.join(sorted(unknown))}")
    plan = Plan(publish, folder=settings.data)
    report(carry_out(engine, BytesIO(b"".join(one.line for one in found)), plan), plan)
