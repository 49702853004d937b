"""Consistency: whether tables and ledger agree, record by record."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ValidationError
from sqlalchemy import Column, ColumnElement, Connection, Select, func, select

from service.editorial import rendering
from service.editorial.fill import stored
from service.editorial.kinds import KINDS
from service.editorial.names import own_names
from service.editorial.summary import Summaries
from service.ledger.entry import Name
from service.ledger.tables import entries, head
from service.ledger.tables import names as ledger_names
from service.rows import among
from service.schemas.reference import each_reference
from service.schemas.values import RecordKind
from service.tables.import_line import import_lines
from service.tables.publication import published_records, published_references, stale_documents
from service.tables.record import Status, record_identifiers, record_references, records

PAGE = 500
REMEMBERED = (Status.withdrawn, Status.merged)
Facts = dict[str, set[tuple[Any, ...]]]


@dataclass(frozen=True)
class Fault:
    """One thing that does not agree: of which record (`-`: of none), and what."""

    record: str
    message: str


def faults(connection: Connection) -> Iterator[Fault]:
    """Compare everything with everything it follows from, as of one moment."""
    for message, statement in DISAGREEMENTS.items():
        for record_id in connection.execution_options(yield_per=PAGE).execute(statement).scalars():
            yield Fault(str(record_id), message)
    for kind in map(RecordKind, KINDS):
        for ids in pages(connection, published_records.c.id, published_records.c.kind == kind):
            yield from check_documents(connection, kind, ids)
            yield from check_public_references(connection, kind, ids)
        edited = records.c.kind == kind, records.c.status != Status.merged
        for ids in pages(connection, records.c.id, *edited):
            yield from check_fields(connection, kind, ids)


def pages(
    connection: Connection, column: Column[Any], *where: ColumnElement[bool]
) -> Iterator[Sequence[str]]:
    """Go through ids in pieces."""
    last = ""
    page = select(column).where(*where).order_by(column).limit(PAGE)
    while ids := connection.execute(page.where(column > last)).scalars().all():
        yield ids
        last = ids[-1]


def check_documents(
    connection: Connection, kind: RecordKind, ids: Sequence[str]
) -> Iterator[Fault]:
    """Render documents again and compare them with those of the ledger, byte for byte."""
    rendered = rendering.render(connection, ids, Summaries(connection))
    columns = (entries.c.id, entries.c.slug, entries.c.withdrawn, entries.c.document)
    rows = connection.execute(select(*columns).where(among(entries.c.id, ids)))
    known = {row.id: (row.slug, row.withdrawn, row.document) for row in rows}
    named = facts(connection, ledger_names.c.id, (ledger_names.c.scheme, ledger_names.c.value), ids)
    for one in rendered:
        if known.get(one.id) != (one.slug, False, one.document):
            yield Fault(one.id, "the ledger has another document than is rendered")
        if not fits(KINDS[kind].document, one.document):
            yield Fault(one.id, "the document does not fit its schema: publish the record again")
        if named[one.id] != pairs(one.names):
            yield Fault(one.id, "the ledger has other names than the record")


def fits(schema: type[BaseModel], document: bytes) -> bool:
    """Say whether a document is valid."""
    try:
        schema.model_validate_json(document)
    except ValidationError:
        return False
    return True


def check_public_references(
    connection: Connection, kind: RecordKind, ids: Sequence[str]
) -> Iterator[Fault]:
    """Compare what public fields refer to with what is kept beside them."""
    columns = (published_records.c.id, published_records.c.fields)
    rows = connection.execute(select(*columns).where(among(published_records.c.id, ids)))
    kept = reference_facts(connection, published_references.c, ids)
    for record_id, fields in rows:
        if kept[record_id] != references_in(kind, fields):
            yield Fault(record_id, "published_reference does not follow the public fields")


def check_fields(connection: Connection, kind: RecordKind, ids: Sequence[str]) -> Iterator[Fault]:
    """Compare the fields that editors have with the references and names kept beside them."""
    fields = stored(connection, KINDS[kind], ids)
    referring = reference_facts(connection, record_references.c, ids)
    identifier = record_identifiers.c
    named = facts(connection, identifier.record_id, (identifier.scheme, identifier.value), ids)
    for record_id in ids:
        if record_id not in fields:
            yield Fault(record_id, "the record has no fields")
            continue
        own = {name: value for name, value in fields[record_id].items() if value is not None}
        if referring[record_id] != references_in(kind, own):
            yield Fault(record_id, "record_reference does not follow the fields")
        if named[record_id] != pairs(own_names(kind, own)):
            yield Fault(record_id, "record_identifier does not follow the fields")


def reference_facts(connection: Connection, reference: Any, ids: Sequence[str]) -> Facts:
    """Return what is kept of the references of some records."""
    columns = reference.field, reference.position, reference.target_id
    return facts(connection, reference.source_id, columns, ids)


def facts(
    connection: Connection, of: Column[Any], columns: Sequence[Column[Any]], ids: Sequence[str]
) -> Facts:
    """Return some columns of all rows of some records, by record."""
    found: Facts = defaultdict(set)
    for record_id, *values in connection.execute(select(of, *columns).where(among(of, ids))):
        found[record_id].add(tuple(values))
    return found


def references_in(kind: RecordKind, fields: dict[str, Any]) -> set[tuple[Any, ...]]:
    """Return what is to be kept of the references that fields hold."""
    references = enumerate(each_reference(kind, fields))
    return {(str(path), step, target) for step, (path, target) in references}


def pairs(names: Sequence[Name]) -> set[tuple[Any, ...]]:
    """Return names as the tables have them."""
    return {(name.scheme, name.value) for name in names}


def public_count(connection: Connection) -> int:
    """Return how many records are public."""
    return connection.execute(select(func.count()).select_from(published_records)).scalar_one()


def disagreements() -> dict[str, Select[Any]]:
    """Write what never holds, each as a statement that finds the records of which it does."""
    public, entry = published_records.c, entries.c
    of_public = select(records.c.id).join(published_records, public.id == records.c.id)
    without_public = select(records.c.id).outerjoin(published_records, public.id == records.c.id)
    of_entry = select(entry.id).join(records, records.c.id == entry.id)
    without_entry = select(records.c.id).outerjoin(entries, entry.id == records.c.id)
    latest = select(func.coalesce(func.max(entry.sequence), 0)).scalar_subquery()
    is_published = records.c.status == Status.published
    return {
        "is left over in stale_document": select(stale_documents.c.id),
        "is left over in import_line": select(import_lines.c.id),
        "is called published, and nothing of it is": without_public.where(
            is_published, public.id.is_(None)
        ),
        "is public, and not called published": of_public.where(~is_published),
        "is public in a later version than it has": of_public.where(
            public.version > records.c.version
        ),
        "is public, and not in the ledger": select(public.id)
        .outerjoin(entries, entry.id == public.id)
        .where(entry.id.is_(None)),
        "is in the ledger, and not public": of_entry.where(~entry.withdrawn, ~is_published),
        "is withdrawn in the ledger only": of_entry.where(
            entry.withdrawn, records.c.status.not_in(REMEMBERED)
        ),
        "was withdrawn, and the ledger has no tombstone": without_entry.where(
            records.c.status.in_(REMEMBERED),
            records.c.published_at.is_not(None),
            func.coalesce(entry.withdrawn, False).is_(False),
        ),
        "is in the ledger without a record": select(entry.id)
        .outerjoin(records, records.c.id == entry.id)
        .where(records.c.id.is_(None)),
        "has a number above that of the ledger's head, or below its first": select(entry.id).where(
            (entry.sequence > select(head.c.sequence).scalar_subquery())
            | (entry.ordinal > entry.sequence)
        ),
        "the ledger's head is not its latest number": select(head.c.one).where(
            head.c.sequence != latest
        ),
    }


DISAGREEMENTS = disagreements()
