"""Restoring: an earlier state of a record is written again, as a new revision."""

from dataclasses import replace

from sqlalchemy import Connection

from service.editorial import drafting
from service.editorial.revision import Action, Change, fields_at, revision_row
from service.schemas.values import RecordKind


def restore(
    connection: Connection, change: Change, kind: RecordKind, record_id: str, number: int
) -> None:
    """Write a record as it was after a revision. What happened since stays in the history.

    Raises:
        RecordNotFound: if no record of the kind has the id, or it has no such revision.
        InvalidRecord: if it referred to a record that is no more.
        RecordConflict: if a name it had belongs to another record by now.
    """
    slug = revision_row(connection, kind, record_id, number).slug
    fields = fields_at(connection, record_id, number) | {"slug": slug}
    restoring = replace(change, action=Action.restored)
    drafting.replace(connection, restoring, kind, record_id, fields)
