"""The state of records as editors see them: what is written, public, and missing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, select

from service.editorial.completeness import Missing, missing
from service.editorial.difference import Difference, differences
from service.editorial.drafting import as_written
from service.editorial.fill import stored
from service.editorial.kinds import KINDS
from service.editorial.unseen import unseen_by
from service.errors import RecordNotFound
from service.schemas.values import RecordKind
from service.tables.publication import published_records
from service.tables.record import records
from service.tables.revision import revisions

LAST = and_(revisions.c.record_id == records.c.id, revisions.c.number == records.c.revision)
NAMES = ("kind", "id", "key")
"""Members of a written record that are the same in public."""


@dataclass(frozen=True)
class State:
    """One record: its row with who wrote last, its fields, and what is to be done with them."""

    row: Row[Any]
    record: dict[str, Any]
    differs: Sequence[Difference]
    missing: Sequence[Missing]


def rows() -> Select[Any]:
    """Select records with who wrote last, and what is public of them."""
    public = published_records.c
    return (
        select(
            records,
            revisions.c.editor.label("edited_by"),
            public.slug.label("public_slug"),
            public.fields.label("public_fields"),
        )
        .outerjoin(revisions, LAST)
        .outerjoin(published_records, public.id == records.c.id)
    )


def state(
    connection: Connection, kind: RecordKind, record_id: str, languages: Sequence[str]
) -> State:
    """Return the state of one record; `languages` are those in which it should be complete.

    Raises:
        RecordNotFound: if no record of the kind has the id.
    """
    found = connection.execute(rows().where(records.c.id == record_id, records.c.kind == kind))
    for one in states(connection, found.all(), languages):
        return one
    raise RecordNotFound(f"No {kind} has the id {record_id!r}, public or not.")


def states(
    connection: Connection, found: Sequence[Row[Any]], languages: Sequence[str]
) -> Iterator[State]:
    """Return the state of each record, in their order."""
    fields: dict[str, dict[str, Any]] = {}
    for kind in {row.kind for row in found}:
        fields |= stored(connection, KINDS[kind], [row.id for row in found if row.kind == kind])
    unseen = unseen_by(connection, [row.id for row in found])
    for row in found:
        record = as_written(row, fields.get(row.id, {}))
        lacks = missing(RecordKind(row.kind), record, languages, unseen.get(row.id, {}))
        yield State(row, record, list(unpublished_edits(row, record)), list(lacks))


def unpublished_edits(row: Row[Any], record: Mapping[str, Any]) -> Iterator[Difference]:
    """List what publishing would change; what was never public differs in all, which says less."""
    if row.public_fields is None:
        return
    public = {"slug": row.public_slug, **row.public_fields}
    shown = {name: value for name, value in public.items() if value not in (None, [], {})}
    own = {name: value for name, value in record.items() if name not in NAMES}
    yield from differences(shown, own)
