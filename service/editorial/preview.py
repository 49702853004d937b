"""Preview: the document that would be public if a record were published."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, select

from service.editorial import drafting, rendering
from service.editorial.publication import release, reopen
from service.editorial.revision import BY_OPERATOR
from service.editorial.summary import Summaries
from service.schemas.values import RecordKind
from service.tables.record import records


def preview(connection: Connection, kind: RecordKind, record_id: str) -> bytes:
    """Return the document as it will be, byte for byte; for a writing connection.

    It is published and rendered as at any other time, and all of it is taken back. A record that
    waits for its moment is shown as of then, with what becomes public up to then.

    Raises:
        RecordNotFound: if no record of the kind has the id.
        RecordConflict: if it was merged into another.
    """
    record = drafting.find(connection, kind, record_id)
    drafting.refuse_merged(record)
    trial = connection.begin_nested()
    try:
        reopen(connection, [record_id])
        release(connection, released_with(connection, record), BY_OPERATOR, record.publish_at)
        (publication,) = rendering.render(connection, [record_id], Summaries(connection))
    finally:
        trial.rollback()
    return publication.document


def released_with(connection: Connection, record: Row[Any]) -> Sequence[str]:
    """Return the records that become public up to the moment of one, and that one."""
    if record.publish_at is None:
        return [record.id]
    due = select(records.c.id).where(records.c.publish_at <= record.publish_at)
    return connection.execute(due).scalars().all()
