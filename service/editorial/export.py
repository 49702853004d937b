"""Export: records as lines that the import reads."""

from collections.abc import Iterator, Sequence
from typing import Any

import pydantic_core
from sqlalchemy import Connection, Engine, select

from service.batches import batches
from service.editorial.fill import stored
from service.editorial.kinds import KINDS, Kind
from service.rows import among
from service.schemas.reference import each_reference, replace_references
from service.tables.database import reading
from service.tables.publication import published_records
from service.tables.record import Status, records

PAGE = 500


def export_lines(engine: Engine, *, drafts: bool = False) -> Iterator[bytes]:
    """Write every public record as a line of JSON; with `drafts` all, as editors have them.

    Raises:
        ServiceUnavailable: if the database does not answer.
    """
    with reading(engine) as connection:
        for kind in KINDS.values():
            last = ""
            while page := read_page(connection, kind, last, drafts=drafts):
                last = page[-1]["id"]
                shown = None if drafts else public_ids(connection, page)
                for record in page:
                    yield line(kind, record, shown)


def read_page(
    connection: Connection, kind: Kind, after: str, *, drafts: bool
) -> list[dict[str, Any]]:
    """Return the next records of a kind in the order of their ids."""
    slug = records.c.slug if drafts else published_records.c.slug
    statement = (
        select(records.c.id, records.c.key, slug, published_records.c.fields)
        .join(published_records, published_records.c.id == records.c.id, isouter=drafts)
        .where(records.c.kind == kind.kind, records.c.id > after)
        .where(records.c.status != Status.merged)
        .order_by(records.c.id)
        .limit(PAGE)
    )
    rows = connection.execute(statement).mappings().all()
    own = stored(connection, kind, [row["id"] for row in rows]) if drafts else {}
    return [{"kind": kind.kind, **row, "fields": own.get(row["id"], row["fields"])} for row in rows]


def public_ids(connection: Connection, page: Sequence[dict[str, Any]]) -> set[str]:
    """Return the public records among those that these refer to."""
    named = {
        target for record in page for _, target in each_reference(record["kind"], record["fields"])
    }
    known = published_records.c.id
    return {
        key
        for part in batches(named, PAGE)
        for key in connection.execute(select(known).where(among(known, part))).scalars()
    }


def line(kind: Kind, record: dict[str, Any], shown: set[str] | None) -> bytes:
    """Write one record; what is empty is left out, and what is not public, if only that goes."""
    fields = replace_references(
        kind.kind,
        record["fields"],
        lambda _, target: target if shown is None or target in shown else None,
    )
    names = {name: record[name] for name in ("kind", "id", "key", "slug") if record[name]}
    content = {name: fields[name] for name in kind.order if fields.get(name) not in (None, [], {})}
    return pydantic_core.to_json(names | content) + b"\n"
