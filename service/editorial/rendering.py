"""Rendering: what is public of a record becomes its JSON document."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

import pydantic_core
from sqlalchemy import func, select
from sqlmodel import Session, col

from service import identifiers
from service.editorial.kinds import KINDS
from service.editorial.summary import Summaries, summarise
from service.ledger.entry import Name, Publication
from service.schemas.record import COLLECTIONS, LINK_BASE, SUBLISTS
from service.schemas.reference import each_reference, replace_references
from service.schemas.values import RecordKind, rfc3339
from service.tables.record import FormerSlug, PublishedRecord, PublishedReference
from service.tables.resource import LinkCheck

LATEST = 5


def render(session: Session, kind: RecordKind, ids: Sequence[str]) -> list[Publication]:
    """Render the public documents of records of one kind, validated against their schema."""
    statement = select(PublishedRecord).where(col(PublishedRecord.id).in_(ids))
    records = session.execute(statement).scalars().all()
    shown = {target for record in records for _, target in each_reference(kind, record.fields)}
    backward = referring(session, kind, ids)
    shown.update(source for sources, _ in backward.values() for source in sources)
    summaries = summarise(session, shown)
    checks = link_checks(session, ids) if kind is RecordKind.resource else {}
    answering = slugs(session, kind, ids)
    publications = []
    for record in records:
        extra = additions(kind, summaries, *backward[record.id], checks.get(record.id))
        document = to_document(record, kind, summaries, extra)
        own = Name(f"slug:{kind}", record.slug)
        names = (own, *answering[record.id], *names_in(record.fields))
        publications.append(Publication(record.id, kind, record.slug, document, names=names))
        session.expunge(record)
    return publications


def to_document(
    record: PublishedRecord, kind: RecordKind, summaries: Summaries, extra: Mapping[str, Any]
) -> bytes:
    """Put the document together: identity, own fields, what is added, history, links."""
    fields = replace_references(kind, record.fields, lambda _, target: summaries.get(target))
    document = {
        "id": record.id,
        "kind": str(kind),
        "slug": record.slug,
        **{name: fields[name] for name in KINDS[kind].order if name in fields},
        **extra,
        "version": record.version,
        "published_at": rfc3339(record.published_at),
        "updated_at": rfc3339(record.updated_at),
        "links": links(kind, record.slug),
    }
    KINDS[kind].document.model_validate(document)
    return pydantic_core.to_json(document)


def links(kind: RecordKind, slug: str) -> dict[str, str]:
    """Write the addresses of a record and of its sub-lists."""
    own = f"{LINK_BASE}v1/{COLLECTIONS[kind]}/{quote(slug)}"
    return {"self": own, **{name: f"{own}/{name}" for name in SUBLISTS[kind]}}


def additions(
    kind: RecordKind,
    summaries: Summaries,
    sources: Sequence[str],
    count: int,
    check: dict[str, Any] | None,
) -> dict[str, Any]:
    """Return what a document shows beside its fields."""
    referring = [summaries[source] for source in sources if source in summaries]
    if kind is RecordKind.report:
        return {"mention_count": count, "latest_mentions": referring}
    if kind is RecordKind.resource:
        return {"belongs_to": referring} | ({"health": check} if check else {})
    return {}


def referring(
    session: Session, kind: RecordKind, ids: Sequence[str]
) -> Mapping[str, tuple[list[str], int]]:
    """Return what refers to each record and is shown there, latest first, and how many."""
    found: dict[str, tuple[list[str], int]] = defaultdict(lambda: ([], 0))
    if kind not in {RecordKind.report, RecordKind.resource}:
        return found
    field, most = ("reports", LATEST) if kind is RecordKind.report else ("resources", 100)
    target, source = col(PublishedReference.target_id), col(PublishedReference.source_id)
    latest = func.coalesce(PublishedRecord.published, "").desc()
    ranked = (
        select(
            target.label("target"),
            source.label("source"),
            func.row_number().over(partition_by=target, order_by=(latest, source)).label("rank"),
            func.count().over(partition_by=target).label("count"),
        )
        .join(PublishedRecord, col(PublishedRecord.id) == source)
        .where(target.in_(ids), PublishedReference.field == field)
        .subquery()
    )
    statement = select(ranked).where(ranked.c.rank <= most).order_by(ranked.c.target, ranked.c.rank)
    for row in session.execute(statement):
        sources, _ = found[row.target]
        found[row.target] = ([*sources, row.source], row.count)
    return found


def link_checks(session: Session, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Return what the last check of each link found."""
    rows = session.execute(select(LinkCheck).where(col(LinkCheck.resource_id).in_(ids))).scalars()
    return {
        row.resource_id: {
            "state": str(row.state),
            **({"status": row.status} if row.status else {}),
            "checked_at": rfc3339(row.checked_at),
            **({"final_url": row.final_url} if row.final_url else {}),
        }
        for row in rows
    }


def slugs(session: Session, kind: RecordKind, ids: Sequence[str]) -> Mapping[str, list[Name]]:
    """Return the former slugs that each record still answers to."""
    found: dict[str, list[Name]] = defaultdict(list)
    statement = select(FormerSlug).where(col(FormerSlug.record_id).in_(ids))
    for row in session.execute(statement).scalars():
        found[row.record_id].append(Name(f"former:{kind}", row.slug))
    return found


def names_in(fields: Mapping[str, Any]) -> Iterable[Name]:
    """List the identifiers and addresses that the fields hold, in canonical form."""
    for identifier in fields.get("identifiers", ()):
        scheme = identifier["scheme"]
        yield Name(scheme, identifiers.canonical(scheme, identifier["value"]))
    copies = (copy["url"] for copy in fields.get("copies", ()))
    for url in (fields.get("url"), *copies, *fields.get("same_as", ())):
        if url:
            yield Name("url", identifiers.canonical_url(url))
