"""Redirection: references to one record become references to another."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, bindparam, delete, select, update

from service.batches import batches
from service.editorial.fill import forget, reference_rows, row_of, stored
from service.editorial.incoming import Incoming
from service.editorial.kinds import KINDS
from service.editorial.revision import Action, Change, note
from service.editorial.summary import public_fields, summary
from service.rows import among, insert_rows
from service.schemas.reference import each_reference, replace_references
from service.schemas.values import RecordKind
from service.tables.publication import published_records, published_references
from service.tables.record import record_references, records

BATCH = 500
Fields = dict[str, Any]
State = tuple[Table, Table]
"""Where records are in one state, and what they refer to in it."""
EDITED: State = (records, record_references)
PUBLISHED: State = (published_records, published_references)


def redirect(connection: Connection, change: Change, record_id: str, into: str) -> None:
    """Let all records that refer to one refer to another, as edited and as published.

    Their versions stay: it is not they that were changed.
    """
    targets = {record_id: into}
    for kind in KINDS:
        for ids in batches(referring(connection, EDITED, RecordKind(kind), record_id), BATCH):
            redirect_edited(connection, change, RecordKind(kind), ids, targets)
        for ids in batches(referring(connection, PUBLISHED, RecordKind(kind), record_id), BATCH):
            redirect_published(connection, RecordKind(kind), ids, targets)


def referring(
    connection: Connection, state: State, kind: RecordKind, record_id: str
) -> Sequence[str]:
    """Return the records of a kind that refer to a record, as edited or as published."""
    owners, references = state
    sources = (
        select(references.c.source_id)
        .join(owners, owners.c.id == references.c.source_id)
        .where(references.c.target_id == record_id, owners.c.kind == kind)
    )
    return connection.execute(sources.distinct()).scalars().all()


def redirect_edited(
    connection: Connection,
    change: Change,
    kind: RecordKind,
    ids: Sequence[str],
    targets: Mapping[str, str],
) -> None:
    """Redirect what edited records refer to, and leave a revision of each."""
    old = stored(connection, KINDS[kind], ids)
    rewritten = [
        Incoming(0, kind, key, None, None, "", replaced(kind, key, present(row), targets), [])
        for key, row in old.items()
    ]
    forget(connection, KINDS[kind], ids)
    rows = [row_of(KINDS[kind], one) for one in rewritten]
    insert_rows(connection, KINDS[kind].table, rows)
    references = [row for incoming in rewritten for row in reference_rows(incoming)]
    insert_rows(connection, record_references, references)
    note(connection, change, Action.merged, {one.id: one.fields for one in rewritten})


def present(row: Mapping[str, Any]) -> Fields:
    """Return the fields of a row that say something."""
    return {name: value for name, value in row.items() if name != "id" and value is not None}


def replaced(
    kind: RecordKind, record_id: str, fields: Fields, targets: Mapping[str, str]
) -> Fields:
    """Return the fields of a record with some targets replaced; it never refers to itself."""

    def replace(_: object, target: str) -> str | None:
        found = targets.get(target, target)
        return None if found == record_id else found

    return replace_references(kind, fields, replace)


def redirect_published(
    connection: Connection, kind: RecordKind, ids: Sequence[str], targets: Mapping[str, str]
) -> None:
    """Redirect what records refer to in public."""
    columns = (published_records.c.id, published_records.c.fields)
    rows = connection.execute(select(*columns).where(among(published_records.c.id, ids)))
    fields = {key: replaced(kind, key, public, targets) for key, public in rows}
    write_public(connection, kind, fields)


def write_public(connection: Connection, kind: RecordKind, written: Mapping[str, Fields]) -> None:
    """Replace the public fields of records, and what is kept beside of whom they refer to."""
    before = public_fields(connection, set(written))
    rows = [
        {
            "key": key,
            "fields": fields,
            "summary": summary(key, kind, before[key][0], fields),
            "outlet": fields.get("outlet"),
            "published": fields.get("published"),
        }
        for key, fields in written.items()
    ]
    change = update(published_records).where(published_records.c.id == bindparam("key"))
    names = ("fields", "summary", "outlet", "published")
    connection.execute(change.values({name: bindparam(name) for name in names}), rows)
    old = delete(published_references).where(among(published_references.c.source_id, written))
    connection.execute(old)
    references = [
        {"source_id": key, "field": str(path), "position": step, "target_id": target}
        for key, fields in written.items()
        for step, (path, target) in enumerate(each_reference(kind, fields))
    ]
    insert_rows(connection, published_references, references)
