"""Embargoes: what waits for its moment, what becomes public with it, and who may change it."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import CTE, ColumnElement, Connection, Row, Select, and_, bindparam, select

from service.editorial.incoming import Problem
from service.editorial.keys import Editor, Scope
from service.editorial.spool import MOST_PROBLEMS
from service.errors import Forbidden, MomentConflict
from service.rows import among
from service.schemas.values import RecordKind, rfc3339
from service.tables.base import now
from service.tables.import_line import import_lines
from service.tables.record import Status, record_references, records

MOST_NAMED = 10
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
LATER = and_(FOLLOWS, records.c.publish_at > bindparam("moment"))
TAKEN = select_takers(takers(and_(LATER, ~among(records.c.id)))).where(among(taker.c.id))
"""Authorities that wait for a later moment, and are not among the records that take them along."""
TAKEN_BY_IMPORT = (
    select_takers(takers(LATER))
    .join(import_lines, import_lines.c.id == taker.c.id)
    .add_columns(import_lines.c.line)
    .limit(MOST_PROBLEMS)
)


def refuse_too_early(connection: Connection, ids: Sequence[str], moment: datetime) -> None:
    """Refuse to publish records that would take along who waits for a later moment.

    Raises:
        MomentConflict: `embargoed` are the ids of those who wait.
    """
    refuse_taken_along(connection.execute(TAKEN, {"ids": ids, "moment": moment}).all())


def refuse_too_late(connection: Connection, ids: Sequence[str], moment: datetime) -> None:
    """Refuse a moment for records that would be taken along before; raises MomentConflict."""
    waiting = connection.execute(WAITING, {"ids": ids})
    refuse_taken_along([row for row in waiting if row.taker_publish_at < moment])


def refuse_taken_along(rows: Sequence[Row[Any]]) -> None:
    """Raise MomentConflict if there is anything that would be taken along."""
    if rows:
        some = "; ".join(taken_along(row) for row in rows[:MOST_NAMED])
        embargoed = list(dict.fromkeys(row.id for row in rows))
        raise MomentConflict(f"Too early: {some}. {MomentConflict.help}", embargoed=embargoed)


def taken_along(row: Row[Any]) -> str:
    """Say who waits for which moment, and would become public with what before."""
    waits = f"the {row.kind} {row.slug!r} waits until {rfc3339(row.publish_at)}"
    return f"{waits}, and would become public with the {row.taker_kind} {row.taker_slug!r}"


def check_moments(connection: Connection) -> list[Problem]:
    """Find lines of an import that would take along who waits for a later moment."""
    rows = connection.execute(TAKEN_BY_IMPORT, {"moment": now()})
    advice = "publish it then, or add the authority to the file"
    return [Problem(row.line, "record", f"{taken_along(row)}: {advice}") for row in rows]


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
