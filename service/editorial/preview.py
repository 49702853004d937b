"""Preview: the document that would be public if a record were published."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Connection, Row, select

from service.editorial import drafting, rendering
from service.editorial.publication import drafts_named_by, unpublished
from service.editorial.snapshot import take, to_snapshot
from service.editorial.summary import Summaries
from service.rows import among
from service.schemas.reference import ReferencePath, each_reference
from service.schemas.values import RecordKind
from service.tables.base import now
from service.tables.publication import published_records
from service.tables.record import Status, records

Ahead = Mapping[str, Any]
"""What becomes public: of each record, by id, the row that will be in `published_record`."""


def preview(connection: Connection, kind: RecordKind, record_id: str) -> bytes:
    """Return the document as it will be, byte for byte; nothing is written for it.

    What becomes public with the record is taken as if it were. A record that waits for its moment
    is shown as of then, with what becomes public up to then.

    Raises:
        RecordNotFound: if no record of the kind has the id.
        RecordConflict: if it was merged into another.
        InvalidRecord: with all that keeps it from being public.
    """
    record = drafting.find(connection, kind, record_id)
    drafting.refuse_merged(record)
    ahead = released_with(connection, record)
    row = ahead.get(record_id) or connection.execute(rendering.PUBLIC, {"ids": [record_id]}).one()
    shown = {key: (one.summary, one.outlet) for key, one in ahead.items()}
    found, summaries = referring(connection, row, ahead), Summaries(connection, shown)
    (publication,) = rendering.write(connection, [row], found, summaries)
    return publication.document


def released_with(connection: Connection, record: Row[Any]) -> Ahead:
    """Take what becomes public up to the moment of a record, and the record."""
    found = unpublished(connection, due_with(connection, record))
    if record.status == Status.withdrawn:
        found.append(record)
    found += drafts_named_by(connection, [one.id for one in found])
    moment = record.publish_at or now()
    taken = (to_snapshot(*one, moment) for one in take(connection, found, {}))
    return {row["id"]: SimpleNamespace(**row) for row in taken}


def due_with(connection: Connection, record: Row[Any]) -> Sequence[str]:
    """Return the records that become public up to the moment of one, and that one."""
    if record.publish_at is None:
        return [record.id]
    due = select(records.c.id).where(records.c.publish_at <= record.publish_at)
    return connection.execute(due).scalars().all()


def referring(connection: Connection, row: Any, ahead: Ahead) -> rendering.Referring:
    """Return what will refer to a record, and be shown there."""
    sources: dict[str, list[str]] = defaultdict(list)
    if row.kind not in rendering.SHOWING:
        return sources, {}
    others = rendering.select_referring(~among(published_records.c.id, ahead.keys()))
    found = connection.execute(others, {"ids": [row.id]}).all()
    shown = [(one.source_id, one.date) for one in found]
    shown += [(one.id, one.published or "") for one in ahead.values() for _ in to(one, row.id)]
    shown.sort(key=lambda one: one[0])
    shown.sort(key=lambda one: one[1], reverse=True)
    most = rendering.SHOWN_MENTIONS[f"{row.kind}s"]
    sources[row.id] = [source_id for source_id, _ in shown[:most]]
    return sources, {row.id: len(shown) - len(found) + (found[0].total if found else 0)}


def to(row: Any, target: str) -> Iterator[ReferencePath]:
    """Go through the references of a record to another that shows it for them."""
    for path, one in each_reference(row.kind, row.fields):
        if one == target and str(path) in rendering.SHOWN_MENTIONS:
            yield path
