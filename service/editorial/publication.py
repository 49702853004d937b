"""Publishing and withdrawing: the moments at which tables become ledger."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

import pydantic_core
from sqlalchemy import Connection, Row, delete, or_, select, union_all, update

from service.batches import batches
from service.editorial import rendering
from service.editorial.embargo import FOLLOWS, refuse_too_early
from service.editorial.former_slug import former_names
from service.editorial.kinds import KINDS
from service.editorial.revision import BY_OPERATOR, Action, Change, note
from service.editorial.snapshot import Fields, take, to_snapshot, write_snapshots
from service.editorial.staleness import mark_stale
from service.editorial.summary import Summaries
from service.errors import FieldError, InvalidRecord, RecordConflict, RecordNotFound
from service.ledger import write as ledger
from service.ledger.entry import Name, Publication
from service.rows import among
from service.schemas.record import COLLECTIONS, LINK_BASE
from service.schemas.values import RecordKind, rfc3339
from service.tables.base import now
from service.tables.import_line import IMPORTED, import_lines
from service.tables.publication import published_records, published_references, stale_documents
from service.tables.record import Status, record_references, records

BATCH = 500
ALIVE = (Status.draft, Status.published)
stale = stale_documents.c
STALE = union_all(
    *(
        select(select(stale.id).where(stale.kind == kind).limit(BATCH).subquery().c.id)
        for kind in KINDS
    )
).limit(BATCH)
"""Some of the documents that are to be rendered; what others show comes first."""
RENDERED = delete(stale_documents).where(stale.kind.in_(KINDS), among(stale.id))
TAKEN = ("id", "kind", "slug", "version", "published_at", "updated_at")
UNPUBLISHED = (
    select(*(records.c[name] for name in TAKEN))
    .outerjoin(published_records, published_records.c.id == records.c.id)
    .where(among(records.c.id), records.c.status.in_(ALIVE))
    .where(
        or_(
            published_records.c.id.is_(None),
            published_records.c.version != records.c.version,
        )
    )
)
DRAFTS_NAMED = (
    select(record_references.c.target_id)
    .join(records, records.c.id == record_references.c.target_id)
    .where(among(record_references.c.source_id))
    .where(FOLLOWS)
)


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
    columns = (records.c[name] for name in ("id", "status", "replaced_by"))
    dead = among(records.c.id, ids), records.c.status.not_in(ALIVE)
    rows = connection.execute(select(*columns).where(*dead)).all()
    for row in rows:
        if row.status == Status.merged:
            text = f"The record {row.id!r} was merged into {row.replaced_by!r}: publish that one."
            raise RecordConflict(text, existing=row.replaced_by)
    if rows:
        nothing = dict.fromkeys(("withdrawn_at", "withdrawn_reason", "replaced_by"))
        again = update(records).where(among(records.c.id, [row.id for row in rows]))
        connection.execute(again.values(status=Status.draft, **nothing))


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

    Raises:
        MomentConflict: if one of those authorities waits for a later moment.
    """
    ledger.lock(connection)
    moment, found = moment or now(), unpublished(connection, ids)
    refuse_too_early(connection, [record.id for record in found], moment)
    found += drafts_named_by(connection, [record.id for record in found])
    make_public(connection, found, change, moment, {})
    return [record.id for record in found]


def release_written(connection: Connection, written: Mapping[str, Fields], change: Change) -> int:
    """Take records, with the fields that were written just now; return how many are public now.

    Whom they name comes after, by `release_named`: it may not be written yet.
    """
    ledger.lock(connection)
    found = unpublished(connection, list(written))
    make_public(connection, found, change, now(), written)
    return len(found)


def make_public(
    connection: Connection,
    found: Sequence[Row[Any]],
    change: Change,
    moment: datetime,
    written: Mapping[str, Fields],
) -> None:
    """Take the snapshots of records, and leave a revision of each."""
    for part in batches(found, BATCH):
        taken = take(connection, part, written)
        write_snapshots(connection, [to_snapshot(*one, moment) for one in taken], moment)
        note(connection, change, Action.published, [record.id for record in part])


def unpublished(connection: Connection, ids: Sequence[str]) -> list[Row[Any]]:
    """Return the records among these that are drafts, or were edited since published."""
    return list(connection.execute(UNPUBLISHED, {"ids": ids}))


def drafts_named_by(connection: Connection, ids: Sequence[str]) -> list[Row[Any]]:
    """Return the draft authorities that these records name, and those these name."""
    named: dict[str, Row[Any]] = {}
    sources = list(ids)
    while sources:
        targets = connection.execute(DRAFTS_NAMED, {"ids": sources}).scalars()
        sources = list(set(targets) - named.keys() - set(ids))
        if sources:
            named |= {record.id: record for record in unpublished(connection, sources)}
    return list(named.values())


def release_named(connection: Connection, change: Change) -> int:
    """Release the draft authorities that public records of the running import name."""
    reference = published_references.c
    named = (
        select(reference.target_id)
        .join(import_lines, reference.source_id == IMPORTED)
        .join(records, records.c.id == reference.target_id)
        .where(FOLLOWS)
    )
    ids = list(connection.execute(named.distinct()).scalars())
    return len(release(connection, ids, change)) if ids else 0


def render_stale(connection: Connection, tell: Callable[[int], None] = lambda _: None) -> int:
    """Render every marked document and append it to the ledger; return how many changed.

    `tell` hears how many were rendered. The caller holds the lock of the ledger.
    """
    changed, done = 0, 0
    summaries = Summaries(connection)
    while ids := list(connection.execute(STALE).scalars()):
        changed += ledger.append(connection, rendering.render(connection, ids, summaries))
        connection.execute(RENDERED, {"ids": ids})
        done += len(ids)
        tell(done)
        if len(ids) < BATCH:
            break
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
    former = former_names(connection, [record.id])[record.id]
    names = (Name(f"slug:{kind}", record.slug), *former)
    content = pydantic_core.to_json(document)
    return Publication(record.id, kind, record.slug, content, withdrawn=True, names=names)
