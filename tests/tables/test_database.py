"""Transactions are whole, writers stand in line, and engines' errors become ours."""

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, insert, make_url, select, text
from sqlalchemy.exc import IntegrityError

from service.editorial.export import export_lines
from service.errors import RecordConflict, ServiceUnavailable
from service.ledger.tables import head
from service.rows import among
from service.tables import database
from service.tables.base import now
from service.tables.database import count_rows, open_engine, reading, writing
from service.tables.record import former_slugs, records
from tests.builders import make_report
from tests.database import PostgresqlServer, SqliteFiles
from tests.desk import Desk
from tests.ledger.relay import relayed

MANY = """
INSERT INTO record (id, kind, key, slug, status, version, created_at, updated_at, revision)
SELECT n, 'report', 'key-' || n, 'slug-' || n, 'draft', 1, now(), now(), 1
FROM generate_series({}, {}) AS n
"""
READ = "SELECT seq_tup_read FROM pg_stat_xact_user_tables WHERE relname = 'record'"


def add(connection: Connection, record_id: str, slug: str = "s") -> None:
    """Store a record without fields."""
    moment = now()
    row = {"id": record_id, "kind": "report", "slug": slug, "status": "draft", "version": 1}
    connection.execute(insert(records), row | {"created_at": moment, "updated_at": moment})


@pytest.fixture
def impatient(database_url: str) -> Iterator[Engine]:
    """The same database, for a writer that does not wait long."""
    engine = open_engine(database_url, patience=0.2)
    yield engine
    engine.dispose()


def test_a_transaction_that_fails_stores_nothing(engine: Engine, desk: Desk) -> None:
    def fail() -> None:
        with writing(engine) as connection:
            add(connection, "1" * 12)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert desk.count(records) == 0


def test_a_name_taken_at_the_same_moment_is_a_conflict(engine: Engine) -> None:
    def take_twice() -> None:
        with writing(engine) as connection:
            add(connection, "1" * 12)
            add(connection, "2" * 12)

    with pytest.raises(RecordConflict):
        take_twice()


def test_a_reference_to_nothing_is_not_called_a_taken_name(engine: Engine) -> None:
    row = {"kind": "report", "slug": "unique", "record_id": "1" * 12}
    with pytest.raises(IntegrityError), writing(engine) as connection:
        connection.execute(insert(former_slugs), row)


def test_a_writer_that_waits_too_long_is_told_to_try_again(
    engine: Engine, impatient: Engine
) -> None:
    with writing(engine), pytest.raises(ServiceUnavailable, match="busy"), writing(impatient):
        pass


def test_reading_goes_on_while_somebody_writes(engine: Engine, impatient: Engine) -> None:
    with writing(engine) as writer:
        add(writer, "1" * 12)
        with reading(impatient) as reader:
            assert reader.execute(head.select()).one().sequence == 0
            assert reader.execute(records.select()).all() == []


def test_what_is_read_is_of_one_moment(engine: Engine, desk: Desk) -> None:
    desk.release(make_report(key="r"))
    with reading(engine) as connection:
        before = connection.execute(head.select()).one().sequence
        desk.release(make_report(key="r", title={"en": "Changed"}))
        assert connection.execute(head.select()).one().sequence == before
    assert desk.sequence() == before + 1


def test_reading_writes_nothing_on_a_server(postgresql: PostgresqlServer) -> None:
    url = postgresql.migrated()
    engine = open_engine(url)
    with pytest.raises(ServiceUnavailable), reading(engine) as connection:
        add(connection, "1" * 12)
    engine.dispose()
    postgresql.remove(url)


def test_a_moment_comes_back_as_it_was(engine: Engine, desk: Desk) -> None:
    moment = now()
    with writing(engine) as connection:
        add(connection, "1" * 12)
    created = desk.rows(records)[0].created_at
    assert created.utcoffset() == moment.utcoffset()
    assert created >= moment


def test_a_full_disk_is_unavailable_and_says_so(sqlite: SqliteFiles) -> None:
    engine = open_engine(sqlite.migrated())
    desk = Desk(engine)
    desk.release(make_report(key="r"))
    with engine.connect() as connection:  # the one connection of the pool
        pages = connection.execute(text("PRAGMA page_count")).scalar_one()
        connection.execute(text(f"PRAGMA max_page_count = {pages}"))
    with pytest.raises(ServiceUnavailable, match="full"):
        desk.put(make_report(key="s", abstract={"en": "word " * 4000}))
    assert desk.document("r")["title"] == {"en": "A report"}
    engine.dispose()


def test_a_file_that_cannot_be_written_is_unavailable_and_says_so(sqlite: SqliteFiles) -> None:
    url = sqlite.migrated()
    path = make_url(url).database
    engine = open_engine(f"sqlite:///file:{path}?mode=ro&uri=true")
    with pytest.raises(ServiceUnavailable, match="writable"):
        Desk(engine).put(make_report())
    engine.dispose()


def test_a_folder_that_is_not_there_is_unavailable_and_says_so(sqlite: SqliteFiles) -> None:
    engine = open_engine(f"{sqlite.empty()}/nowhere/catalogue.sqlite")
    with pytest.raises(ServiceUnavailable, match="folder"), writing(engine):
        pass


def test_a_server_that_is_gone_is_unavailable(postgresql: PostgresqlServer) -> None:
    url = postgresql.migrated()
    engine = open_engine(url)
    desk = Desk(engine)
    desk.put(make_report())
    postgresql.remove(url)
    with pytest.raises(ServiceUnavailable):
        desk.put(make_report())
    with pytest.raises(ServiceUnavailable):
        next(export_lines(engine))
    engine.dispose()


def test_a_server_that_goes_away_in_the_middle_is_unavailable(postgresql: PostgresqlServer) -> None:
    url = postgresql.migrated()
    engine = open_engine(url)

    def write() -> None:
        with writing(engine) as connection:
            add(connection, "1" * 12)
            postgresql.remove(url)
            add(connection, "2" * 12, slug="the-disk-is-full-of-blocks-locked-by-a-lock timeout")

    with pytest.raises(ServiceUnavailable, match="does not answer"):
        write()
    engine.dispose()


def test_a_server_that_hangs_in_the_middle_is_unavailable_and_says_so(
    postgresql: PostgresqlServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("SLOWEST", "SILENCE", "PATIENCE"):
        monkeypatch.setattr(database, name, 1)
    url = postgresql.migrated()

    async def hang() -> None:
        async with relayed(url) as relay:
            engine = open_engine(relay.own_url, patience=1)
            for work in (write, read):
                with pytest.raises(ServiceUnavailable, match="silent"):
                    await asyncio.to_thread(work, engine, relay.fall_silent)
                with pytest.raises(ServiceUnavailable):  # who comes meanwhile
                    await asyncio.to_thread(work, engine, relay.fall_silent)
                relay.speaks.set()
                await asyncio.to_thread(work, engine, lambda: None)
            engine.dispose()

    def write(engine: Engine, happen: Callable[[], None]) -> None:
        with writing(engine) as connection:
            connection.execute(head.update().values(sequence=1))
            happen()
            connection.execute(head.update().values(sequence=2))
            connection.rollback()

    def read(engine: Engine, happen: Callable[[], None]) -> None:
        with reading(engine) as connection:
            connection.execute(head.select())
            happen()
            connection.execute(head.select())

    asyncio.run(hang())
    postgresql.remove(url)


def test_a_server_that_is_too_slow_says_so_and_only_what_is_long_by_nature_waits_for_it(
    postgresql: PostgresqlServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "SLOWEST", 1)
    url = postgresql.migrated()
    engine = open_engine(url, patience=0)
    for context in (writing(engine, "import"), reading(engine, "check")):
        with context as connection:
            connection.exec_driver_sql("SELECT pg_sleep(2)")
    for context in (writing(engine), reading(engine)):
        with pytest.raises(ServiceUnavailable, match="slow"), context as connection:
            connection.exec_driver_sql("SELECT pg_sleep(3600)")
    engine.dispose()
    postgresql.remove(url)


def test_a_file_that_is_no_database_is_unavailable(sqlite: SqliteFiles) -> None:
    url = sqlite.empty()
    Path(make_url(url).database or "").write_text("not a database " * 100)
    engine = open_engine(url)
    with pytest.raises(ServiceUnavailable), writing(engine):
        pass
    engine.dispose()


def test_an_acknowledged_write_survives_the_process(sqlite: SqliteFiles) -> None:
    url = sqlite.migrated()
    engine = open_engine(url)
    with writing(engine) as connection:
        add(connection, "1" * 12)
        safe = connection.execute(text("PRAGMA synchronous")).scalar_one()
    with sqlite3.connect(make_url(url).database or "") as other:
        assert other.execute("SELECT id FROM record").fetchall() == [("1" * 12,)]
    other.close()
    assert safe == 2
    engine.dispose()


def test_a_table_that_grows_in_a_transaction_is_read_by_index(postgresql: PostgresqlServer) -> None:
    keys = among(records.c.key, [f"key-{number}" for number in range(100)])
    asked = select(records.c.id).where(records.c.kind == "report", keys)
    engine = open_engine(postgresql.migrated())
    with writing(engine) as connection:
        connection.exec_driver_sql(MANY.format(1, 500))
        for _ in range(12):  # the plan is kept: it is that of a small table
            connection.execute(asked)
        connection.exec_driver_sql(MANY.format(501, 50_000))
        count_rows(connection)
        before = connection.exec_driver_sql(READ).scalar_one()
        assert len(connection.execute(asked).all()) == 99
        assert connection.exec_driver_sql(READ).scalar_one() == before
    engine.dispose()
    postgresql.remove(engine.url.render_as_string(hide_password=False))
