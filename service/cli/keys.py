"""`catalogue keys`: API keys of editors and partners."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

import typer
from rich.console import Console
from rich.table import Table
from sqlalchemy import Row

from service.cli.database import disposing, open_database, open_existing
from service.cli.reading import read_settings
from service.editorial import keys
from service.editorial.keys import PREFIX, Scope
from service.editorial.pepper import prepare_pepper, read_pepper
from service.editorial.schedule import scheduled_by
from service.schemas.record import COLLECTIONS
from service.tables.database import reading, writing

COLUMNS = ("id", "name", "scopes", "created", "last used", "expires", "state")
MOST_SHOWN = 10


def issue_key(name: str, scopes: Sequence[str], expires: datetime | None) -> None:
    """Make a key, and print it alone."""
    name = name.strip()
    if not 0 < len(name) <= 200 or not name.isprintable():
        raise typer.BadParameter("give 1 to 200 printable characters", param_hint="--name")
    expires_at = expires.replace(tzinfo=UTC) if expires else None
    if keys.is_past(expires_at):
        raise typer.BadParameter("lies in the past", param_hint="--expires")
    settings = read_settings()
    with disposing(open_database(settings)) as engine, writing(engine) as connection:
        prepare_pepper(connection, settings)
        pepper = read_pepper(settings)
        key = keys.issue(connection, pepper, name, each_once(scopes), expires_at)
    typer.echo(f"A key for {name!r}. It is shown this once:", err=True)
    typer.echo(key)


def each_once(scopes: Sequence[str]) -> list[Scope]:
    """Return scopes by their names, in the order in which they were typed."""
    return list(dict.fromkeys(map(Scope, scopes)))


def list_keys() -> None:
    """Print a line for each key."""
    with disposing(open_existing(read_settings())) as engine, reading(engine) as connection:
        rows = keys.list_keys(connection)
    table = Table(*COLUMNS, box=None, pad_edge=False)
    for row in rows:
        table.add_row(*cells(row))
    # Where nobody reads along, lines are for programs: none is cut or wrapped.
    Console(width=None if Console().is_terminal else 1000).print(table)


def cells(row: Row[Any]) -> list[str]:
    """Write what is stored of a key."""
    moments = [written(row.created_at), written(row.last_used_at), written(row.expires_at)]
    return [row.id, row.name, ", ".join(row.scopes), *moments, state(row)]


def written(moment: datetime | None) -> str:
    """Write a moment to the minute."""
    return f"{moment:%Y-%m-%d %H:%M}" if moment else "never"


def state(row: Row[Any]) -> str:
    """Say whether a key is good."""
    if row.revoked_at:
        return f"revoked {written(row.revoked_at)}"
    return "expired" if keys.is_past(row.expires_at) else "valid"


def revoke_key(key_id: str) -> None:
    """Make a key useless, and say whose it was."""
    with disposing(open_existing(read_settings())) as engine, writing(engine) as connection:
        name = keys.revoke(connection, id_of(key_id))
        waiting = scheduled_by(connection, id_of(key_id))
    text = "Services that run may count reads with it for another minute."
    typer.echo(f"The key of {name!r} is revoked. {text}")
    for line in still_to_come(waiting):
        typer.echo(line)


def still_to_come(waiting: Sequence[Row[Any]]) -> Iterator[str]:
    """Say what becomes public although the key is revoked, and how to prevent it."""
    if waiting:
        yield f"Still to become public in its name, as it was approved: {len(waiting):,}."
        yield "Another key with `publish` takes a moment off by DELETE of the address beside it."
        for row in waiting[:MOST_SHOWN]:
            address = f"/v1/editorial/{COLLECTIONS[row.kind]}/{row.id}/publish"
            yield f"  {written(row.publish_at)} UTC  {row.kind} {row.slug}  {address}"
    if len(waiting) > MOST_SHOWN:
        more = len(waiting) - MOST_SHOWN
        yield f"  ... and {more:,} more, which lists with `status=scheduled` show"


def id_of(text: str) -> str:
    """Take an id, also out of a whole key that is to be revoked."""
    return text.split("_")[1] if text.startswith(f"{PREFIX}_") else text
