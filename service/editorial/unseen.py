"""Unseen references: records that a record names, and that readers do not see yet, or no longer."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, not_, select

from service.rows import among
from service.schemas.values import RecordKind
from service.tables.publication import published_records
from service.tables.record import Status, record_references, records

target = records.alias("target")
Unseen = Mapping[str, Row[Any]]
"""Records that are not public, by id: kind, slug and moment of each."""


def select_unseen() -> Select[Any]:
    """Select what is named and not public.

    Draft authorities become public with what names them, unless they wait for a moment.
    """
    names = ("id", "kind", "slug", "publish_at")
    columns = record_references.c.source_id, *(target.c[name] for name in names)
    is_draft = target.c.kind == RecordKind.authority, target.c.status == Status.draft
    follows = and_(*is_draft, target.c.publish_at.is_(None))
    return (
        select(*columns)
        .select_from(record_references)
        .join(target, target.c.id == record_references.c.target_id)
        .outerjoin(published_records, published_records.c.id == target.c.id)
        .where(published_records.c.id.is_(None), not_(follows))
    )


def unseen_by(connection: Connection, ids: Sequence[str]) -> Mapping[str, Unseen]:
    """Return what each of some records names that is not public."""
    found: dict[str, dict[str, Row[Any]]] = defaultdict(dict)
    named = select_unseen().where(among(record_references.c.source_id, ids))
    for row in connection.execute(named):
        found[row.source_id][row.id] = row
    return found
