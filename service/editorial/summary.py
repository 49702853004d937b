"""Summaries: what one public document shows of another record."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, select

from service.batches import batches
from service.editorial.kinds import KINDS
from service.schemas.reference import SHOWN_FROM_BOTH_ENDS
from service.tables.publication import published_records

Summaries = Mapping[str, dict[str, Any]]
SHOWN = ("url", "published", "language", "media_type", "bytes")
READ_AT_ONCE = 1000
TYPES = ("type", "medium", "role")
NAMES = sorted({kind.name for kind in KINDS.values()})


def summarise(connection: Connection, ids: Iterable[str]) -> Summaries:
    """Return the summaries of the public records among these; the others are not there."""
    records = public(connection, set(ids))
    outlets = {fields["outlet"] for _, _, fields in records.values() if "outlet" in fields}
    names = {key: fields["label"] for key, (_, _, fields) in public(connection, outlets).items()}
    return {
        record_id: summary(record_id, kind, slug, fields, names)
        for record_id, (kind, slug, fields) in records.items()
    }


def public(connection: Connection, ids: set[str]) -> dict[str, tuple[str, str, dict[str, Any]]]:
    """Return kind, slug and fields of public records."""
    columns = (published_records.c[name] for name in ("id", "kind", "slug", "fields"))
    statement = select(*columns)
    return {
        record_id: (kind, slug, fields)
        for part in batches(ids, READ_AT_ONCE)
        for record_id, kind, slug, fields in connection.execute(
            statement.where(published_records.c.id.in_(part))
        )
    }


def appearance(slug: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return all of a record that the documents of others follow: if it stays, they do."""
    names = (*NAMES, *TYPES, *SHOWN, "outlet", *SHOWN_FROM_BOTH_ENDS)
    return {"slug": slug} | {name: fields.get(name) for name in names}


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
