"""Former slugs: those that a record had in public go on to lead to it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, delete, select, tuple_, update

from service.ledger.entry import Name
from service.ledger.tables import entries
from service.rows import among, insert_rows
from service.tables.record import former_slugs, records

FORMER = select(former_slugs.c.record_id, former_slugs.c.kind, former_slugs.c.slug).where(
    among(former_slugs.c.record_id)
)
RENAMED = (
    select(entries.c.kind, entries.c.slug, records.c.slug.label("present"), entries.c.id)
    .join(records, records.c.id == entries.c.id)
    .where(among(entries.c.id), entries.c.slug != records.c.slug)
)
"""What was public until now under another slug, withdrawn or not."""


def keep_former(connection: Connection, ids: Sequence[str]) -> None:
    """Keep the public slugs of records that are about to become public under others."""
    rows = connection.execute(RENAMED, {"ids": ids}).all()
    if not rows:
        return
    present = [(row.kind, row.present) for row in rows]
    slug = tuple_(former_slugs.c.kind, former_slugs.c.slug)
    connection.execute(delete(former_slugs).where(slug.in_(present)))
    kept = [{"kind": row.kind, "slug": row.slug, "record_id": row.id} for row in rows]
    insert_rows(connection, former_slugs, kept)


def hand_over(connection: Connection, record_id: str, into: str) -> None:
    """Let the slugs that one record has or had in public lead to another."""
    former = update(former_slugs).where(former_slugs.c.record_id == record_id)
    connection.execute(former.values(record_id=into))
    public = select(entries.c.kind, entries.c.slug).where(entries.c.id == record_id)
    kept = [{**row, "record_id": into} for row in connection.execute(public).mappings()]
    insert_rows(connection, former_slugs, kept)


def former_names(connection: Connection, ids: Sequence[str]) -> Mapping[str, list[Name]]:
    """Return the former slugs that each record still answers to."""
    found: dict[str, list[Name]] = defaultdict(list)
    for record_id, kind, slug in connection.execute(FORMER, {"ids": ids}):
        found[record_id].append(Name(f"former:{kind}", slug))
    return found
