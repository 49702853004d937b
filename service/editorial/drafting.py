"""Drafting: one record is created, replaced, patched or deleted, as one change with a reason."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, case, delete, or_, select, update

from service.editorial.authority_type import check_types
from service.editorial.claim import claim
from service.editorial.conflict import called, own
from service.editorial.embargo import refuse_unapproved
from service.editorial.fill import fill, stored
from service.editorial.incoming import Incoming, read_record
from service.editorial.kinds import KINDS
from service.editorial.patch import merge_patch
from service.editorial.reference import find_records
from service.editorial.revision import Action, Change, note
from service.editorial.slug import refuse_foreign
from service.editorial.unknown_reference import suggest
from service.errors import (
    FieldError,
    InvalidRecord,
    RecordConflict,
    RecordNotDraft,
    RecordNotFound,
    RecordReferredTo,
)
from service.rows import among
from service.schemas.values import RecordKind
from service.tables.import_line import import_lines
from service.tables.publication import published_references
from service.tables.record import (
    Status,
    record_identifiers,
    record_references,
    records,
)

LINE = 1
"""A single record is an import of one line."""
MOST_NAMED = 10
EVERY = ("id", "slug")


def create(connection: Connection, change: Change, kind: RecordKind, value: Any) -> str:
    """Store a new draft and return its id.

    Raises:
        InvalidRecord: if it does not fit its schema, or refers to nothing.
        RecordConflict: if a name it asks for belongs to another record.
    """
    incoming = read_record(of_kind(kind, value), LINE)
    refuse_invalid(kind, refuse_foreign(incoming.slug))
    refuse_taken(connection, incoming, None)
    return write(connection, change, incoming)


def replace(
    connection: Connection, change: Change, kind: RecordKind, record_id: str, value: Any
) -> None:
    """Store a record anew under its id. What is not written is no longer there, but for its slug.

    Raises:
        RecordNotFound: if no record of the kind has the id.
        InvalidRecord: if it does not fit its schema, or refers to nothing.
        RecordConflict: if a name it asks for belongs to another record.
        Forbidden: if it waits for its moment, and the editor may not publish.
    """
    present = find(connection, kind, record_id)
    refuse_merged(present)
    record = of_kind(kind, value)
    if record.setdefault("id", record_id) != record_id:
        error = FieldError("id", f"is another than that of the address, {record_id!r}")
        raise InvalidRecord("The body is another record.", errors=[error])
    if record.get("key") is None:
        connection.execute(update(records).where(records.c.id == record_id).values(key=None))
    incoming = read_record(record, LINE)
    incoming.rekeyed = incoming.key != present.key
    refuse_invalid(kind, refuse_foreign(incoming.slug, present.slug))
    refuse_taken(connection, incoming, record_id)
    write(connection, change, incoming)


def patch(
    connection: Connection, change: Change, kind: RecordKind, record_id: str, value: Any
) -> None:
    """Change some fields of a record (JSON Merge Patch, RFC 7396).

    Raises:
        RecordNotFound, InvalidRecord, RecordConflict, Forbidden: as `replace`.
    """
    refuse_nameless(kind, value)
    patched = merge_patch(written(connection, kind, record_id), of_kind(kind, value))
    replace(connection, change, kind, record_id, patched)


def refuse_nameless(kind: RecordKind, value: Any) -> None:
    """Refuse a patch that takes away what every record has; raises InvalidRecord."""
    taken = [name for name in EVERY if isinstance(value, dict) and value.get(name, name) is None]
    text = "cannot be taken away: every record has one. Send another, or leave it out"
    refuse_invalid(kind, [FieldError(name, text) for name in taken])


def of_kind(kind: RecordKind, value: Any) -> dict[str, Any]:
    """Let the address say the kind; a body that says another is refused.

    Raises:
        InvalidRecord: if the body is no object, or of another kind.
    """
    if not isinstance(value, dict):
        raise InvalidRecord("A record is a JSON object of its fields.")
    if value.get("kind", kind) != kind:
        error = FieldError("kind", f"must be {kind!s} at this address")
        raise InvalidRecord("The record is of another kind.", errors=[error])
    return value | {"kind": str(kind)}


def refuse_taken(connection: Connection, incoming: Incoming, record_id: str | None) -> None:
    """Refuse names that belong to another record than that of the id.

    Raises:
        RecordConflict: `existing` is the id of the record that has the name.
    """
    owners = find_records(connection, [*called(incoming), *own(incoming)])
    for (_, scheme, name), owner in owners.items():
        if owner != record_id:
            field = scheme if scheme in {"id", "key", "slug", "url"} else "identifiers"
            error = FieldError(field, f"{scheme} {name!r} belongs to {owner}: change that record")
            text = f"The {incoming.kind} {owner} has a name of this one already."
            raise RecordConflict(text, errors=[error], existing=owner)


def write(connection: Connection, change: Change, incoming: Incoming) -> str:
    """Store one record; return its id.

    Raises:
        InvalidRecord, RecordConflict, Forbidden: and the transaction must store nothing.
    """
    taken = claim(connection, [incoming])
    if taken:
        raise RecordConflict("A name of the record is taken.", errors=[one for _, one in taken])
    failures = fill(connection, [incoming], change)
    refuse_invalid(incoming.kind, [suggest(connection, error) for _, error in failures])
    problems = check_types(connection)
    refuse_invalid(incoming.kind, [FieldError(one.field, one.message) for one in problems])
    connection.execute(delete(import_lines))
    if incoming.changed:
        refuse_unapproved(connection, change.editor, incoming.id)
    return incoming.id


def refuse_invalid(kind: RecordKind, errors: Sequence[FieldError]) -> None:
    """Raise InvalidRecord if there are errors."""
    if errors:
        raise InvalidRecord(f"The {kind} is not valid.", errors=errors)


def refuse_merged(record: Row[Any]) -> None:
    """Raise RecordConflict if a record only remembers that it was merged into another."""
    if record.status == Status.merged:
        text = f"It was merged into {record.replaced_by!r}: change that record."
        raise RecordConflict(text, existing=record.replaced_by)


def find(connection: Connection, kind: RecordKind, record_id: str) -> Row[Any]:
    """Return what all records have in common, of one.

    Raises:
        RecordNotFound: if no record of the kind has the id.
    """
    statement = select(records).where(records.c.id == record_id, records.c.kind == kind)
    row = connection.execute(statement).one_or_none()
    if row is None:
        raise RecordNotFound(f"No {kind} has the id {record_id!r}, public or not.")
    return row


def written(connection: Connection, kind: RecordKind, record_id: str) -> dict[str, Any]:
    """Return a record as it could be written again; references are ids.

    Raises:
        RecordNotFound: if no record of the kind has the id.
    """
    row = find(connection, kind, record_id)
    return as_written(row, stored(connection, KINDS[kind], [record_id]).get(record_id, {}))


def as_written(row: Row[Any], fields: Mapping[str, Any]) -> dict[str, Any]:
    """Put names and fields together as they could be written; what is empty is left out."""
    names = {name: getattr(row, name) for name in ("kind", "id", "key", "slug")}
    record = names | {name: fields.get(name) for name in KINDS[row.kind].order}
    return {name: value for name, value in record.items() if value not in (None, [], {})}


def discard(connection: Connection, change: Change, kind: RecordKind, record_id: str) -> None:
    """Delete a draft that was never public, with those merged into it; their revisions stay.

    Raises:
        RecordNotFound: if no record of the kind has the id.
        RecordNotDraft: if it was public once.
        RecordReferredTo: if other records refer to it.
        RecordConflict: if it was merged into another.
        Forbidden: if it waits for its moment, and the editor may not publish.
    """
    row = find(connection, kind, record_id)
    refuse_merged(row)
    refuse_unapproved(connection, change.editor, record_id)
    if row.published_at is not None:
        text = "A record that was public is not deleted: withdraw it, so that readers learn why."
        raise RecordNotDraft(text)
    refuse_referred_to(connection, row)
    merged = select(records.c.id).where(records.c.replaced_by == record_id)
    ids = [*connection.execute(merged).scalars(), record_id]
    note(connection, change, Action.deleted, ids)
    for column in (
        record_references.c.source_id,
        record_identifiers.c.record_id,
        KINDS[kind].table.c.id,
        records.c.id,
    ):
        connection.execute(delete(column.table).where(among(column, ids)))


def refuse_referred_to(connection: Connection, record: Row[Any]) -> None:
    """Raise RecordReferredTo if others refer to a record, as they are written or public."""
    sources = referring(connection, record.id)
    if sources:
        named = ", ".join(f"the {one.kind} {one.slug!r}{one.only}" for one in sources)
        advice = ": publish it anew" if any(one.only for one in sources) else ""
        text = f"The {record.kind} {record.slug!r} is referred to by {named}{advice}."
        raise RecordReferredTo(text, referred_to_by=[one.id for one in sources])


def referring(connection: Connection, record_id: str) -> list[Row[Any]]:
    """Return id, kind and slug of some records that refer to one, `only` as they are public."""
    written, public = (
        records.c.id.in_(select(one.c.source_id).where(one.c.target_id == record_id))
        for one in (record_references, published_references)
    )
    only = case((written, ""), else_=" as it is public").label("only")
    statement = select(records.c.id, records.c.kind, records.c.slug, only)
    found = statement.where(or_(written, public)).order_by(records.c.id).limit(MOST_NAMED)
    return list(connection.execute(found))
