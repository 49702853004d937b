"""Finding the records that names stand for."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Column, Connection, case, func, select

from service import identifiers
from service.batches import batches
from service.ledger.entry import Name
from service.ledger.tables import names as public_names
from service.rows import among
from service.schemas.reference import ReferencePath
from service.schemas.values import IdentifierScheme, RecordKind
from service.tables.record import Status, record_identifiers, records

LONGEST_LIST = 1000
Wanted = tuple[RecordKind, str, str]
"""Kind of the record, how it is named (id, key, slug, name, doi, ...), and the name."""
PRESENT = case((records.c.status == Status.merged, records.c.replaced_by), else_=records.c.id)
"""The id of a record, or of the one that it was merged into."""


def wanted(path: ReferencePath, reference: Mapping[str, str]) -> Wanted:
    """Say what a written reference asks for; identifiers in canonical form."""
    ((scheme, value),) = reference.items()
    if scheme in IdentifierScheme.__members__:
        value = Name(scheme, identifiers.canonical(scheme, value)).value
    return path.kind, scheme, value


def find_records(connection: Connection, names: Iterable[Wanted]) -> dict[Wanted, str]:
    """Find the ids of the records that are named; what is not found is left out."""
    by_scheme: dict[tuple[RecordKind, str], set[str]] = defaultdict(set)
    for kind, scheme, value in names:
        by_scheme[kind, scheme].add(value)
    return {
        (kind, scheme, value): record_id
        for (kind, scheme), values in by_scheme.items()
        for part in batches(values, LONGEST_LIST)
        for value, record_id in look_up(connection, kind, scheme, part)
    }


def look_up(
    connection: Connection, kind: RecordKind, scheme: str, values: Sequence[str]
) -> Iterable[tuple[str, str]]:
    """Find records of one kind by one scheme, as (value, id); the last of a value counts."""
    if scheme == "name":
        # Weakest first: an id outranks a key, a key a slug.
        for other in ("slug", "key", "id"):
            yield from look_up(connection, kind, other, values)
    elif scheme == "slug":
        yield from by_public_slug(connection, kind, values)
        yield from by_column(connection, kind, records.c.slug, values)
    elif scheme in {"id", "key"}:
        yield from by_column(connection, kind, records.c[scheme], values)
    else:
        yield from by_identifier(connection, kind, scheme, values)


def by_column(
    connection: Connection, kind: RecordKind, column: Column[Any], values: Sequence[str]
) -> Iterable[tuple[str, str]]:
    """Find records of one kind by one of their columns."""
    statement = select(column, PRESENT).where(records.c.kind == kind, among(column, values))
    return connection.execute(statement)


def by_public_slug(
    connection: Connection, kind: RecordKind, values: Sequence[str]
) -> Iterable[tuple[str, str]]:
    """Find records of one kind by slugs they have or had in public, whatever is edited."""
    schemes = (f"slug:{kind}", f"former:{kind}")
    statement = select(public_names.c.value, public_names.c.id).where(
        public_names.c.scheme.in_(schemes), among(public_names.c.value, values)
    )
    return connection.execute(statement)


def by_identifier(
    connection: Connection, kind: RecordKind, scheme: str, values: Sequence[str]
) -> Iterable[tuple[str, str]]:
    """Find records of one kind by identifiers that only one has: an ISSN can name many."""
    names = record_identifiers.c
    statement = (
        select(names.value, func.min(PRESENT))
        .join(records, records.c.id == names.record_id)
        .where(records.c.kind == kind, names.scheme == scheme, among(names.value, values))
        .group_by(names.value)
        .having(func.count(PRESENT.distinct()) == 1)
    )
    return connection.execute(statement)
