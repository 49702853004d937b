"""Promises of publishing at a time."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, func, select, update
from structlog.testing import capture_logs

from service.editorial.publication import withdraw
from service.editorial.revision import Change
from service.editorial.schedule import Failing, kept, publish_due, schedule
from service.errors import InvalidRecord, RecordConflict, RecordNotFound
from service.ledger.tables import head
from service.tables.base import now
from service.tables.database import open_engine, reading, writing
from service.tables.record import records
from service.tables.revision import revisions
from tests.builders import make_authority, make_mention, make_report
from tests.editorial.editing import (
    CHANGE,
    EDITOR,
    column,
    create,
    document,
    history,
    length,
    patch,
)

HOUR = timedelta(hours=1)
REFUSE = {
    "sqlite": "CREATE TRIGGER refuse BEFORE UPDATE OF status ON record WHEN new.id = '{}' "
    "BEGIN SELECT RAISE(ABORT, 'refused'); END",
    "postgresql": "ALTER TABLE record ADD CONSTRAINT refuse "
    "CHECK (id <> '{}' OR status <> 'published')",
}
"""Lets publishing a record fail as only a fault of ours could make it fail."""


def embargo(engine: Engine, ids: list[str], at: datetime | None) -> None:
    with writing(engine) as connection:
        schedule(connection, Change(EDITOR, "the press conference"), ids, at)


def test_nothing_is_public_before_its_moment_and_all_of_it_at_its_moment(engine: Engine) -> None:
    at = now() + HOUR
    (report,) = create(engine, make_report())
    (mention,) = create(engine, make_mention(reports=["report"]))
    embargo(engine, [report, mention], at)
    assert publish_due(engine) == []
    assert publish_due(engine, at - timedelta(seconds=1)) == []
    assert length(engine) == 0
    assert sorted(publish_due(engine, at)) == sorted([report, mention])
    assert (document(engine, report) or {})["mention_count"] == 1
    assert column(engine, report, "publish_at") is None


def test_the_revision_says_who_scheduled_and_why(engine: Engine) -> None:
    (report,) = create(engine, make_report())
    embargo(engine, [report], now() + HOUR)
    publish_due(engine, now() + HOUR)
    assert history(engine, report)[1:] == [
        ("scheduled", "Editor", "the press conference"),
        ("published", "Editor", "the press conference"),
    ]


def test_a_moment_that_passed_while_nobody_served_is_made_up_for(engine: Engine) -> None:
    (report,) = create(engine, make_report())
    embargo(engine, [report], now() + HOUR)
    with writing(engine) as connection:
        connection.execute(update(records).values(publish_at=now() - HOUR))
    with kept(engine):
        wait_for(engine, 1)
    assert document(engine, report)


def test_a_record_becomes_public_by_itself(engine: Engine) -> None:
    (report,) = create(engine, make_report())
    with kept(engine):
        embargo(engine, [report], now() + timedelta(seconds=2))
        assert length(engine) == 0
        wait_for(engine, 1)


def wait_for(engine: Engine, wanted: int) -> None:
    """Wait until the ledger has so many records: the thread of `kept` fills it."""
    for _ in range(300):
        if length(engine) == wanted:
            return
        time.sleep(0.1)
    pytest.fail("nothing was published")


def test_many_processes_publish_exactly_once(engine: Engine, database_url: str) -> None:
    at = now() + HOUR
    ids = create(engine, *(make_report(key=f"r{n}", slug=f"r{n}") for n in range(5)))
    embargo(engine, ids, at)
    engines = [open_engine(database_url) for _ in range(6)]
    with ThreadPoolExecutor(6) as pool:
        published = list(pool.map(lambda one: publish_due(one, at), engines))
    for one in engines:
        one.dispose()
    assert sorted(record for several in published for record in several) == sorted(ids)
    with reading(engine) as connection:
        assert connection.execute(select(head.c.sequence)).scalar() == 5
        times = select(func.count()).where(revisions.c.action == "published")
        assert connection.execute(times).scalar() == 5


def test_an_edit_of_a_public_record_waits_for_its_moment_too(engine: Engine) -> None:
    (report,) = create(engine, make_report(), publish=True)
    patch(engine, "report", report, title={"en": "Corrected"})
    embargo(engine, [report], now() + HOUR)
    assert (document(engine, report) or {})["title"] == {"en": "A report"}
    publish_due(engine, now() + HOUR)
    assert (document(engine, report) or {})["title"] == {"en": "Corrected"}


def test_an_embargo_can_be_moved_and_taken_off(engine: Engine) -> None:
    (report,) = create(engine, make_report())
    embargo(engine, [report], now() + HOUR)
    embargo(engine, [report], now() + 3 * HOUR)
    assert publish_due(engine, now() + 2 * HOUR) == []
    embargo(engine, [report], None)
    assert publish_due(engine, now() + 4 * HOUR) == []


def test_a_moment_that_is_over_is_refused(engine: Engine) -> None:
    (report,) = create(engine, make_report())
    with pytest.raises(InvalidRecord) as refused:
        embargo(engine, [report], now() - HOUR)
    assert [error.field for error in refused.value.errors] == ["at"]


def test_a_record_that_is_not_there_is_named(engine: Engine) -> None:
    with pytest.raises(RecordNotFound, match="nobody000000"):
        embargo(engine, ["nobody000000"], now() + HOUR)


def test_a_withdrawn_record_is_not_scheduled(engine: Engine) -> None:

    (report,) = create(engine, make_report(), publish=True)
    with writing(engine) as connection:
        withdraw(connection, report, "Retracted", change=CHANGE)
    with pytest.raises(RecordConflict, match="withdrawn"):
        embargo(engine, [report], now() + HOUR)


def test_authorities_named_become_public_with_the_record(engine: Engine) -> None:
    create(engine, make_authority())
    (report,) = create(engine, make_report(publishers=["authority"]))
    embargo(engine, [report], now() + HOUR)
    publish_due(engine, now() + HOUR)
    assert length(engine) == 2


def two_moments(engine: Engine) -> tuple[datetime, list[str]]:
    """Schedule two records for moments after one another; the first cannot become public."""
    at = now() + HOUR
    ids = create(engine, make_report(key="bad", slug="bad"), make_report(key="good", slug="good"))
    for step, record_id in enumerate(ids):
        embargo(engine, [record_id], at + timedelta(seconds=step))
    with writing(engine) as connection:
        connection.exec_driver_sql(REFUSE[engine.dialect.name].format(ids[0]))
    return at + timedelta(seconds=2), ids


def test_what_cannot_be_published_keeps_nothing_else_waiting(engine: Engine) -> None:
    present, (bad, good) = two_moments(engine)
    with capture_logs() as logged:
        assert publish_due(engine, present) == [good]
    assert [(one["event"], one["log_level"]) for one in logged] == [
        ("scheduled records cannot be published", "error")
    ]
    assert column(engine, bad, "publish_at") is not None


def test_what_cannot_be_published_is_tried_ever_less_often(engine: Engine) -> None:
    present, _ = two_moments(engine)
    failing = Failing()
    with capture_logs() as logged:
        for second in range(200):
            publish_due(engine, present + timedelta(seconds=second), failing)
    assert [one["again_after"] for one in logged] == [1, 2, 4, 8, 16, 32, 64, 128]
