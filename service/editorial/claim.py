"""Claiming: before fields are stored, each record gets its id, slug and identifiers."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, insert, select, tuple_, update
from sqlmodel import Session, col

from service.editorial.incoming import Incoming, names_of, new_id
from service.editorial.reference import Wanted, find_records
from service.editorial.slug import propose_slug
from service.errors import FieldError
from service.tables.base import now
from service.tables.record import FormerSlug, ImportLine, Record, RecordIdentifier

Failure = tuple[Incoming, FieldError]


def claim(session: Session, batch: Sequence[Incoming]) -> list[Failure]:
    """Give each record of the batch its id, slug and identifiers; return those that cannot.

    What was claimed is stored as a draft without fields until `fill` adds them.
    """
    existing = identify(session, batch)
    failures = [*twice(session, batch), *taken_slugs(session, batch), *taken_names(session, batch)]
    failed = {id(incoming) for incoming, _ in failures}
    good = [incoming for incoming in batch if id(incoming) not in failed]
    slugs(session, [incoming for incoming in good if incoming.id not in existing])
    store(session, good, existing)
    return failures


def identify(session: Session, batch: Sequence[Incoming]) -> dict[str, Any]:
    """Find the records that exist already, by id, key or slug; the others get a new id."""
    asked = {id(incoming): names(incoming) for incoming in batch}
    found = find_records(session, {name for several in asked.values() for name in several})
    for incoming in batch:
        known = [found[name] for name in asked[id(incoming)] if name in found]
        incoming.id = known[0] if known else incoming.id or new_id()
    ids = {incoming.id for incoming in batch}
    rows = session.execute(
        select(Record.id, Record.slug, Record.key).where(col(Record.id).in_(ids))
    )
    return {row.id: row for row in rows}


def names(incoming: Incoming) -> list[Wanted]:
    """List what the record says of itself, the strongest first."""
    said = (("id", incoming.id), ("key", incoming.key), ("slug", incoming.slug))
    return [(incoming.kind, scheme, value) for scheme, value in said if value]


def twice(session: Session, batch: Sequence[Incoming]) -> list[Failure]:
    """Find records that the import has on another line already."""
    ids = {incoming.id for incoming in batch}
    lines = select(ImportLine.id, ImportLine.line).where(col(ImportLine.id).in_(ids))
    seen: dict[str, int] = dict(session.execute(lines).tuples().all())
    failures = []
    for incoming in batch:
        if incoming.id in seen:
            text = f"stands for the same record as line {seen[incoming.id]}: keep one of them"
            failures.append((incoming, FieldError("key" if incoming.key else "slug", text)))
        seen.setdefault(incoming.id, incoming.line)
    return failures


def taken_slugs(session: Session, batch: Sequence[Incoming]) -> list[Failure]:
    """Find slugs that were asked for and belong to another record."""
    asked = [incoming for incoming in batch if incoming.slug]
    owners = owners_of_slugs(session, [(incoming.kind, incoming.slug or "") for incoming in asked])
    failures = []
    for incoming in asked:
        owner = owners.setdefault((incoming.kind, incoming.slug or ""), incoming.id)
        if owner != incoming.id:
            text = f"{incoming.slug!r} belongs to record {owner}: choose another or leave it out"
            failures.append((incoming, FieldError("slug", text)))
    return failures


def owners_of_slugs(
    session: Session, pairs: Sequence[tuple[str, str]]
) -> dict[tuple[str, str], str]:
    """Return which record each (kind, slug) belongs to, now or formerly."""
    present = select(Record.kind, Record.slug, Record.id).where(
        tuple_(Record.kind, Record.slug).in_(pairs)
    )
    former = select(FormerSlug.kind, FormerSlug.slug, FormerSlug.record_id).where(
        tuple_(FormerSlug.kind, FormerSlug.slug).in_(pairs)
    )
    rows = [*session.execute(former).tuples(), *session.execute(present).tuples()] if pairs else []
    return {(kind, slug): owner for kind, slug, owner in rows}


def taken_names(session: Session, batch: Sequence[Incoming]) -> list[Failure]:
    """Find identifiers and addresses that belong to another record."""
    pairs = {name for incoming in batch for name in names_of(incoming) if name[0] != "issn"}
    columns = (RecordIdentifier.scheme, RecordIdentifier.value, RecordIdentifier.record_id)
    statement = select(*columns).where(tuple_(*columns[:2]).in_(pairs))
    owners = {row[:2]: row[2] for row in session.execute(statement).tuples()} if pairs else {}
    failures = []
    for incoming in batch:
        for scheme, value in names_of(incoming):
            if scheme == "issn":
                continue
            owner = owners.setdefault((scheme, value), incoming.id)
            if owner != incoming.id:
                field = "url" if scheme == "url" else "identifiers"
                text = f"{scheme} {value} belongs to record {owner} already: change that record"
                failures.append((incoming, FieldError(field, text)))
    return failures


def slugs(session: Session, batch: Sequence[Incoming]) -> None:
    """Give a slug to each new record without one; a taken one gets the start of the id."""
    without = [incoming for incoming in batch if not incoming.slug]
    proposed = {id(incoming): propose_slug(incoming.kind, incoming.fields) for incoming in without}
    pairs = [(incoming.kind, proposed[id(incoming)]) for incoming in without]
    taken = set(owners_of_slugs(session, pairs))
    taken |= {(incoming.kind, incoming.slug) for incoming in batch if incoming.slug}
    for incoming in without:
        slug = proposed[id(incoming)]
        if (incoming.kind, slug) in taken:
            slug = f"{slug}-{incoming.id}"
        taken.add((incoming.kind, slug))
        incoming.slug = slug


def store(session: Session, batch: Sequence[Incoming], existing: dict[str, Any]) -> None:
    """Write the claims: new records, changed slugs and keys, identifiers."""
    new = [incoming for incoming in batch if incoming.id not in existing]
    for incoming in batch:
        if incoming.id in existing:
            rename(session, incoming, existing[incoming.id])
    rows = [
        Record(id=one.id, kind=one.kind, key=one.key, slug=one.slug or "").model_dump()
        for one in new
    ]
    if rows:
        session.execute(insert(Record), rows)
    write_names(session, batch, existing)
    if batch:
        session.execute(insert(ImportLine), [{"id": one.id, "line": one.line} for one in batch])


def rename(session: Session, incoming: Incoming, row: Any) -> None:
    """Change the slug or key of a record that exists; its former slug goes on to redirect."""
    slug, key = incoming.slug or row.slug, incoming.key or row.key
    incoming.slug = slug
    if (slug, key) == (row.slug, row.key):
        return
    if slug != row.slug:
        incoming.changed = True
        old = delete(FormerSlug).where(
            col(FormerSlug.kind) == incoming.kind, col(FormerSlug.slug).in_([slug, row.slug])
        )
        session.execute(old)
        session.execute(
            insert(FormerSlug).values(kind=incoming.kind, slug=row.slug, record_id=incoming.id)
        )
    changes = update(Record).where(col(Record.id) == incoming.id)
    session.execute(changes.values(slug=slug, key=key, updated_at=now()))


def write_names(session: Session, batch: Sequence[Incoming], existing: dict[str, Any]) -> None:
    """Store the identifiers of each record in place of those it had."""
    old = [incoming.id for incoming in batch if incoming.id in existing]
    if old:
        session.execute(delete(RecordIdentifier).where(col(RecordIdentifier.record_id).in_(old)))
    rows = [
        {"record_id": incoming.id, "scheme": scheme, "value": value}
        for incoming in batch
        for scheme, value in names_of(incoming)
    ]
    if rows:
        session.execute(insert(RecordIdentifier), rows)
