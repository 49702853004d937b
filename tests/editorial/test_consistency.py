"""Promises of the comparison of tables and ledger."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, delete, insert, update

from service.editorial.consistency import faults
from service.editorial.merging import merge
from service.editorial.publication import withdraw
from service.ledger.tables import entries, head
from service.ledger.tables import names as ledger_names
from service.schemas.values import RecordKind
from service.tables.database import reading, writing
from service.tables.publication import published_records, published_references, stale_documents
from service.tables.record import record_identifiers, record_references, records
from service.tables.report import reports
from tests.builders import make_authority, make_mention, make_report
from tests.editorial.editing import CHANGE, create, patch

Damage = Callable[[Connection], Any]


def found(engine: Engine) -> list[str]:
    with reading(engine) as connection:
        return [fault.message for fault in faults(connection)]


def fill(engine: Engine) -> list[str]:
    """Store a bit of everything: public, edited, draft, withdrawn and merged records."""
    ids = [
        *create(engine, make_authority(key="a"), make_authority(key="b"), publish=True),
        *create(
            engine,
            make_report(publishers=["b"], identifiers=[{"scheme": "doi", "value": "10.1000/1"}]),
            publish=True,
        ),
        *create(engine, make_mention(reports=["report"], url="https://a.example/"), publish=True),
        *create(engine, make_report(key="draft"), make_authority(key="c")),
    ]
    (gone,) = create(engine, make_report(key="gone"), publish=True)
    patch(engine, "report", ids[2], title={"en": "Not public yet"})
    with writing(engine) as connection:
        merge(connection, CHANGE, RecordKind.authority, ids[1], ids[0])
        withdraw(connection, gone, "Wrong", ids[2], CHANGE)
    return ids


def test_what_was_written_in_the_usual_ways_agrees(engine: Engine) -> None:
    fill(engine)
    assert found(engine) == []


IS_REPORT = published_records.c.kind == RecordKind.report
DAMAGES: dict[str, Damage] = {
    "another document": lambda one: one.execute(update(entries).values(document=b"{}")),
    "other names": lambda one: one.execute(delete(ledger_names)),
    "published_reference does not": lambda one: one.execute(delete(published_references)),
    "record_reference does not": lambda one: one.execute(delete(record_references)),
    "record_identifier does not": lambda one: one.execute(delete(record_identifiers)),
    "has no fields": lambda one: one.execute(delete(reports)),
    "head is not its latest": lambda one: one.execute(update(head).values(sequence=1000)),
    "above that of the ledger's head": lambda one: one.execute(update(head).values(sequence=1)),
    "is public, and not called published": lambda one: one.execute(
        update(records).values(status="draft")
    ),
    "in the ledger, and not public": lambda one: one.execute(
        update(records).values(status="withdrawn")
    ),
    "no tombstone": lambda one: one.execute(update(entries).values(withdrawn=False)),
    "withdrawn in the ledger only": lambda one: one.execute(update(entries).values(withdrawn=True)),
    "later version": lambda one: one.execute(update(records).values(version=0)),
    "called published, and nothing": lambda one: [
        one.execute(delete(published_references)),
        one.execute(delete(published_records)),
    ],
    "not in the ledger": lambda one: [
        one.execute(delete(ledger_names)),
        one.execute(delete(entries)),
    ],
    "left over in stale_document": lambda one: one.execute(
        insert(stale_documents).from_select(
            ["kind", "id"],
            published_records.select()
            .with_only_columns(published_records.c.kind, published_records.c.id)
            .where(IS_REPORT),
        )
    ),
}


@pytest.mark.parametrize("expected", DAMAGES)
def test_damage_is_found(engine: Engine, expected: str) -> None:
    fill(engine)
    with writing(engine) as connection:
        DAMAGES[expected](connection)
    assert any(expected in message for message in found(engine))
