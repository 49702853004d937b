"""Rendering: what is public of a record becomes its JSON document."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

import pydantic_core
from pydantic import ValidationError
from sqlalchemy import Connection, Row, func, select

from service.editorial.incoming import explain
from service.editorial.kinds import KINDS
from service.editorial.names import addresses_in, identifiers_in
from service.editorial.summary import Summaries
from service.errors import InvalidRecord
from service.ledger.entry import Name, Publication
from service.schemas.record import COLLECTIONS, LINK_BASE, SUBLISTS
from service.schemas.reference import each_reference, replace_references
from service.schemas.values import RecordKind, rfc3339
from service.tables.publication import published_records, published_references
from service.tables.record import former_slugs
from service.tables.resource import link_checks

LATEST = 5
PUBLISHED = ("id", "slug", "version", "published_at", "updated_at", "fields")
SHOWN_MENTIONS = {RecordKind.report: ("reports", LATEST), RecordKind.resource: ("resources", 100)}
"""By kind: the field by which other records refer to it, and how many of these it shows."""


def render(
    connection: Connection, kind: RecordKind, ids: Sequence[str], summaries: Summaries
) -> list[Publication]:
    """Render the public documents of records of one kind, validated against their schema."""
    columns = (published_records.c[name] for name in PUBLISHED)
    statement = select(*columns).where(published_records.c.id.in_(ids))
    rows = connection.execute(statement).all()
    sources, counts = referring(connection, kind, ids)
    targets = {target for row in rows for _, target in each_reference(kind, row.fields)}
    summaries.read(targets.union(*sources.values()))
    checks = checks_of(connection, ids) if kind is RecordKind.resource else {}
    former = former_names(connection, kind, ids)
    publications = []
    for row in rows:
        showing = [shown for source in sources[row.id] if (shown := summaries.get(source))]
        extra = additions(kind, showing, counts.get(row.id, 0), checks.get(row.id))
        document = to_document(row, kind, summaries, extra)
        own = Name(f"slug:{kind}", row.slug)
        names = (own, *former[row.id], *identifiers_in(row.fields), *addresses_in(row.fields))
        publications.append(Publication(row.id, kind, row.slug, document, names=names))
    return publications


def to_document(
    row: Row[Any], kind: RecordKind, summaries: Summaries, extra: Mapping[str, Any]
) -> bytes:
    """Put the document together: identity, own fields, what is added, history, links.

    Raises:
        InvalidRecord: with all that keeps it from being public.
    """
    fields = replace_references(kind, row.fields, lambda _, target: summaries.get(target))
    document = {
        "id": row.id,
        "kind": kind,
        "slug": row.slug,
        **{name: fields[name] for name in KINDS[kind].order if name in fields},
        **extra,
        "version": row.version,
        "published_at": rfc3339(row.published_at),
        "updated_at": rfc3339(row.updated_at),
        "links": links(kind, row.slug),
    }
    try:
        KINDS[kind].document.model_validate(document)
    except ValidationError as error:
        text = f"The {kind} {row.slug!r} cannot be public as it is."
        raise InvalidRecord(text, errors=explain(error, KINDS[kind])) from error
    return pydantic_core.to_json(document)


def links(kind: RecordKind, slug: str) -> dict[str, str]:
    """Write the addresses of a record and of its sub-lists."""
    own = f"{LINK_BASE}v1/{COLLECTIONS[kind]}/{quote(slug)}"
    return {"self": own, **{name: f"{own}/{name}" for name in SUBLISTS[kind]}}


def additions(
    kind: RecordKind, showing: list[dict[str, Any]], count: int, check: dict[str, Any] | None
) -> dict[str, Any]:
    """Return what a document shows beside its fields."""
    if kind is RecordKind.report:
        return {"mention_count": count, "latest_mentions": showing}
    if kind is RecordKind.resource:
        return {"belongs_to": showing} | ({"health": check} if check else {})
    return {}


def referring(
    connection: Connection, kind: RecordKind, ids: Sequence[str]
) -> tuple[Mapping[str, list[str]], Mapping[str, int]]:
    """Return what refers to each record and is shown there, latest first; and how many do."""
    sources: dict[str, list[str]] = defaultdict(list)
    counts: dict[str, int] = {}
    if kind not in SHOWN_MENTIONS:
        return sources, counts
    field, most = SHOWN_MENTIONS[kind]
    target, source = published_references.c.target_id, published_references.c.source_id
    latest = func.coalesce(published_records.c.published, "").desc()
    rank = func.row_number().over(partition_by=target, order_by=(latest, source))
    total = func.count().over(partition_by=target)
    ranked = (
        select(target, source, rank.label("rank"), total.label("total"))
        .join(published_records, published_records.c.id == source)
        .where(target.in_(ids), published_references.c.field == field)
        .subquery()
    )
    statement = select(ranked).where(ranked.c.rank <= most).order_by(ranked.c.rank)
    for target_id, source_id, _, counted in connection.execute(statement):
        sources[target_id].append(source_id)
        counts[target_id] = counted
    return sources, counts


def checks_of(connection: Connection, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Return what the last check of each link found."""
    rows = connection.execute(select(link_checks).where(link_checks.c.resource_id.in_(ids)))
    return {
        row.resource_id: {
            "state": row.state,
            **({"status": row.status} if row.status else {}),
            "checked_at": rfc3339(row.checked_at),
            **({"final_url": row.final_url} if row.final_url else {}),
        }
        for row in rows
    }


def former_names(
    connection: Connection, kind: RecordKind, ids: Sequence[str]
) -> Mapping[str, list[Name]]:
    """Return the former slugs that each record still answers to."""
    found: dict[str, list[Name]] = defaultdict(list)
    statement = select(former_slugs.c.record_id, former_slugs.c.slug)
    for record_id, slug in connection.execute(statement.where(former_slugs.c.record_id.in_(ids))):
        found[record_id].append(Name(f"former:{kind}", slug))
    return found
