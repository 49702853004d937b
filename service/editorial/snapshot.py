"""Snapshots: what is public of a record, its fields as they were at that moment."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Connection, Row, bindparam, delete, func, insert, select, update

from service.editorial.fill import stored
from service.editorial.former_slug import keep_former
from service.editorial.incoming import explain
from service.editorial.kinds import KINDS, Kind
from service.editorial.staleness import mark_own, mark_shown, mark_stale
from service.editorial.summary import appearance, public_fields, summary
from service.errors import InvalidRecord
from service.rows import among, insert_rows
from service.tables.publication import published_records, published_references
from service.tables.record import Status, record_references, records

Fields = dict[str, Any]
FORGET = delete(published_records).where(among(published_records.c.id))
FORGET_REFERENCES = delete(published_references).where(among(published_references.c.source_id))
TAKE_REFERENCES = insert(published_references).from_select(
    published_references.c.keys(),
    select(record_references).where(among(record_references.c.source_id)),
)
CALL_PUBLISHED = (
    update(records)
    .where(among(records.c.id))
    .values(
        status=Status.published,
        published_at=func.coalesce(
            records.c.published_at, bindparam("moment", type_=records.c.published_at.type)
        ),
        publish_at=None,
    )
)


def take(
    connection: Connection, batch: Sequence[Row[Any]], written: Mapping[str, Fields]
) -> Iterator[tuple[Row[Any], Fields]]:
    """Return the fields of each record; those that were `written` just now are not read again.

    What is read from the tables is validated: since it was written the schema may have changed.
    A document is made of these fields and of what the catalogue adds, so it need not be.

    Raises:
        InvalidRecord: with all that keeps a record from being public.
    """
    for kind in KINDS.values():
        of_kind = {record.id: record for record in batch if record.kind == kind.kind}
        known = {key: written[key] for key in of_kind if key in written}
        for record_id, row in stored(connection, kind, list(of_kind.keys() - known)).items():
            fields = {name: row[name] for name in kind.order if row[name] is not None}
            validate(kind, of_kind[record_id].slug, fields)
            known[record_id] = fields
        yield from ((of_kind[key], fields) for key, fields in known.items())


def validate(kind: Kind, slug: str, fields: Fields) -> None:
    """Refuse fields that do not fit the schema; raises InvalidRecord."""
    try:
        kind.stored.model_validate(fields)
    except ValidationError as error:
        text = f"The {kind.kind} {slug!r} cannot be public as it is."
        raise InvalidRecord(text, errors=explain(error, kind)) from error


def to_snapshot(record: Row[Any], fields: Fields, moment: datetime) -> dict[str, Any]:
    """Write the row of a record that is public from a moment on, or was before."""
    published_at = record.published_at or moment
    return {
        "id": record.id,
        "kind": record.kind,
        "slug": record.slug,
        "version": record.version,
        "published_at": published_at,
        "updated_at": max(record.updated_at, published_at),
        "published": fields.get("published"),
        "fields": fields,
        "summary": summary(record.id, record.kind, record.slug, fields),
        "outlet": fields.get("outlet"),
    }


def write_snapshots(
    connection: Connection, snapshots: Sequence[dict[str, Any]], moment: datetime
) -> None:
    """Make snapshots the public fields, and mark what is to be rendered because of it."""
    ids = [row["id"] for row in snapshots]
    keep_former(connection, ids)
    before = public_fields(connection, set(ids))
    changed = {
        row["id"]
        for row in snapshots
        if row["id"] not in before
        or appearance(*before[row["id"]]) != appearance(row["slug"], row["fields"])
    }
    mark_shown(connection, changed & before.keys())
    replace_snapshots(connection, snapshots, list(before))
    mark_stale(connection, changed)
    mark_own(connection, before.keys() - changed)
    connection.execute(CALL_PUBLISHED, {"ids": ids, "moment": moment})


def replace_snapshots(
    connection: Connection, snapshots: Sequence[dict[str, Any]], old: Sequence[str]
) -> None:
    """Store snapshots, and whom they refer to, in place of those that were public."""
    if old:
        connection.execute(FORGET_REFERENCES, {"ids": old})
        connection.execute(FORGET, {"ids": old})
    insert_rows(connection, published_records, snapshots)
    connection.execute(TAKE_REFERENCES, {"ids": [row["id"] for row in snapshots]})
