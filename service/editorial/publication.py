"""Publishing and withdrawing: the moments at which tables become ledger."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import pydantic_core
from sqlalchemy import Connection, Row, delete, func, insert, literal, or_, select, update

from service.batches import batches
from service.editorial import rendering
from service.editorial.fill import stored
from service.editorial.kinds import KINDS
from service.editorial.revision import BY_OPERATOR, Action, Change, note
from service.editorial.staleness import mark_own, mark_stale
from service.editorial.summary import Summaries, appearance, public_fields, summary
from service.errors import FieldError, InvalidRecord, RecordConflict, RecordNotFound
from service.ledger import write as ledger
from service.ledger.entry import Name, Publication
from service.rows import insert_rows
from service.schemas.record import COLLECTIONS, LINK_BASE
from service.schemas.values import RecordKind, rfc3339
from service.tables.base import now
from service.tables.publication import published_records, published_references, stale_documents
from service.tables.record import Status, record_references, records

BATCH = 500
ALIVE = (Status.draft, Status.published)


def publish(connection: Connection, ids: Sequence[str], change: Change = BY_OPERATOR) -> int:
    """Make records public as they are now; return how many public documents changed."""
    release(connection, ids, change)
    return render_stale(connection)


def publish_again(connection: Connection, ids: Sequence[str], change: Change) -> int:
    """Make records public, also those that were withdrawn; return how many documents changed.

    Raises:
        RecordConflict: if one of them was merged into another.
    """
    reopen(connection, ids)
    return publish(connection, ids, change)


def reopen(connection: Connection, ids: Sequence[str]) -> None:
    """Make withdrawn records drafts again; raises RecordConflict for a merged one."""
    life = select(records.c.id, records.c.replaced_by).where(records.c.id.in_(ids))
    for row in connection.execute(life.where(records.c.status == Status.merged)):
        text = f"The record {row.id!r} was merged into {row.replaced_by!r}: publish that one."
        raise RecordConflict(text, existing=row.replaced_by)
    withdrawn = records.c.id.in_(ids), records.c.status == Status.withdrawn
    nothing = dict.fromkeys(("withdrawn_at", "withdrawn_reason", "replaced_by"))
    connection.execute(update(records).where(*withdrawn).values(status=Status.draft, **nothing))


def release(
    connection: Connection,
    ids: Sequence[str],
    change: Change = BY_OPERATOR,
    moment: datetime | None = None,
) -> list[str]:
    """Take what is to be public from the tables; documents follow with `render_stale`.

    Authorities that the records name are published with them: a name on a public page is public.
    `moment` is when this happens: now, if not said. Returns the ids of the records that became
    public or changed in public.
    """
    ledger.lock(connection)
    found = unpublished(connection, ids)
    found += drafts_named_by(connection, [record.id for record in found])
    for part in batches(found, BATCH):
        snapshots = [row for kind in KINDS for row in take(connection, kind, part, moment or now())]
        write_snapshots(connection, snapshots, moment or now())
        note(connection, change, Action.published, [record.id for record in part])
    return [record.id for record in found]


def unpublished(connection: Connection, ids: Sequence[str]) -> list[Row[Any]]:
    """Return the records among these that are drafts, or were edited since published."""
    columns = ("id", "kind", "slug", "version", "published_at", "updated_at")
    public = published_records.c
    statement = (
        select(*(records.c[name] for name in columns))
        .outerjoin(published_records, public.id == records.c.id)
        .where(records.c.id.in_(ids), records.c.status.in_(ALIVE))
        .where(or_(public.id.is_(None), public.version != records.c.version))
    )
    return list(connection.execute(statement))


def drafts_named_by(connection: Connection, ids: Sequence[str]) -> list[Row[Any]]:
    """Return the draft authorities that these records name, and those these name."""
    named: dict[str, Row[Any]] = {}
    sources = list(ids)
    while sources:
        statement = (
            select(record_references.c.target_id)
            .join(records, records.c.id == record_references.c.target_id)
            .where(record_references.c.source_id.in_(sources))
            .where(records.c.kind == RecordKind.authority, records.c.status == Status.draft)
        )
        found = set(connection.execute(statement).scalars()) - named.keys() - set(ids)
        sources = list(found)
        named |= {record.id: record for record in unpublished(connection, sources)}
    return list(named.values())


def write_snapshots(
    connection: Connection, snapshots: Sequence[dict[str, Any]], moment: datetime
) -> None:
    """Make snapshots the public fields, and mark what is to be rendered because of it."""
    ids = [row["id"] for row in snapshots]
    before = public_fields(connection, set(ids))
    seen = {key: appearance(slug, fields) for key, (slug, fields) in before.items()}
    changed = [
        row["id"]
        for row in snapshots
        if seen.get(row["id"]) != appearance(row["slug"], row["fields"])
    ]
    mark_stale(connection, [key for key in changed if key in before])
    replace_snapshots(connection, snapshots, ids)
    mark_stale(connection, changed)
    mark_own(connection, ids)
    first = func.coalesce(records.c.published_at, literal(moment, records.c.published_at.type))
    public = update(records).where(records.c.id.in_(ids))
    connection.execute(public.values(status=Status.published, published_at=first, publish_at=None))


def replace_snapshots(
    connection: Connection, snapshots: Sequence[dict[str, Any]], ids: Sequence[str]
) -> None:
    """Store snapshots, and whom they refer to, in place of those that were public."""
    old = delete(published_references).where(published_references.c.source_id.in_(ids))
    connection.execute(old)
    connection.execute(delete(published_records).where(published_records.c.id.in_(ids)))
    insert_rows(connection, published_records, snapshots)
    references = select(record_references).where(record_references.c.source_id.in_(ids))
    names = published_references.c.keys()
    connection.execute(insert(published_references).from_select(names, references))


def take(
    connection: Connection, kind: str, batch: Sequence[Row[Any]], moment: datetime
) -> Iterator[dict[str, Any]]:
    """Take the snapshots of the records of one kind."""
    of_kind = {record.id: record for record in batch if record.kind == kind}
    for record_id, row in stored(connection, KINDS[kind], list(of_kind)).items():
        record = of_kind[record_id]
        fields = {name: value for name, value in row.items() if name != "id" and value is not None}
        yield {
            "id": record_id,
            "kind": kind,
            "slug": record.slug,
            "version": record.version,
            "published_at": record.published_at or moment,
            "updated_at": max(record.updated_at, record.published_at or moment),
            "published": fields.get("published"),
            "fields": fields,
            "summary": summary(record_id, kind, record.slug, fields),
            "outlet": fields.get("outlet"),
        }


def render_stale(connection: Connection) -> int:
    """Render every marked document and append it to the ledger; return how many changed."""
    changed = 0
    stale = stale_documents.c
    summaries = Summaries(connection)
    for kind in KINDS:
        some = select(stale.id).where(stale.kind == kind).limit(BATCH)
        while ids := list(connection.execute(some).scalars()):
            documents = rendering.render(connection, RecordKind(kind), ids, summaries)
            changed += ledger.append(connection, documents)
            done = delete(stale_documents).where(stale.kind == kind, stale.id.in_(ids))
            connection.execute(done)
    return changed


def withdraw(
    connection: Connection,
    record_id: str,
    reason: str,
    replaced_by: str | None = None,
    change: Change = BY_OPERATOR,
) -> None:
    """Take a record out of the public; a tombstone says when, why, and what replaces it.

    Raises:
        RecordNotFound: if the record, or what replaces it, is not public.
        InvalidRecord: if it is to be replaced by itself.
    """
    if replaced_by == record_id:
        error = FieldError("replaced_by", "is the record itself: name another, or leave it out")
        raise InvalidRecord("A record cannot replace itself.", errors=[error])
    ledger.lock(connection)
    record = public(connection, record_id)
    replacement = public(connection, replaced_by) if replaced_by else None
    unpublish(connection, record_id)
    moment = now()
    values = {"withdrawn_at": moment, "withdrawn_reason": reason, "replaced_by": replaced_by}
    gone = update(records).where(records.c.id == record_id)
    connection.execute(gone.values(status=Status.withdrawn, publish_at=None, **values))
    note(connection, Change(change.editor, reason), Action.withdrawn, [record_id])
    ledger.append(connection, [tombstone(connection, record, (moment, reason), replacement)])
    render_stale(connection)


def unpublish(connection: Connection, record_id: str) -> None:
    """Take a record from among what is public; what showed it is to be rendered without it."""
    mark_stale(connection, [record_id])
    for column in (
        stale_documents.c.id,
        published_references.c.source_id,
        published_records.c.id,
    ):
        connection.execute(delete(column.table).where(column == record_id))


def public(connection: Connection, record_id: str) -> Row[Any]:
    """Return id, kind and slug of a public record.

    Raises:
        RecordNotFound: if no public record has the id.
    """
    columns = (published_records.c[name] for name in ("id", "kind", "slug"))
    statement = select(*columns).where(published_records.c.id == record_id)
    row = connection.execute(statement).one_or_none()
    if row is None:
        raise RecordNotFound(f"No public record has the id {record_id!r}.")
    return row


def tombstone(
    connection: Connection,
    record: Row[Any],
    why: tuple[datetime, str],
    replacement: Row[Any] | None,
) -> Publication:
    """Write what remains of a withdrawn record; it goes on answering to its slugs."""
    kind, (moment, reason) = RecordKind(record.kind), why
    document = {
        "id": record.id,
        "kind": kind,
        "slug": record.slug,
        "withdrawn_at": rfc3339(moment),
        "reason": reason,
    }
    if replacement is not None:
        collection = COLLECTIONS[RecordKind(replacement.kind)]
        document["replaced_by"] = f"{LINK_BASE}v1/{collection}/{replacement.id}"
    former = rendering.former_names(connection, kind, [record.id])[record.id]
    names = (Name(f"slug:{kind}", record.slug), *former)
    content = pydantic_core.to_json(document)
    return Publication(record.id, kind, record.slug, content, withdrawn=True, names=names)
