"""Claiming: before fields are stored, each record gets its id, slug and identifiers."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, delete, select, tuple_, update

from service.editorial.conflict import Known, claim_names, known_of
from service.editorial.incoming import Failure, Incoming
from service.editorial.names import SHARED
from service.editorial.reference import find_records
from service.editorial.revision import last_numbers
from service.ledger.entry import Name
from service.rows import among, insert_rows
from service.schemas.values import RecordKind
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
    renamed = rename(connection, good, known.stored)
    for incoming in good:
        incoming.changed = incoming.id in renamed
    write_names(connection, good, known.stored)
    write_lines(connection, good, renamed)
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


def rename(connection: Connection, batch: Sequence[Incoming], stored: Stored) -> set[str]:
    """Change keys and slugs of records that were stored before; return whose slug is another."""
    renamed = set()
    merged = keys_of_merged(connection, stored)
    for incoming in batch:
        old = stored.get(incoming.id)
        if old is None:
            continue
        slug = incoming.slug or old.slug
        key = incoming.key if incoming.key and incoming.key not in merged else old.key
        if slug != old.slug:
            renamed.add(incoming.id)
            take_slug_from_merged(connection, incoming.kind, slug)
        if (slug, key) != (old.slug, old.key):
            change = update(records).where(records.c.id == incoming.id)
            connection.execute(change.values(slug=slug, key=key))
    return renamed


def keys_of_merged(connection: Connection, ids: Iterable[str]) -> set[str]:
    """Return the keys of records merged into these: they go on to name the records."""
    merged = records.c.status == Status.merged, among(records.c.replaced_by, list(ids))
    keys = select(records.c.key).where(*merged, records.c.key.is_not(None))
    return set(connection.execute(keys).scalars())


def take_slug_from_merged(connection: Connection, kind: RecordKind, slug: str) -> None:
    """Free a slug that a record merged into the one that takes it still has."""
    named = records.c.kind == kind, records.c.slug == slug, records.c.status == Status.merged
    connection.execute(update(records).where(*named).values(slug=records.c.id))


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


def write_lines(connection: Connection, batch: Sequence[Incoming], renamed: set[str]) -> None:
    """Remember which line stands for which record."""
    rows = [{"line": one.line, "id": one.id, "renamed": one.id in renamed} for one in batch]
    insert_rows(connection, import_lines, rows)
