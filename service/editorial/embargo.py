"""Embargoes: what waits for its moment, what becomes public with it, and who may change it."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import CTE, ColumnElement, Connection, Row, Select, and_, select

from service.editorial.keys import Editor, Scope
from service.errors import Forbidden
from service.rows import among
from service.schemas.values import RecordKind, rfc3339
from service.tables.record import Status, record_references, records

FOLLOWS = and_(records.c.kind == RecordKind.authority, records.c.status == Status.draft)
"""Draft authorities become public with what names them, also through one another."""
named, taker = records.alias("named"), records.alias("taker")


def takers(start: ColumnElement[bool]) -> CTE:
    """Select records and, beside each, itself and all that takes it along into the public."""
    own = select(records.c.id, records.c.id.label("taker_id")).where(start)
    found = own.cte("found", recursive=True)
    above = (
        select(found.c.id, record_references.c.source_id)
        .join(records, records.c.id == found.c.taker_id)
        .join(record_references, record_references.c.target_id == found.c.taker_id)
        .where(FOLLOWS)
    )
    return found.union(above)


def select_takers(found: CTE) -> Select[Any]:
    """Select what is said of records, and of what takes each along."""
    names = ("id", "kind", "slug", "publish_at")
    columns = (taker.c[name].label(f"taker_{name}") for name in names)
    return (
        select(*(named.c[name] for name in names), *columns)
        .select_from(found)
        .join(named, named.c.id == found.c.id)
        .join(taker, taker.c.id == found.c.taker_id)
    )


WAITING = (
    select_takers(takers(among(records.c.id)))
    .where(taker.c.publish_at.is_not(None))
    .order_by(taker.c.publish_at.desc())
)


def refuse_unapproved(connection: Connection, editor: Editor, record_id: str) -> None:
    """Refuse a change of what waits for its moment to who may not publish; raises Forbidden.

    It would become public in the name of those who approved what it was before.
    """
    for row, text in unapproved(connection, editor, [record_id]):
        raise Forbidden(f"The {row.kind} {row.slug!r} {text}.", scope=Scope.publish)


def unapproved(
    connection: Connection, editor: Editor, changed: Sequence[str]
) -> Iterator[tuple[Row[Any], str]]:
    """Go through the changed records that wait, and say why the editor may not change them."""
    if not changed or editor.may(Scope.publish):
        return
    for row in {row.id: row for row in connection.execute(WAITING, {"ids": changed})}.values():
        taker = f" with the {row.taker_kind} {row.taker_slug!r}" if row.taker_id != row.id else ""
        when = f"becomes public{taker} at {rfc3339(row.taker_publish_at)}, as it was approved"
        yield row, f"{when}: let a key with the scope 'publish' change it, or take the moment off"
