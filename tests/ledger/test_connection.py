"""Connections only read, and a database that does not answer is said to be unavailable."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import pytest
from psycopg_pool.base import AttemptWithBackoff
from sqlalchemy import make_url

from service.errors import ServiceUnavailable
from service.ledger.connection import BlockingReads, Reads, open_blocking_reads, open_reads
from tests.database import PostgresqlServer
from tests.ledger.relay import relayed

HEAD = "SELECT sequence FROM ledger_head"
PATIENCE = 60
"""Seconds in which what must happen has happened, on however slow a machine."""
Rows = Callable[[], Awaitable[list[tuple[int]]]]


@pytest.fixture
def anyio_backend() -> str:
    """The event loop of the service."""
    return "asyncio"


@asynccontextmanager
async def reading(url: str) -> AsyncIterator[tuple[Reads, BlockingReads]]:
    """Open both kinds of reads, and close them."""
    reads, blocking = open_reads(url, patience=1), open_blocking_reads(url, patience=1)
    try:
        yield reads, blocking
    finally:
        await reads.close()
        blocking.close()


@pytest.mark.anyio
async def test_values_stand_for_question_marks(database_url: str) -> None:
    statement = "SELECT sequence FROM ledger_head WHERE one = ?"
    async with reading(database_url) as (reads, blocking):
        assert await reads.rows(statement, [1]) == blocking.rows(statement, [1]) == [(0,)]


@pytest.mark.anyio
async def test_nothing_can_be_written(database_url: str) -> None:
    change = "UPDATE ledger_head SET sequence = 1 RETURNING 1"
    async with reading(database_url) as (reads, blocking):
        with pytest.raises(ServiceUnavailable):
            await reads.rows(change)
        with pytest.raises(ServiceUnavailable):
            blocking.rows(change)
        assert blocking.rows(HEAD) == [(0,)]


def test_a_file_that_is_not_there_is_unavailable_and_is_not_made(tmp_path: Path) -> None:
    file = tmp_path / "catalogue.sqlite"
    with pytest.raises(ServiceUnavailable):
        open_blocking_reads(f"sqlite:///{file}")
    assert not file.exists()


def test_a_file_that_is_no_database_is_unavailable(tmp_path: Path) -> None:
    file = tmp_path / "catalogue.sqlite"
    file.write_text("not a database " * 100)
    with pytest.raises(ServiceUnavailable):
        open_blocking_reads(f"sqlite:///{file}").rows(HEAD)


@pytest.mark.anyio
async def test_a_server_that_was_started_anew_answers_at_once(postgresql: PostgresqlServer) -> None:
    url = postgresql.migrated()
    name = make_url(url).database
    async with reading(url) as (reads, blocking):
        assert await reads.rows(HEAD) == blocking.rows(HEAD)
        postgresql.run(
            f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
        )
        assert await reads.rows(HEAD) == blocking.rows(HEAD) == [(0,)]
    postgresql.remove(url)


@pytest.mark.anyio
async def test_a_server_that_is_gone_is_unavailable(postgresql: PostgresqlServer) -> None:
    url = postgresql.migrated()
    async with reading(url) as (reads, blocking):
        assert await reads.rows(HEAD) == blocking.rows(HEAD)
        postgresql.remove(url)
        with pytest.raises(ServiceUnavailable):
            await reads.rows(HEAD)
        with pytest.raises(ServiceUnavailable):
            blocking.rows(HEAD)


async def is_back(rows: Rows) -> bool:
    """Ask until there is an answer."""
    try:
        async with asyncio.timeout(PATIENCE):
            while True:
                try:
                    return await rows() == [(0,)]
                except ServiceUnavailable:
                    await asyncio.sleep(0.01)
    except TimeoutError:
        return False


@pytest.mark.anyio
async def test_a_server_that_was_away_for_long_answers_soon_after_it_is_back(
    postgresql: PostgresqlServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A pool waits twice as long after each try: so long it would be after an hour.
    monkeypatch.setattr(AttemptWithBackoff, "INITIAL_DELAY", 3600.0)
    url = postgresql.migrated()
    async with relayed(url) as relay, reading(relay.own_url) as (reads, blocking):
        both: list[Rows] = [
            partial(reads.rows, HEAD),
            partial(asyncio.to_thread, blocking.rows, HEAD),
        ]
        for rows in both:
            assert await rows() == [(0,)]
        await relay.go()
        for rows in both:
            with pytest.raises(ServiceUnavailable):
                await rows()
        await relay.come()
        assert await asyncio.gather(*map(is_back, both)) == [True, True]
    postgresql.remove(url)


@pytest.mark.anyio
async def test_a_server_that_hangs_is_unavailable_and_answers_all_when_it_goes_on(
    postgresql: PostgresqlServer,
) -> None:
    url = postgresql.migrated()
    async with relayed(url) as relay, reading(relay.own_url) as (reads, blocking):
        both: list[Rows] = [
            partial(reads.rows, HEAD),
            partial(asyncio.to_thread, blocking.rows, HEAD),
        ]
        many = both * 20
        assert await asyncio.gather(*(rows() for rows in many)) == [[(0,)]] * len(many)
        relay.fall_silent()
        for _ in range(2):  # over connections that were there, and over new ones
            async with asyncio.timeout(PATIENCE):
                told = await asyncio.gather(*(rows() for rows in many), return_exceptions=True)
            assert {type(one) for one in told} == {ServiceUnavailable}
        relay.speaks.set()
        assert await asyncio.gather(*map(is_back, many)) == [True] * len(many)
    postgresql.remove(url)
