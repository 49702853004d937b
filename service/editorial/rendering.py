"""Rendering: what is public of a record becomes its JSON document."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

import pydantic_core
from sqlalchemy import ColumnElement, Connection, Row, Select, case, func, select

from service.editorial.former_slug import former_names
from service.editorial.kinds import KINDS
from service.editorial.names import addresses_in, identifiers_in
from service.editorial.summary import Summaries
from service.ledger.entry import Name, Publication
from service.rows import among
from service.schemas.record import COLLECTIONS, LINK_BASE, SUBLISTS
from service.schemas.reference import each_reference, replace_references
from service.schemas.values import RecordKind, rfc3339
from service.tables.publication import published_records, published_references
from service.tables.resource import link_checks

PUBLISHED = ("id", "kind", "slug", "version", "published_at", "updated_at", "fields")
SHOWN_MENTIONS = {"reports": 5, "resources": 100}
"""By the field that refers to a record: how many of what refers to it its document shows."""
SHOWING = (RecordKind.report, RecordKind.resource)
PUBLIC = select(*(published_records.c[name] for name in PUBLISHED)).where(
    among(published_records.c.id)
)


Referring = tuple[Mapping[str, list[str]], Mapping[str, int]]
"""What refers to each record and is shown there, the latest first, and how many do."""


def select_referring(*where: ColumnElement[bool]) -> Select[Any]:
    """Select what is shown of what refers to records, the latest first, and how many do."""
    target, source = published_references.c.target_id, published_references.c.source_id
    field = published_references.c.field
    date = func.coalesce(published_records.c.published, "")
    rank = func.row_number().over(partition_by=target, order_by=(date.desc(), source))
    total = func.count().over(partition_by=target)
    ranked = (
        select(target, source, field, rank.label("rank"), total.label("total"), date.label("date"))
        .join(published_records, published_records.c.id == source)
        .where(among(target), field.in_(SHOWN_MENTIONS), *where)
        .subquery()
    )
    most = case(SHOWN_MENTIONS, value=ranked.c.field)
    return select(ranked).where(ranked.c.rank <= most).order_by(ranked.c.rank)


REFERRING = select_referring()


def render(connection: Connection, ids: Sequence[str], summaries: Summaries) -> list[Publication]:
    """Render the public documents of records of any kind.

    What is public was validated when it became so, and so were the summaries around it.
    """
    order = {record_id: step for step, record_id in enumerate(ids)}
    rows = connection.execute(PUBLIC, {"ids": ids}).all()
    found = referring(connection, [row.id for row in rows if row.kind in SHOWING])
    return write(connection, sorted(rows, key=lambda row: order[row.id]), found, summaries)


def write(
    connection: Connection, rows: Sequence[Row[Any]], found: Referring, summaries: Summaries
) -> list[Publication]:
    """Write the documents of records that are, or will be, public like this."""
    sources, counts = found
    targets = {target for row in rows for _, target in each_reference(row.kind, row.fields)}
    summaries.read(targets.union(*sources.values()))
    checks = checks_of(connection, [row.id for row in rows if row.kind == RecordKind.resource])
    former = former_names(connection, [row.id for row in rows])
    publications = []
    for row in rows:
        showing = [shown for source in sources[row.id] if (shown := summaries.get(source))]
        extra = additions(row.kind, showing, counts.get(row.id, 0), checks.get(row.id))
        document = pydantic_core.to_json(to_document(row, summaries, extra))
        own = Name(f"slug:{row.kind}", row.slug)
        names = (own, *former[row.id], *identifiers_in(row.fields), *addresses_in(row.fields))
        publications.append(Publication(row.id, row.kind, row.slug, document, names=names))
    return publications


def to_document(row: Row[Any], summaries: Summaries, extra: Mapping[str, Any]) -> dict[str, Any]:
    """Put the document together: identity, own fields, what is added, history, links."""
    fields = replace_references(row.kind, row.fields, lambda _, target: summaries.get(target))
    return {
        "id": row.id,
        "kind": row.kind,
        "slug": row.slug,
        **{name: fields[name] for name in KINDS[row.kind].order if name in fields},
        **extra,
        "version": row.version,
        "published_at": rfc3339(row.published_at),
        "updated_at": rfc3339(row.updated_at),
        "links": links(row.kind, row.slug),
    }


def links(kind: RecordKind, slug: str) -> dict[str, str]:
    """Write the addresses of a record, of its page for people and of its sub-lists."""
    path = f"{COLLECTIONS[kind]}/{quote(slug)}"
    own = f"{LINK_BASE}v1/{path}"
    below = {name: f"{own}/{name}" for name in SUBLISTS[kind]}
    return {"self": own, "page": f"{LINK_BASE}{path}", **below}


def additions(
    kind: RecordKind, showing: list[dict[str, Any]], count: int, check: dict[str, Any] | None
) -> dict[str, Any]:
    """Return what a document shows beside its fields."""
    if kind == RecordKind.report:
        return {"mention_count": count, "latest_mentions": showing}
    if kind == RecordKind.resource:
        return {"belongs_to": showing} | ({"health": check} if check else {})
    return {}


def referring(connection: Connection, ids: Sequence[str]) -> Referring:
    """Return what refers to each report or resource, and is shown there."""
    sources: dict[str, list[str]] = defaultdict(list)
    counts: dict[str, int] = {}
    if not ids:
        return sources, counts
    for row in connection.execute(REFERRING, {"ids": ids}):
        sources[row.target_id].append(row.source_id)
        counts[row.target_id] = row.total
    return sources, counts


def checks_of(connection: Connection, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Return what the last check of each link found."""
    if not ids:
        return {}
    rows = connection.execute(select(link_checks).where(among(link_checks.c.resource_id, ids)))
    return {
        row.resource_id: {
            "state": row.state,
            **({"status": row.status} if row.status else {}),
            "checked_at": rfc3339(row.checked_at),
            **({"final_url": row.final_url} if row.final_url else {}),
        }
        for row in rows
    }
