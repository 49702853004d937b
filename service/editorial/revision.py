"""Revisions: every write leaves who made it, when, what it made of the record, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, select, update

from service.editorial.keys import OPERATOR, Editor
from service.errors import RecordNotFound
from service.rows import among, insert_rows
from service.schemas.values import RecordKind
from service.tables.base import now
from service.tables.record import records
from service.tables.revision import revisions

Fields = dict[str, Any]
COUNT = (
    update(records)
    .where(among(records.c.id))
    .values(revision=records.c.revision + 1, key_id=bindparam("writer"))
    .returning(*(records.c[name] for name in ("id", "kind", "key", "revision", "version", "slug")))
)
"""Counts one write more of some records."""


class Action(StrEnum):
    """What a write did."""

    created = "created"
    changed = "changed"
    restored = "restored"
    scheduled = "scheduled"
    published = "published"
    withdrawn = "withdrawn"
    merged = "merged"
    deleted = "deleted"


@dataclass(frozen=True)
class Change:
    """Who changes something, and why; `action` is what a change of fields is called."""

    editor: Editor
    reason: str | None = None
    action: Action = Action.changed


BY_OPERATOR = Change(OPERATOR)


def note(
    connection: Connection,
    change: Change,
    action: Action,
    written: Mapping[str, Fields | None] | Sequence[str],
) -> None:
    """Leave a revision for each record that was written: its fields by id, or ids alone."""
    ids = list(written)
    if not ids:
        return
    fields = written if isinstance(written, Mapping) else {}
    common = {
        "at": now(),
        "action": action,
        "key_id": change.editor.key_id,
        "editor": change.editor.name,
        "reason": change.reason,
    }
    rows = [
        {
            **common,
            "record_id": row.id,
            "number": row.revision,
            "version": row.version,
            "kind": row.kind,
            "slug": row.slug,
            "fields": with_key(row.key, fields.get(row.id)),
        }
        for row in connection.execute(COUNT, {"ids": ids, "writer": change.editor.key_id})
    ]
    insert_rows(connection, revisions, rows)


def with_key(key: str | None, fields: Fields | None) -> Fields | None:
    """Put a record's key before its fields: it is no field, and written like one."""
    return fields if key is None or fields is None else {"key": key, **fields}


def list_revisions(
    connection: Connection, kind: RecordKind, record_id: str, before: int, limit: int
) -> Sequence[Row[Any]]:
    """Return the revisions of a record below a number, the latest first, without fields."""
    columns = (column for column in revisions.c if column.name != "fields")
    of_record = revisions.c.record_id == record_id, revisions.c.kind == kind
    statement = select(*columns).where(*of_record, revisions.c.number < before)
    return connection.execute(statement.order_by(revisions.c.number.desc()).limit(limit)).all()


def last_numbers(connection: Connection, ids: Sequence[str]) -> dict[str, int]:
    """Return the number of the last revision of each record that has one, stored or deleted."""
    last = select(revisions.c.record_id, func.max(revisions.c.number))
    of_each = last.where(among(revisions.c.record_id, ids)).group_by(revisions.c.record_id)
    return dict(connection.execute(of_each).all())


def revision_row(connection: Connection, kind: RecordKind, record_id: str, number: int) -> Row[Any]:
    """Return what a revision says, whether or not the record is still there.

    Raises:
        RecordNotFound: if no record of the kind has such a revision.
    """
    own = revisions.c
    statement = select(revisions).where(own.record_id == record_id, own.number == number)
    row = connection.execute(statement.where(own.kind == kind)).one_or_none()
    if row is None:
        raise RecordNotFound(f"No {kind} {record_id!r} has a revision {number}.")
    return row


def fields_at(connection: Connection, record_id: str, number: int) -> Fields:
    """Return key and fields of a record as they were after a revision; references are ids."""
    statement = select(revisions.c.fields).where(
        revisions.c.record_id == record_id,
        revisions.c.number <= number,
        revisions.c.fields.is_not(None),
    )
    latest = statement.order_by(revisions.c.number.desc()).limit(1)
    fields: Fields = connection.execute(latest).scalar_one_or_none() or {}
    return fields
