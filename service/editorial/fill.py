"""Filling: storing the fields of claimed records, with their references found."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlmodel import Session, col

from service.editorial.claim import Failure
from service.editorial.incoming import Incoming, Problem
from service.editorial.kinds import KINDS, Kind
from service.editorial.reference import find_records, wanted
from service.errors import FieldError
from service.schemas.reference import REFERENCES, each_reference, replace_references
from service.schemas.values import RecordKind
from service.tables.authority import Authority
from service.tables.base import now
from service.tables.record import ImportLine, Record, RecordReference

Found = dict[tuple[RecordKind, str, str], str]


def fill(session: Session, batch: Sequence[Incoming]) -> list[Failure]:
    """Store the fields of each record of the batch; return those whose references fail.

    Sets `changed` on each record whose stored fields are now others than before.
    """
    asked = {
        wanted(path, reference)
        for incoming in batch
        for path, reference in each_reference(incoming.kind, incoming.fields)
    }
    found = find_records(session, asked)
    failures = [failure for incoming in batch for failure in check_references(incoming, found)]
    failed = {id(incoming) for incoming, _ in failures}
    good = [incoming for incoming in batch if id(incoming) not in failed]
    for incoming in good:
        incoming.fields = replace_references(
            incoming.kind, incoming.fields, lambda path, value: found[wanted(path, value)]
        )
    for kind in KINDS.values():
        store(session, kind, [incoming for incoming in good if incoming.kind is kind.kind])
    return failures


def check_references(incoming: Incoming, found: Found) -> list[Failure]:
    """Find references to nothing and to the record itself."""
    failures = []
    for path, reference in each_reference(incoming.kind, incoming.fields):
        ((scheme, value),) = reference.items()
        target = found.get(wanted(path, reference))
        if target is None:
            named = "key, id or slug" if scheme == "name" else scheme
            text = f"no {path.kind} has the {named} {value!r}: add it or correct the reference"
            failures.append((incoming, FieldError(str(path), text)))
        elif target == incoming.id:
            text = f"{value!r} is the record itself: remove it"
            failures.append((incoming, FieldError(str(path), text)))
    return failures


def check_types(session: Session) -> list[Problem]:
    """Find references of the import to authorities of the wrong type, once all are stored."""
    problems = []
    for path in {path for paths in REFERENCES.values() for path in paths if path.types}:
        statement = (
            select(ImportLine.line, Authority.type)
            .join(RecordReference, col(RecordReference.source_id) == ImportLine.id)
            .join(Authority, col(Authority.id) == RecordReference.target_id)
            .where(RecordReference.field == str(path), col(Authority.type).not_in(path.types))
        )
        allowed = " or ".join(path.types)
        problems += [
            Problem(line, str(path), f"refers to a {found}: name a record of type {allowed}")
            for line, found in session.execute(statement).tuples()
        ]
    return problems


def store(session: Session, kind: Kind, batch: Sequence[Incoming]) -> None:
    """Write the fields that differ from those stored."""
    ids = [incoming.id for incoming in batch]
    old = stored(session, kind, ids)
    changed = [one for one in batch if row_of(kind, one) != old.get(one.id)]
    for incoming in changed:
        incoming.changed = True
    known = [incoming.id for incoming in changed if incoming.id in old]
    if known:
        forget(session, kind, known)
    if changed:
        session.execute(insert(kind.columns), [row_of(kind, incoming) for incoming in changed])
        write_references(session, changed)
    renamed = [one.id for one in batch if one.changed and one.id in old]
    if renamed:
        statement = update(Record).where(col(Record.id).in_(renamed))
        session.execute(statement.values(version=Record.version + 1, updated_at=now()))


def row_of(kind: Kind, incoming: Incoming) -> dict[str, Any]:
    """Return the columns of the kind's table."""
    return {"id": incoming.id, **{name: incoming.fields.get(name) for name in kind.order}}


def stored(session: Session, kind: Kind, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Return the rows of the kind's table under these ids, each in the kind's order."""
    if not ids:
        return {}
    columns = [kind.columns.c[name] for name in ("id", *kind.order)]
    rows = session.execute(select(*columns).where(kind.columns.c.id.in_(ids)))
    return {row.id: dict(row._mapping) for row in rows}  # noqa: SLF001  public, despite its name


def forget(session: Session, kind: Kind, ids: Sequence[str]) -> None:
    """Remove fields and references that are about to be written anew."""
    session.execute(delete(kind.columns).where(kind.columns.c.id.in_(ids)))
    session.execute(delete(RecordReference).where(col(RecordReference.source_id).in_(ids)))


def write_references(session: Session, batch: Sequence[Incoming]) -> None:
    """Keep beside the fields which records they refer to."""
    rows = [row for incoming in batch for row in reference_rows(incoming)]
    if rows:
        session.execute(insert(RecordReference), rows)


def reference_rows(incoming: Incoming) -> list[dict[str, Any]]:
    """List what one record refers to, in order."""
    references = each_reference(incoming.kind, incoming.fields)
    return [
        {"source_id": incoming.id, "field": str(path), "position": step, "target_id": target}
        for step, (path, target) in enumerate(references)
    ]
