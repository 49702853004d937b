"""Staleness: which public documents are to be rendered again because of a change."""

from collections.abc import Callable, Collection, Iterator
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    CompoundSelect,
    Connection,
    Insert,
    Select,
    exists,
    insert,
    literal,
    select,
    union,
)

from service.rows import among
from service.schemas.reference import SHOWN_FROM_BOTH_ENDS
from service.tables.publication import published_records, published_references, stale_documents

public = published_records.c
reference = published_references.c


def mark_stale(connection: Connection, ids: Collection[str]) -> None:
    """Mark the public documents that show these records: their own, and those at either end.

    A mention is shown with the name of its outlet, so what shows it shows that outlet too.
    """
    if not ids:
        return
    connection.execute(MARK_STALE, {"ids": ids})
    if connection.execute(SHOWING, {"ids": ids}).first():
        connection.execute(MARK_SHOWING, {"ids": ids})


def mark_own(connection: Connection, ids: Collection[str]) -> None:
    """Mark the public documents of these records alone."""
    if ids:
        connection.execute(MARK_OWN, {"ids": ids})


def mark_shown(connection: Connection, ids: Collection[str]) -> None:
    """Mark the public documents that these records name, and that show them for it."""
    if ids:
        connection.execute(MARK_SHOWN, {"ids": ids})


def either_end(
    changed: Callable[[Column[Any]], ColumnElement[bool]],
) -> Iterator[Select[tuple[Any]]]:
    """Select the records that show some, from either end of their references."""
    yield select(reference.source_id).where(changed(reference.target_id))
    yield named(changed(reference.source_id))


def named(changed: ColumnElement[bool]) -> Select[tuple[Any]]:
    """Select the records that changed ones name, and that show them for it."""
    return select(reference.target_id).where(changed, reference.field.in_(SHOWN_FROM_BOTH_ENDS))


def mark(ids: Select[tuple[Any]] | CompoundSelect[tuple[Any]]) -> Insert:
    """Write what marks public documents, those that are not marked yet."""
    marked = exists(literal(1)).where(
        stale_documents.c.kind == public.kind, stale_documents.c.id == public.id
    )
    statement = select(public.kind, public.id).where(public.id.in_(ids), ~marked)
    return insert(stale_documents).from_select(["kind", "id"], statement)


OWN = select(public.id).where(among(public.id))
BY_OUTLET = select(reference.source_id).where(
    reference.field == "outlet", among(reference.target_id)
)
SHOWING = BY_OUTLET.limit(1)
MARK_OWN = mark(OWN)
MARK_SHOWN = mark(named(among(reference.source_id)))
MARK_STALE = mark(union(OWN, *either_end(among)))
MARK_SHOWING = mark(union(BY_OUTLET, *either_end(lambda column: column.in_(BY_OUTLET))))
