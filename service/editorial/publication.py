"""Publishing and withdrawing: the moments at which tables become ledger."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import pydantic_core
from sqlalchemy import delete, exists, insert, literal, or_, select, update
from sqlmodel import Session, col

from service.editorial import rendering
from service.editorial.fill import stored
from service.editorial.kinds import KINDS
from service.errors import RecordNotFound
from service.ledger import write as ledger
from service.ledger.entry import Name, Publication
from service.schemas.record import COLLECTIONS, LINK_BASE
from service.schemas.reference import SHOWN_FROM_BOTH_ENDS, each_reference
from service.schemas.values import RecordKind, rfc3339
from service.tables.base import now
from service.tables.record import (
    PublishedRecord,
    PublishedReference,
    Record,
    RecordReference,
    StaleDocument,
    Status,
)

RENDERED_AT_ONCE = 500


def publish(session: Session, ids: Sequence[str]) -> int:
    """Make records public as they are now; return how many public documents changed."""
    release(session, ids)
    return render_stale(session)


def release(session: Session, ids: Sequence[str]) -> list[str]:
    """Take what is to be public from the tables; documents follow with `render_stale`.

    Authorities that the records name are published with them: a name on a public page is public.
    Returns the ids of the records that became public or changed in public.
    """
    ledger.lock(session)
    records = unpublished(session, ids)
    records += drafts_named_by(session, [one.id for one in records])
    released = [record.id for record in records]
    if not released:
        return []
    mark_stale(session, released)
    write_snapshots(session, records)
    mark_stale(session, released)
    return released


def unpublished(session: Session, ids: Sequence[str]) -> list[Any]:
    """Return the records among these that are drafts, or were edited since published."""
    statement = (
        select(Record.id, Record.kind, Record.slug, Record.version, Record.published_at)
        .add_columns(Record.updated_at)
        .outerjoin(PublishedRecord, col(PublishedRecord.id) == Record.id)
        .where(col(Record.id).in_(ids), Record.status != Status.withdrawn)
        .where(or_(col(PublishedRecord.id).is_(None), PublishedRecord.version != Record.version))
    )
    return list(session.execute(statement))


def drafts_named_by(session: Session, ids: Sequence[str]) -> list[Any]:
    """Return the draft authorities that these records name, and those these name."""
    named: dict[str, Any] = {}
    sources = list(ids)
    while sources:
        statement = (
            select(RecordReference.target_id)
            .join(Record, col(Record.id) == RecordReference.target_id)
            .where(col(RecordReference.source_id).in_(sources))
            .where(Record.kind == RecordKind.authority, Record.status == Status.draft)
        )
        found = set(session.execute(statement).scalars()) - named.keys() - set(ids)
        sources = list(found)
        named |= {record.id: record for record in unpublished(session, sources)}
    return list(named.values())


def write_snapshots(session: Session, records: Sequence[Any]) -> None:
    """Store the fields as they are now as the public ones."""
    ids = [record.id for record in records]
    moment = now()
    session.execute(delete(PublishedReference).where(col(PublishedReference.source_id).in_(ids)))
    session.execute(delete(PublishedRecord).where(col(PublishedRecord.id).in_(ids)))
    snapshots = [snapshot for kind in KINDS for snapshot in take(session, kind, records, moment)]
    session.execute(insert(PublishedRecord), snapshots)
    references = [row for snapshot in snapshots for row in reference_rows(snapshot)]
    if references:
        session.execute(insert(PublishedReference), references)
    changes = update(Record).where(col(Record.id).in_(ids))
    session.execute(changes.values(status=Status.published))
    session.execute(changes.where(col(Record.published_at).is_(None)).values(published_at=moment))


def take(
    session: Session, kind: str, records: Sequence[Any], moment: datetime
) -> Iterable[dict[str, Any]]:
    """Take the snapshots of the records of one kind."""
    of_kind = {record.id: record for record in records if record.kind == kind}
    for record_id, row in stored(session, KINDS[kind], list(of_kind)).items():
        record = of_kind[record_id]
        yield {
            "id": record_id,
            "kind": kind,
            "slug": record.slug,
            "version": record.version,
            "published_at": record.published_at or moment,
            "updated_at": max(record.updated_at, record.published_at or moment),
            "published": row.get("published"),
            "fields": {n: value for n, value in row.items() if n != "id" and value is not None},
        }


def reference_rows(snapshot: dict[str, Any]) -> list[dict[str, Any]]:
    """List what one public record refers to."""
    references = each_reference(RecordKind(snapshot["kind"]), snapshot["fields"])
    return [
        {"source_id": snapshot["id"], "field": str(path), "position": step, "target_id": target}
        for step, (path, target) in enumerate(references)
    ]


def mark_stale(session: Session, ids: Sequence[str]) -> None:
    """Mark the public documents that show these records: their own, and those at either end."""
    reference = PublishedReference
    sources = select(reference.source_id).where(col(reference.target_id).in_(ids))
    targets = select(reference.target_id).where(
        col(reference.source_id).in_(ids), col(reference.field).in_(SHOWN_FROM_BOTH_ENDS)
    )
    shown = or_(*(col(PublishedRecord.id).in_(part) for part in (ids, sources, targets)))
    marked = exists(literal(1)).where(col(StaleDocument.id) == PublishedRecord.id)
    statement = select(PublishedRecord.id, PublishedRecord.kind).where(shown, ~marked)
    session.execute(insert(StaleDocument).from_select(["id", "kind"], statement))


def render_stale(session: Session) -> int:
    """Render every marked document and append it to the ledger; return how many changed."""
    changed = 0
    for kind in KINDS:
        statement = select(StaleDocument.id).where(StaleDocument.kind == kind)
        while ids := list(session.execute(statement.limit(RENDERED_AT_ONCE)).scalars()):
            changed += ledger.append(session, rendering.render(session, RecordKind(kind), ids))
            session.execute(delete(StaleDocument).where(col(StaleDocument.id).in_(ids)))
    return changed


def withdraw(session: Session, record_id: str, reason: str, replaced_by: str | None = None) -> None:
    """Take a record out of the public; a tombstone says when, why, and what replaces it.

    Raises:
        RecordNotFound: if the record is not public.
    """
    ledger.lock(session)
    public = session.get(PublishedRecord, record_id)
    record = session.get(Record, record_id)
    if public is None or record is None:
        raise RecordNotFound(f"No public record has the id {record_id!r}.")
    mark_stale(session, [record_id])
    for table, column in (
        (StaleDocument, StaleDocument.id),
        (PublishedReference, PublishedReference.source_id),
        (PublishedRecord, PublishedRecord.id),
    ):
        session.execute(delete(table).where(col(column) == record_id))
    record.status = Status.withdrawn
    record.withdrawn_at, record.withdrawn_reason = now(), reason
    record.replaced_by = replaced_by
    session.flush()
    ledger.append(session, [tombstone(session, record)])
    render_stale(session)


def tombstone(session: Session, record: Record) -> Publication:
    """Write what remains of a withdrawn record; it goes on answering to its slugs."""
    document = {
        "id": record.id,
        "kind": record.kind,
        "slug": record.slug,
        "withdrawn_at": rfc3339(record.withdrawn_at or now()),
        "reason": record.withdrawn_reason,
    }
    replacement = session.get(PublishedRecord, record.replaced_by) if record.replaced_by else None
    if replacement is not None:
        collection = COLLECTIONS[RecordKind(replacement.kind)]
        document["replaced_by"] = f"{LINK_BASE}v1/{collection}/{replacement.id}"
    kind = RecordKind(record.kind)
    names = rendering.slugs(session, kind, [record.id])[record.id]
    return Publication(
        record.id,
        record.kind,
        record.slug,
        pydantic_core.to_json(document),
        withdrawn=True,
        names=(Name(f"slug:{kind}", record.slug), *names),
    )
