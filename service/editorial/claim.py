"""Claiming: before fields are stored, each record gets its id, slug and identifiers."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, delete, tuple_, update

from service.editorial.conflict import Known, claim_names, known_of
from service.editorial.incoming import Failure, Incoming
from service.editorial.names import SHARED
from service.editorial.reference import find_records
from service.editorial.revision import last_numbers
from service.ledger.entry import Name
from service.rows import among, insert_rows
from service.tables.base import now
from service.tables.import_line import import_lines
from service.tables.record import Status, record_identifiers, records

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
    rename(connection, good, known.stored)
    write_names(connection, good, known.stored)
    write_lines(connection, good)
    return failures


def give_slugs(connection: Connection, new: Sequence[Incoming], known: Known) -> None:
    """Give a slug to each new record without one; a taken one gets the id added."""
    without = [incoming for incoming in new if not incoming.slug]
    proposed = [(one.kind, "slug", one.proposed) for one in without]
    owners = known.owners | find_records(connection, proposed)
    for incoming, name in zip(without, proposed, strict=True):
        free = owners.setdefault(name, incoming.id) == incoming.id
        incoming.slug = name[2] if free else f"{name[2]}-{incoming.id}"


def insert_new(connection: Connection, new: Sequence[Incoming]) -> None:
    """Store new records as drafts."""
    moment = now()
    common = {"status": Status.draft, "version": 1, "created_at": moment, "updated_at": moment}
    last = last_numbers(connection, [incoming.id for incoming in new])
    rows = [
        {"id": one.id, "kind": one.kind, "key": one.key, "slug": one.slug, **common}
        | {"revision": last.get(one.id, 0)}
        for one in new
    ]
    insert_rows(connection, records, rows)


def rename(connection: Connection, batch: Sequence[Incoming], stored: Stored) -> None:
    """Change keys and slugs of records that were stored before, and say of each if it did."""
    for incoming in batch:
        if old := stored.get(incoming.id):
            slug, key = incoming.slug or old.slug, incoming.key or old.key
            incoming.renamed = slug != old.slug
            incoming.rekeyed |= key != old.key
            if incoming.changed:
                free_from_merged(connection, incoming)
                change = update(records).where(records.c.id == incoming.id)
                connection.execute(change.values(slug=slug, key=key))


def free_from_merged(connection: Connection, incoming: Incoming) -> None:
    """Free the names that a record merged into the one that takes them still has."""
    merged = update(records).where(
        records.c.kind == incoming.kind, records.c.status == Status.merged
    )
    if incoming.renamed:
        free = merged.where(records.c.slug == incoming.slug)
        connection.execute(free.values(slug=records.c.id))
    if incoming.rekeyed:
        connection.execute(merged.where(records.c.key == incoming.key).values(key=None))


def write_names(connection: Connection, batch: Sequence[Incoming], stored: Stored) -> None:
    """Store the identifiers of each record in place of those it had."""
    known = [incoming.id for incoming in batch if incoming.id in stored]
    if known:
        old = delete(record_identifiers).where(among(record_identifiers.c.record_id, known))
        connection.execute(old)
        take_from_merged(connection, [name for one in batch for name in one.names])
    rows = [
        {"record_id": incoming.id, "scheme": name.scheme, "value": name.value}
        for incoming in batch
        for name in incoming.names
    ]
    insert_rows(connection, record_identifiers, rows)


def take_from_merged(connection: Connection, names: Sequence[Name]) -> None:
    """Free the names that records merged into those of the batch still have."""
    pairs = [(name.scheme, name.value) for name in names if name.scheme != SHARED]
    stored = tuple_(record_identifiers.c.scheme, record_identifiers.c.value)
    if pairs:
        connection.execute(delete(record_identifiers).where(stored.in_(pairs)))


def write_lines(connection: Connection, batch: Sequence[Incoming]) -> None:
    """Remember which line stands for which record."""
    names = ("line", "id", "renamed", "rekeyed")
    rows = [{name: getattr(one, name) for name in names} for one in batch]
    insert_rows(connection, import_lines, rows)
