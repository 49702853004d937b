"""Export: records as lines that the import reads."""

from collections.abc import Iterator, Sequence
from typing import Any

import pydantic_core
from sqlalchemy import Engine, select
from sqlmodel import Session, col

from service.editorial.fill import stored
from service.editorial.kinds import KINDS, Kind
from service.schemas.reference import each_reference, replace_references
from service.tables.record import PublishedRecord, Record

PAGE = 500


def export_lines(engine: Engine, *, drafts: bool = False) -> Iterator[bytes]:
    """Write every public record as a line of JSON; with `drafts` all, as editors have them."""
    with Session(engine.execution_options(reading=True)) as session:
        for kind in KINDS.values():
            last = ""
            while records := page(session, kind, last, drafts=drafts):
                last = records[-1]["id"]
                public = None if drafts else public_ids(session, records)
                for record in records:
                    yield line(kind, record, public)


def page(session: Session, kind: Kind, after: str, *, drafts: bool) -> list[dict[str, Any]]:
    """Return the next records of a kind in the order of their ids."""
    statement = select(Record.id, Record.key, Record.slug, PublishedRecord.fields)
    statement = statement.outerjoin(PublishedRecord, col(PublishedRecord.id) == Record.id)
    statement = statement.where(Record.kind == kind.kind, Record.id > after)
    if not drafts:
        statement = statement.where(col(PublishedRecord.id).is_not(None))
    rows = session.execute(statement.order_by(col(Record.id)).limit(PAGE)).all()
    fields = stored(session, kind, [row.id for row in rows]) if drafts else {}
    return [
        {"kind": kind.kind, "id": row.id, "key": row.key, "slug": row.slug}
        | {"fields": fields.get(row.id, row.fields)}
        for row in rows
    ]


def public_ids(session: Session, records: Sequence[dict[str, Any]]) -> set[str]:
    """Return the public records among those that these refer to."""
    named = {
        target
        for record in records
        for _, target in each_reference(record["kind"], record["fields"])
    }
    statement = select(PublishedRecord.id).where(col(PublishedRecord.id).in_(named))
    return set(session.execute(statement).scalars())


def line(kind: Kind, record: dict[str, Any], public: set[str] | None) -> bytes:
    """Write one record; what is empty is left out, and what is not public, if only that goes."""
    fields = replace_references(
        kind.kind,
        record["fields"],
        lambda _, target: target if public is None or target in public else None,
    )
    names = {name: record[name] for name in ("kind", "id", "key", "slug") if record[name]}
    content = {name: fields[name] for name in kind.order if fields.get(name) not in (None, [], {})}
    return pydantic_core.to_json(names | content) + b"\n"
