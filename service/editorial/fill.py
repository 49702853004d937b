"""Filling: storing the fields of claimed records, with their references found."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, delete, select, update

from service.editorial.incoming import Failure, Incoming
from service.editorial.kinds import KINDS, Kind
from service.editorial.names import SHARED
from service.editorial.reference import Wanted, find_records, wanted
from service.editorial.revision import BY_OPERATOR, Action, Change, note
from service.errors import FieldError
from service.rows import among, insert_rows
from service.schemas.reference import each_reference, replace_references
from service.tables.base import now
from service.tables.record import record_references, records


@dataclass(frozen=True)
class UnknownReference(FieldError):
    """A reference that names no record, and what it asks for."""

    wanted: Wanted = field(kw_only=True)


Found = dict[Wanted, str]
"""The ids of the records that were named."""
MOST_KEPT = 20_000


def fill(
    connection: Connection,
    batch: Sequence[Incoming],
    change: Change = BY_OPERATOR,
    found: Found | None = None,
) -> list[Failure]:
    """Store the fields of each record of the batch; return those whose references fail.

    Sets `changed` on each record whose stored fields are now others than before, and `created`.
    `found` keeps the names that were looked up, for the next batch: no name moves meanwhile.
    """
    asked = {
        wanted(path, reference)
        for incoming in batch
        for path, reference in each_reference(incoming.kind, incoming.fields)
    }
    found = {} if found is None else found
    if len(found) > MOST_KEPT:
        found.clear()
    found |= find_records(connection, asked - found.keys())
    failures = [(one, error) for one in batch for error in check_references(one, found)]
    failed = {incoming.line for incoming, _ in failures}
    good = [incoming for incoming in batch if incoming.line not in failed]
    for incoming in good:
        incoming.fields = replace_references(
            incoming.kind, incoming.fields, lambda path, value: found[wanted(path, value)]
        )
    for kind in KINDS.values():
        of_kind = [incoming for incoming in good if incoming.kind is kind.kind]
        store(connection, kind, of_kind, change)
    return failures


def check_references(incoming: Incoming, found: Found) -> Iterator[FieldError]:
    """Find references to nothing, and to the record itself."""
    for path, reference in each_reference(incoming.kind, incoming.fields):
        ((scheme, value),) = reference.items()
        target = found.get(wanted(path, reference))
        if target is None:
            named = "key, id or slug" if scheme == "name" else scheme
            kind = f"{path.kind}, or more than one," if scheme == SHARED else path.kind
            text = f"no {kind} has the {named} {value!r}: add it or name another"
            yield UnknownReference(str(path), text, wanted=wanted(path, reference))
        elif target == incoming.id:
            yield FieldError(str(path), f"{value!r} is the record itself: remove it")


def store(connection: Connection, kind: Kind, batch: Sequence[Incoming], change: Change) -> None:
    """Write the fields that differ from those stored, and leave a revision of each change.

    A key is not public, so another one is no other version.
    """
    old = stored(connection, kind, [incoming.id for incoming in batch])
    rewritten = [one for one in batch if row_of(kind, one) != old.get(one.id)]
    forget(connection, kind, [incoming.id for incoming in rewritten if incoming.id in old])
    for incoming in rewritten:
        incoming.rewritten, incoming.created = True, incoming.id not in old
    insert_rows(connection, kind.table, [row_of(kind, one) for one in rewritten])
    rows = [row for incoming in rewritten for row in reference_rows(incoming)]
    insert_rows(connection, record_references, rows)
    changed = {one.id: one.fields for one in batch if one.changed}
    versions = [one.id for one in batch if one.renamed or one.rewritten]
    count_change(connection, [key for key in versions if key in old])
    known = {key: fields for key, fields in changed.items() if key in old}
    note(connection, change, change.action, known)
    new = {key: fields for key, fields in changed.items() if key not in old}
    note(connection, change, Action.created, new)


def row_of(kind: Kind, incoming: Incoming) -> dict[str, Any]:
    """Return the columns of the kind's table."""
    return {"id": incoming.id, **{name: incoming.fields.get(name) for name in kind.order}}


def stored(connection: Connection, kind: Kind, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Return the rows of the kind's table under these ids, each in the kind's order."""
    if not ids:
        return {}
    names = ("id", *kind.order)
    columns = [kind.table.c[name] for name in names]
    rows = connection.execute(select(*columns).where(among(kind.table.c.id, ids)))
    return {row[0]: dict(zip(names, row, strict=True)) for row in rows}


def forget(connection: Connection, kind: Kind, ids: Sequence[str]) -> None:
    """Remove fields and references that are about to be written anew."""
    if ids:
        connection.execute(delete(kind.table).where(among(kind.table.c.id, ids)))
        old = delete(record_references).where(among(record_references.c.source_id, ids))
        connection.execute(old)


def count_change(connection: Connection, ids: Sequence[str]) -> None:
    """Give records that were stored before their next version."""
    if ids:
        change = update(records).where(among(records.c.id, ids))
        connection.execute(change.values(version=records.c.version + 1, updated_at=now()))


def reference_rows(incoming: Incoming) -> list[dict[str, Any]]:
    """List what one record refers to, in order."""
    references = each_reference(incoming.kind, incoming.fields)
    return [
        {"source_id": incoming.id, "field": str(path), "position": step, "target_id": target}
        for step, (path, target) in enumerate(references)
    ]
