"""Staleness: which public documents are to be rendered again because of a change."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import CompoundSelect, Connection, Select, exists, insert, literal, select, union

from service.schemas.reference import SHOWN_FROM_BOTH_ENDS
from service.tables.publication import published_records, published_references, stale_documents

reference = published_references.c


def mark_stale(connection: Connection, ids: Sequence[str]) -> None:
    """Mark the public documents that show these records: their own, and those at either end.

    A mention is shown with the name of its outlet, so what shows it shows that outlet too.
    """
    if not ids:
        return
    mark_own(connection, ids)
    mark(connection, union(*either_end(ids)))
    by_outlet = reference.field == "outlet", reference.target_id.in_(ids)
    showing = select(reference.source_id).where(*by_outlet)
    if connection.execute(showing.limit(1)).first():
        mark(connection, union(showing, *either_end(showing)))


def mark_own(connection: Connection, ids: Sequence[str]) -> None:
    """Mark the public documents of these records alone."""
    mark(connection, ids)


def either_end(changed: Sequence[str] | Select[tuple[Any]]) -> Iterator[Select[tuple[Any]]]:
    """Select the records that show some, from either end of their references."""
    yield select(reference.source_id).where(reference.target_id.in_(changed))
    yield select(reference.target_id).where(
        reference.source_id.in_(changed), reference.field.in_(SHOWN_FROM_BOTH_ENDS)
    )


def mark(connection: Connection, ids: Sequence[str] | CompoundSelect[tuple[Any]]) -> None:
    """Mark public documents, those that are not marked yet."""
    marked = exists(literal(1)).where(
        stale_documents.c.kind == published_records.c.kind,
        stale_documents.c.id == published_records.c.id,
    )
    statement = select(published_records.c.kind, published_records.c.id)
    statement = statement.where(published_records.c.id.in_(ids), ~marked)
    connection.execute(insert(stale_documents).from_select(["kind", "id"], statement))
