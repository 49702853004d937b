"""Staleness: which public documents are to be rendered again because of a change."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Select, exists, insert, literal, select, union

from service.schemas.reference import SHOWN_FROM_BOTH_ENDS
from service.tables.publication import published_records, published_references, stale_documents

reference = published_references.c


def mark_stale(connection: Connection, ids: Sequence[str]) -> None:
    """Mark the public documents that show these records: their own, and those at either end.

    A mention is shown with the name of its outlet, so what shows it shows that outlet too.
    """
    if not ids:
        return
    mark(connection, ids)
    by_outlet = reference.field == "outlet", reference.target_id.in_(ids)
    mark(connection, select(reference.source_id).where(*by_outlet))


def mark(connection: Connection, changed: Sequence[str] | Select[tuple[Any]]) -> None:
    """Mark the documents of records and of what shows them, those that are not marked yet."""
    own = select(published_records.c.id).where(published_records.c.id.in_(changed))
    sources = select(reference.source_id).where(reference.target_id.in_(changed))
    targets = select(reference.target_id).where(
        reference.source_id.in_(changed), reference.field.in_(SHOWN_FROM_BOTH_ENDS)
    )
    marked = exists(literal(1)).where(
        stale_documents.c.kind == published_records.c.kind,
        stale_documents.c.id == published_records.c.id,
    )
    statement = select(published_records.c.kind, published_records.c.id)
    statement = statement.where(published_records.c.id.in_(union(own, sources, targets)), ~marked)
    connection.execute(insert(stale_documents).from_select(["kind", "id"], statement))
