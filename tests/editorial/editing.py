"""What tests of the editors' side do over and over: write, publish, and look at the ledger."""

from collections.abc import Sequence
from typing import Any

import pydantic_core
from sqlalchemy import Engine, func, select

from service.editorial import drafting, publication
from service.editorial.keys import Editor, Scope
from service.editorial.revision import Change
from service.ledger.tables import entries, names
from service.schemas.values import RecordKind
from service.tables.database import reading, writing
from service.tables.record import records
from service.tables.revision import revisions
from tests.builders import Written

EDITOR = Editor("editor01", "Editor", frozenset({Scope.edit, Scope.publish}))
CHANGE = Change(EDITOR, "for a test")


def create(engine: Engine, *written: Written, publish: bool = False) -> list[str]:
    """Store drafts, and publish them if asked to; return their ids."""
    with writing(engine) as connection:
        ids = [drafting.create(connection, CHANGE, RecordKind(one["kind"]), one) for one in written]
        if publish:
            publication.publish(connection, ids, CHANGE)
    return ids


def patch(engine: Engine, kind: str, record_id: str, **members: Any) -> None:
    """Change some fields of a record."""
    with writing(engine) as connection:
        drafting.patch(connection, CHANGE, RecordKind(kind), record_id, members)


def publish(engine: Engine, *ids: str) -> int:
    """Publish records; return how many documents changed."""
    with writing(engine) as connection:
        return publication.publish(connection, ids, CHANGE)


def document(engine: Engine, record_id: str) -> dict[str, Any] | None:
    """Return what the ledger has of a record."""
    with reading(engine) as connection:
        found = connection.execute(select(entries.c.document).where(entries.c.id == record_id))
        content = found.scalar()
    return pydantic_core.from_json(content) if content else None


def column(engine: Engine, record_id: str, name: str) -> Any:
    """Return one column of what all records have in common."""
    with reading(engine) as connection:
        found = select(records.c[name]).where(records.c.id == record_id)
        return connection.execute(found).scalar_one()


def owner(engine: Engine, scheme: str, value: str) -> str | None:
    """Return which public record answers to a name."""
    with reading(engine) as connection:
        wanted = names.c.scheme == scheme, names.c.value == value
        return connection.execute(select(names.c.id).where(*wanted)).scalar()


def length(engine: Engine) -> int:
    """Return how many records the ledger has."""
    with reading(engine) as connection:
        return connection.execute(select(func.count()).select_from(entries)).scalar_one()


def history(engine: Engine, record_id: str) -> Sequence[tuple[str, str, str | None]]:
    """Return action, editor and reason of each revision of a record."""
    columns = (revisions.c.action, revisions.c.editor, revisions.c.reason)
    of_record = select(*columns).where(revisions.c.record_id == record_id)
    with reading(engine) as connection:
        found = connection.execute(of_record.order_by(revisions.c.number))
        return [(action, editor, reason) for action, editor, reason in found]
