"""Merging: of two records of the same thing one stays, and takes the place of the other."""

from collections.abc import Mapping
from typing import Any

import pydantic_core
from sqlalchemy import Connection, Row, delete, select, update

from service.editorial import drafting, redirection
from service.editorial.combination import combine
from service.editorial.former_slug import hand_over
from service.editorial.incoming import read_record
from service.editorial.publication import ALIVE, render_stale, unpublish
from service.editorial.revision import Action, Change, note
from service.editorial.staleness import mark_stale
from service.editorial.state import state
from service.errors import InvalidRecord, MomentConflict, RecordConflict
from service.ledger import write as ledger
from service.ledger.entry import Publication
from service.schemas.values import RecordKind, rfc3339
from service.tables.base import now
from service.tables.publication import published_records
from service.tables.record import Status, record_references, records

MERGED = (RecordKind.authority, RecordKind.mention)
"""The kinds of which two records may turn out to be one."""


def merge(
    connection: Connection, change: Change, kind: RecordKind, record_id: str, into: str
) -> None:
    """Let one record take the place of another of the same thing.

    All that refers to the other refers to it, before and after publication; it is found by the
    names of both, and the address of the other redirects to it. Nothing is deleted: the other
    remains with its history, and cannot be changed any more.

    Raises:
        RecordNotFound: if no record of the kind has one of the ids.
        InvalidRecord: if the two cannot be one.
        RecordConflict: if one of them was merged before, or a public one would disappear.
        MomentConflict: if what is merged away waits for its moment.
    """
    ledger.lock(connection)
    gone, kept = (drafting.find(connection, kind, one) for one in (record_id, into))
    check(kind, gone, kept)
    fields = drafting.written(connection, kind, record_id)
    public = public_fields(connection, record_id)
    unpublish(connection, record_id)
    redirection.redirect(connection, change, record_id, into)
    take_over(connection, change, kept, fields)
    if public is not None:
        take_over_in_public(connection, kept, public)
        compare_versions(connection, change, kind, into)
    retire(connection, gone, into, change)
    mark_stale(connection, [into])
    ledger.append(connection, redirects(connection, into, change))
    render_stale(connection)


def check(kind: RecordKind, gone: Row[Any], kept: Row[Any]) -> None:
    """Refuse what cannot be merged."""
    if kind not in MERGED:
        raise InvalidRecord(f"A {kind} is not merged: withdraw it, and say what replaces it.")
    if gone.id == kept.id:
        raise InvalidRecord("A record cannot be merged into itself.")
    for record in (gone, kept):
        if record.status == Status.merged:
            text = f"{record.id!r} was merged into {record.replaced_by!r} before: name that one."
            raise RecordConflict(text, existing=record.replaced_by)
    if gone.publish_at:
        text = f"{gone.id!r} waits until {rfc3339(gone.publish_at)}: take the moment off first,"
        raise MomentConflict(f"{text} or merge the other way round.", embargoed=[gone.id])
    if kept.status not in ALIVE or (gone.published_at and kept.status != Status.published):
        text = f"{kept.id!r} is not public, and would make {gone.id!r} disappear: publish it first,"
        raise RecordConflict(f"{text} or merge the other way round.", existing=kept.id)


def public_fields(connection: Connection, record_id: str) -> dict[str, Any] | None:
    """Return the public fields of a record, if it is public."""
    public = select(published_records.c.fields).where(published_records.c.id == record_id)
    return connection.execute(public).scalar_one_or_none()


def take_over(
    connection: Connection, change: Change, kept: Row[Any], double: Mapping[str, Any]
) -> None:
    """Add to the record, as editors have it, what only its double says."""
    kind = RecordKind(kept.kind)
    record = combine(kind, drafting.written(connection, kind, kept.id), double)
    drafting.write(connection, change, read_record(record, drafting.LINE))


def take_over_in_public(connection: Connection, kept: Row[Any], double: Mapping[str, Any]) -> None:
    """Add to what is public of the record what only its double said in public."""
    kind, before = RecordKind(kept.kind), public_fields(connection, kept.id) or {}
    fields = combine(kind, before, double)
    if fields != before:
        redirection.write_public(connection, kind, {kept.id: fields})
        public = update(published_records).where(published_records.c.id == kept.id)
        grown = published_records.c.version + 1
        connection.execute(public.values(version=grown, updated_at=now()))


def compare_versions(
    connection: Connection, change: Change, kind: RecordKind, record_id: str
) -> None:
    """Let the versions of a public record differ if its fields do: publishing looks at no more."""
    public = published_records.c
    version = connection.execute(select(public.version).where(public.id == record_id)).scalar_one()
    edited = state(connection, kind, record_id, ())
    if not edited.differs:
        same = update(published_records).where(public.id == record_id)
        connection.execute(same.values(version=edited.row.version))
    elif edited.row.version == version:
        other = update(records).where(records.c.id == record_id)
        connection.execute(other.values(version=version + 1))
        note(connection, change, Action.merged, [record_id])


def retire(connection: Connection, gone: Row[Any], into: str, change: Change) -> None:
    """Hand public slugs over to the record it was merged into; let nothing refer from it."""
    hand_over(connection, gone.id, into)
    merged_before = records.c.status == Status.merged, records.c.replaced_by == gone.id
    connection.execute(update(records).where(*merged_before).values(replaced_by=into))
    values = {
        "status": Status.merged,
        "publish_at": None,
        "withdrawn_at": now(),
        "withdrawn_reason": change.reason,
        "replaced_by": into,
    }
    connection.execute(update(records).where(records.c.id == gone.id).values(**values))
    references = delete(record_references).where(record_references.c.source_id == gone.id)
    connection.execute(references)
    note(connection, change, Action.merged, [gone.id])


def redirects(connection: Connection, into: str, change: Change) -> list[Publication]:
    """Write what remains in public of the records that were merged into one, now or before."""
    merged = records.c.status == Status.merged, records.c.replaced_by == into
    ids = connection.execute(select(records.c.id).where(*merged)).scalars().all()
    return [
        redirect_of(pydantic_core.from_json(document), into, change.reason)
        for _, document, _ in ledger.stored(connection, ids).values()
    ]


def redirect_of(document: dict[str, Any], into: str, reason: str | None) -> Publication:
    """Write a tombstone that says into which record its own was merged. It has no names."""
    names = {name: document[name] for name in ("id", "kind", "slug")}
    why = {
        "withdrawn_at": document.get("withdrawn_at", rfc3339(now())),
        "reason": document.get("reason") or reason or f"It is the same as {into}.",
        "merged_into": into,
    }
    return Publication(**names, document=pydantic_core.to_json(names | why), withdrawn=True)
