"""Restoring: an earlier state of a record is written again, as a new revision."""

from dataclasses import replace

from sqlalchemy import Connection, select

from service.editorial import drafting
from service.editorial.revision import Action, Change, fields_at, revision_row
from service.schemas.values import RecordKind
from service.tables.record import records


def restore(
    connection: Connection, change: Change, kind: RecordKind, record_id: str, number: int
) -> None:
    """Write a record as it was after a revision, also one that was deleted.

    One that is there keeps the key it has now. What happened since stays in the history.

    Raises:
        RecordNotFound: if no record of the kind has such a revision.
        InvalidRecord: if it referred to a record that is no more.
        RecordConflict: if a name it had belongs to another record by now.
        Forbidden: if it waits for its moment, and the editor may not publish.
    """
    slug = revision_row(connection, kind, record_id, number).slug
    fields = fields_at(connection, record_id, number) | {"slug": slug}
    restoring = replace(change, action=Action.restored)
    stored = select(records.c.key).where(records.c.id == record_id)
    if present := connection.execute(stored).one_or_none():
        drafting.replace(connection, restoring, kind, record_id, fields | {"key": present.key})
    else:
        drafting.create(connection, restoring, kind, fields | {"id": record_id})
