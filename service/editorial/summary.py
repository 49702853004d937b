"""Summaries: what one public document shows of another record."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from service.editorial.kinds import KINDS
from service.tables.record import PublishedRecord

Summaries = Mapping[str, dict[str, Any]]
SHOWN = ("url", "published", "language", "media_type", "bytes")
TYPES = ("type", "medium", "role")


def summarise(session: Session, ids: Iterable[str]) -> Summaries:
    """Return the summaries of the public records among these; the others are not there."""
    records = public(session, set(ids))
    outlets = {fields["outlet"] for _, _, fields in records.values() if "outlet" in fields}
    names = {key: fields["label"] for key, (_, _, fields) in public(session, outlets).items()}
    return {
        record_id: summary(record_id, kind, slug, fields, names)
        for record_id, (kind, slug, fields) in records.items()
    }


def public(session: Session, ids: set[str]) -> dict[str, tuple[str, str, dict[str, Any]]]:
    """Return kind, slug and fields of public records."""
    if not ids:
        return {}
    columns = (PublishedRecord.id, PublishedRecord.kind, PublishedRecord.slug)
    statement = select(*columns, col(PublishedRecord.fields)).where(
        col(PublishedRecord.id).in_(ids)
    )
    return {row.id: (row.kind, row.slug, row.fields) for row in session.execute(statement)}


def summary(
    record_id: str, kind: str, slug: str, fields: dict[str, Any], outlets: dict[str, Any]
) -> dict[str, Any]:
    """Write the summary of one record; what is not known is left out."""
    values = {
        "id": record_id,
        "kind": kind,
        "type": next((fields[name] for name in TYPES if name in fields), None),
        "slug": slug,
        "label": fields.get(KINDS[kind].name),
        **{name: fields.get(name) for name in SHOWN},
        "outlet": outlets.get(fields.get("outlet", "")),
    }
    return {name: value for name, value in values.items() if value is not None}
