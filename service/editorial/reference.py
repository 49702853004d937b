"""Finding the records that references name."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from service import identifiers
from service.batches import batches
from service.schemas.reference import ReferencePath
from service.schemas.values import IdentifierScheme, RecordKind
from service.tables.record import FormerSlug, Record, RecordIdentifier

LONGEST_LIST = 5000
Wanted = tuple[RecordKind, str, str]
"""Kind of the record, how it is named (id, key, slug, name, doi, ...), and the name."""


def wanted(path: ReferencePath, reference: dict[str, str]) -> Wanted:
    """Say what a written reference asks for; identifiers in canonical form."""
    ((scheme, value),) = reference.items()
    if scheme in IdentifierScheme.__members__:
        value = identifiers.canonical(scheme, value)
    return path.kind, scheme, value


def find_records(session: Session, names: Iterable[Wanted]) -> dict[Wanted, str]:
    """Find the ids of the records that are named; what is not found is left out."""
    by_scheme: dict[tuple[RecordKind, str], set[str]] = defaultdict(set)
    for kind, scheme, value in names:
        by_scheme[kind, scheme].add(value)
    found: dict[Wanted, str] = {}
    for (kind, scheme), values in by_scheme.items():
        for part in batches(values, LONGEST_LIST):
            for value, record_id in look_up(session, kind, scheme, part):
                found[kind, scheme, value] = record_id
    return found


def look_up(
    session: Session, kind: RecordKind, scheme: str, values: Sequence[str]
) -> Iterable[tuple[str, str]]:
    """Find records of one kind by one scheme, as (value, id)."""
    if scheme == "name":
        # Weakest first: an id outranks a key, a key a slug.
        for other in ("slug", "key", "id"):
            yield from look_up(session, kind, other, values)
    elif scheme == "slug":
        yield from former_slugs(session, kind, values)
        yield from columns(session, kind, Record.slug, values)
    elif scheme in {"id", "key"}:
        yield from columns(session, kind, Record.id if scheme == "id" else Record.key, values)
    else:
        statement = (
            select(RecordIdentifier.value, RecordIdentifier.record_id)
            .join(Record, col(Record.id) == RecordIdentifier.record_id)
            .where(Record.kind == kind, RecordIdentifier.scheme == scheme)
            .where(col(RecordIdentifier.value).in_(values))
        )
        yield from session.execute(statement).tuples()


def columns(
    session: Session, kind: RecordKind, column: Any, values: Sequence[str]
) -> Iterable[tuple[str, str]]:
    """Find records of one kind by one of their columns."""
    statement = select(column, Record.id).where(Record.kind == kind, col(column).in_(values))
    return session.execute(statement).tuples()


def former_slugs(session: Session, kind: RecordKind, values: set[str]) -> Iterable[tuple[str, str]]:
    """Find records of one kind by slugs they had before."""
    statement = select(FormerSlug.slug, FormerSlug.record_id).where(
        FormerSlug.kind == kind, col(FormerSlug.slug).in_(values)
    )
    return session.execute(statement).tuples()
