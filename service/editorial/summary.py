"""Summaries: what one public document shows of another record."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, select

from service.editorial.kinds import KINDS
from service.rows import among
from service.schemas.reference import SHOWN_FROM_BOTH_ENDS
from service.tables.publication import published_records

SHOWN = ("url", "published", "language", "media_type", "bytes")
TYPES = ("type", "medium", "role")
NAMES = sorted({kind.name for kind in KINDS.values()})
MOST_KEPT = 10_000
public = published_records.c
SUMMARIES = select(public.id, public.summary, public.outlet).where(among(public.id))
PUBLIC_FIELDS = select(public.id, public.slug, public.fields).where(among(public.id))


def summary(record_id: str, kind: str, slug: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Write the summary of one record; what is not known is left out.

    The name of a mention's outlet is added when it is shown: it can change by itself.
    """
    values = {
        "id": record_id,
        "kind": kind,
        "type": next((fields[name] for name in TYPES if name in fields), None),
        "slug": slug,
        "label": fields.get(KINDS[kind].name),
        **{name: fields.get(name) for name in SHOWN},
    }
    return {name: value for name, value in values.items() if value is not None}


Shown = tuple[dict[str, Any], str | None]
"""A summary as it is stored, and the outlet that belongs to it."""


class Summaries:
    """The summaries of public records, each read once as long as nothing public changes.

    Those that are `ahead` count as if they were public already.
    """

    def __init__(self, connection: Connection, ahead: Mapping[str, Shown] | None = None) -> None:
        self.connection = connection
        self.ahead = ahead or {}
        self.known: dict[str, dict[str, Any]] = {}

    def get(self, record_id: str) -> dict[str, Any] | None:
        """Return the summary of a record that was read, if it is public."""
        return self.known.get(record_id)

    def read(self, ids: set[str]) -> None:
        """Read the summaries of the public records among these."""
        if len(self.known) > MOST_KEPT:
            self.known.clear()
        found = self.stored(ids - self.known.keys())
        outlets = {outlet for _, outlet in found.values() if outlet}
        labels = {key: shown["label"] for key, (shown, _) in self.stored(outlets).items()}
        for key, (shown, outlet) in found.items():
            self.known[key] = shown | {"outlet": labels[outlet]} if outlet in labels else shown

    def stored(self, ids: set[str]) -> dict[str, Shown]:
        """Return the summaries of records as they are stored, or will be."""
        ahead = {key: self.ahead[key] for key in ids & self.ahead.keys()}
        if not ids - ahead.keys():
            return ahead
        rows = self.connection.execute(SUMMARIES, {"ids": ids - ahead.keys()})
        return ahead | {key: (shown, outlet) for key, shown, outlet in rows}


def public_fields(connection: Connection, ids: set[str]) -> dict[str, tuple[str, dict[str, Any]]]:
    """Return slug and fields of public records."""
    rows = connection.execute(PUBLIC_FIELDS, {"ids": ids})
    return {key: (slug, fields) for key, slug, fields in rows}


def appearance(slug: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return all of a record that the documents of others follow: if it stays, they do."""
    names = (*NAMES, *TYPES, *SHOWN, "outlet", *SHOWN_FROM_BOTH_ENDS)
    return {"slug": slug} | {name: fields.get(name) for name in names}
