"""Claiming: before fields are stored, each record gets its id, slug and identifiers."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, update

from service.editorial.conflict import Known, claim_names, known_of
from service.editorial.incoming import Failure, Incoming
from service.editorial.reference import find_records
from service.editorial.slug import propose_slug
from service.rows import insert_rows
from service.tables.base import now
from service.tables.import_line import import_lines
from service.tables.record import Status, former_slugs, record_identifiers, records

Stored = Mapping[str, Row[Any]]
"""The records of a batch that were stored before, by id."""


def claim(connection: Connection, batch: Sequence[Incoming]) -> list[Failure]:
    """Give each record of the batch its id, slug and identifiers; return those that cannot.

    What was claimed is stored as a draft without fields until `fill` adds them.
    """
    known = known_of(connection, batch)
    failures = [(one, error) for one in batch for error in claim_names(one, known)]
    failed = {incoming.line for incoming, _ in failures}
    good = [incoming for incoming in batch if incoming.line not in failed]
    new = [incoming for incoming in good if incoming.id not in known.stored]
    give_slugs(connection, new, known)
    insert_new(connection, new)
    renamed = rename(connection, good, known.stored)
    write_names(connection, good, known.stored)
    write_lines(connection, good, renamed)
    return failures


def give_slugs(connection: Connection, new: Sequence[Incoming], known: Known) -> None:
    """Give a slug to each new record without one; a taken one gets the id added."""
    without = [incoming for incoming in new if not incoming.slug]
    proposed = [(one.kind, "slug", propose_slug(one.kind, one.fields)) for one in without]
    owners = known.owners | find_records(connection, proposed)
    for incoming, name in zip(without, proposed, strict=True):
        free = owners.setdefault(name, incoming.id) == incoming.id
        incoming.slug = name[2] if free else f"{name[2]}-{incoming.id}"


def insert_new(connection: Connection, new: Sequence[Incoming]) -> None:
    """Store new records as drafts."""
    moment = now()
    common = {"status": Status.draft, "version": 1, "created_at": moment, "updated_at": moment}
    rows = [
        {"id": one.id, "kind": one.kind, "key": one.key, "slug": one.slug, **common} for one in new
    ]
    insert_rows(connection, records, rows)


def rename(connection: Connection, batch: Sequence[Incoming], stored: Stored) -> set[str]:
    """Change keys and slugs of records that were stored before; return whose slug is another."""
    renamed = set()
    for incoming in batch:
        old = stored.get(incoming.id)
        if old is None:
            continue
        slug, key = incoming.slug or old.slug, incoming.key or old.key
        if slug != old.slug:
            renamed.add(incoming.id)
            keep_former(connection, incoming, slug, old.slug)
        if (slug, key) != (old.slug, old.key):
            change = update(records).where(records.c.id == incoming.id)
            connection.execute(change.values(slug=slug, key=key))
    return renamed


def keep_former(connection: Connection, incoming: Incoming, slug: str, former: str) -> None:
    """Remember a slug that a record no longer has: it goes on to redirect to the record."""
    of_kind = former_slugs.c.kind == incoming.kind
    old = delete(former_slugs).where(of_kind, former_slugs.c.slug.in_([slug, former]))
    connection.execute(old)
    row = {"kind": incoming.kind, "slug": former, "record_id": incoming.id}
    connection.execute(insert(former_slugs), row)


def write_names(connection: Connection, batch: Sequence[Incoming], stored: Stored) -> None:
    """Store the identifiers of each record in place of those it had."""
    known = [incoming.id for incoming in batch if incoming.id in stored]
    if known:
        old = delete(record_identifiers).where(record_identifiers.c.record_id.in_(known))
        connection.execute(old)
    rows = [
        {"record_id": incoming.id, "scheme": name.scheme, "value": name.value}
        for incoming in batch
        for name in incoming.names
    ]
    insert_rows(connection, record_identifiers, rows)


def write_lines(connection: Connection, batch: Sequence[Incoming], renamed: set[str]) -> None:
    """Remember which line stands for which record."""
    rows = [{"line": one.line, "id": one.id, "renamed": one.id in renamed} for one in batch]
    insert_rows(connection, import_lines, rows)
