"""Lists of records as editors have them: filtered, in the order of their changes, by page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    String,
    cast,
    func,
    not_,
    or_,
    select,
    tuple_,
)

from service.editorial.completeness import IN_EVERY_LANGUAGE, WANTED
from service.editorial.kinds import KINDS
from service.editorial.state import LAST, rows
from service.editorial.unseen import select_unseen
from service.rows import among
from service.schemas.values import RecordKind
from service.tables.record import record_references, records
from service.tables.revision import revisions

SCHEDULED = "scheduled"
EMPTY = ("[]", "{}")
Place = tuple[int, str]
"""Where a page ended: the second of the last record's change, and its id."""


@dataclass(frozen=True)
class Selection:
    """Which records of a kind: each that is set must hold.

    Among the status may be SCHEDULED: whatever waits for its moment. `editor` is the name or id of
    the key that wrote last; `languages` are those in which a complete record says something.
    """

    kind: RecordKind
    status: Sequence[str] = ()
    slug: str | None = None
    key: str | None = None
    editor: str | None = None
    changed_since: datetime | None = None
    incomplete: bool | None = None
    languages: Sequence[str] = ()


@dataclass(frozen=True)
class Listed:
    """One page: the rows, how many fit on all pages, and where it ended if there is another."""

    rows: Sequence[Row[Any]]
    total: int
    last: Place | None


def list_records(
    connection: Connection,
    selection: Selection,
    after: Place | None,
    limit: int,
    *,
    latest_first: bool = True,
) -> Listed:
    """Return one page of records in the order of their changes, after the place given."""
    which = matching(selection)
    total: int = connection.execute(
        which.with_only_columns(func.count(), maintain_column_froms=True)
    ).scalar_one()
    page = in_order(which, after, latest_first=latest_first).limit(limit + 1)
    ids = list(connection.execute(page).scalars())
    found = {row.id: row for row in connection.execute(rows().where(among(records.c.id, ids)))}
    shown = [found[record_id] for record_id in ids[:limit]]
    last = (int(shown[-1].updated_at.timestamp()), shown[-1].id) if len(ids) > limit else None
    return Listed(shown, total, last)


def matching(selection: Selection) -> Select[Any]:
    """Select the ids of the records; other tables are looked into only where they are needed."""
    statement = select(records.c.id)
    if selection.incomplete is not None:
        table = KINDS[selection.kind].table
        statement = statement.join(table, table.c.id == records.c.id)
    if selection.editor is not None:
        statement = statement.join(revisions, LAST)
    return statement.where(*conditions(selection))


def in_order(statement: Select[Any], after: Place | None, *, latest_first: bool) -> Select[Any]:
    """Sort by the last change of fields, and begin after a place."""
    columns = (records.c.updated_at, records.c.id)
    if after is not None:
        place = tuple_(*columns)
        moment = datetime.fromtimestamp(after[0], UTC)
        edge = tuple_(moment, after[1], types=[column.type for column in columns])
        statement = statement.where(place < edge if latest_first else place > edge)
    return statement.order_by(*(one.desc() if latest_first else one.asc() for one in columns))


def conditions(selection: Selection) -> Iterator[ColumnElement[bool]]:
    """Say in SQL what must hold."""
    yield records.c.kind == selection.kind
    if selection.status:
        waits = [records.c.publish_at.is_not(None)] if SCHEDULED in selection.status else []
        yield or_(records.c.status.in_(selection.status), *waits)
    for name in ("slug", "key"):
        if (value := getattr(selection, name)) is not None:
            yield records.c[name] == value
    if selection.editor is not None:
        yield or_(revisions.c.editor == selection.editor, records.c.key_id == selection.editor)
    if selection.changed_since is not None:
        yield records.c.updated_at >= selection.changed_since
    if selection.incomplete is not None:
        lacks = or_(*lacking(selection.kind, selection.languages))
        yield lacks if selection.incomplete else not_(lacks)


def lacking(kind: RecordKind, languages: Sequence[str]) -> Iterator[ColumnElement[bool]]:
    """Say in SQL what `completeness.missing` says of one record."""
    column = KINDS[kind].table.c
    for name in IN_EVERY_LANGUAGE[kind]:
        for language in languages:
            yield column[name][language].as_string().is_(None)
    for name in WANTED[kind]:
        yield column[name].is_(None)
        yield cast(column[name], String).in_(EMPTY)
    yield select_unseen().where(record_references.c.source_id == records.c.id).exists()
