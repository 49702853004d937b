"""How far the ledger is: each process learns of a publication, told of it or by asking."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from structlog.testing import capture_logs

from service.errors import ServiceUnavailable
from service.ledger import head as heads_module
from service.ledger.connection import open_reads
from service.ledger.entry import Head
from service.ledger.head import Heads, open_heads
from service.ledger.read import Ledger
from service.tables.database import open_engine
from tests.builders import make_report
from tests.database import PostgresqlServer, SqliteFiles
from tests.desk import Desk

pytestmark = pytest.mark.anyio
PATIENCE = 60


@pytest.fixture
def anyio_backend() -> str:
    """The event loop of the service."""
    return "asyncio"


@asynccontextmanager
async def following(url: str) -> AsyncIterator[Heads]:
    """Open what tells the head of a database, and close it."""
    reads = open_reads(url)
    heads = open_heads(url, reads)
    yield heads
    heads.close()
    await reads.close()


async def is_told(heads: Heads) -> bool:
    """Wait until a head is no longer believed."""
    for _ in range(PATIENCE * 100):
        if heads.believed() is None:
            return True
        await asyncio.sleep(0.01)
    return False


async def test_a_head_that_is_too_old_is_asked_for_again(database_url: str, desk: Desk) -> None:
    async with following(database_url) as heads:
        assert (await heads.latest()).sequence == 0
        desk.release(make_report(key="r"))
        heads.asked -= heads.oldest
        assert (await heads.latest()).sequence == 1


async def test_a_file_that_did_not_change_is_believed_however_old_its_head_is(
    sqlite: SqliteFiles,
) -> None:
    url = sqlite.migrated()
    desk = Desk(open_engine(url))
    async with following(url) as heads:
        assert heads.believed() is None
        head = await heads.latest()
        heads.asked -= heads.oldest
        assert heads.believed() is head
        heads.expire()
        assert heads.believed() is head
        desk.release(make_report(key="r"))
        heads.asked -= heads.oldest
        assert heads.believed() is None
        assert (await heads.latest()).sequence == 1
    heads.asked -= heads.oldest
    assert heads.believed() is None  # the file is closed
    desk.engine.dispose()


class Failing(Heads):
    """Fails after a while, as often as it is asked."""

    times = 0

    async def ask(self) -> Head:
        """Fail."""
        self.times += 1
        await asyncio.sleep(0.01)
        raise ServiceUnavailable("gone") from ConnectionError("refused")


async def test_all_who_wait_for_a_database_that_fails_are_told_so_at_once(
    sqlite: SqliteFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(heads_module, "FAILED_FOR", float("inf"))
    reads = open_reads(sqlite.migrated())
    heads = Failing(Ledger(reads), 0.5)
    told = await asyncio.gather(*(heads.latest() for _ in range(20)), return_exceptions=True)
    assert heads.times == 1
    assert {type(one) for one in told} == {ServiceUnavailable}
    assert {str(one.__cause__) for one in told if isinstance(one, Exception)} == {"refused"}
    heads.expire()  # what changed the ledger has found the database
    with pytest.raises(ServiceUnavailable):
        await heads.latest()
    assert heads.times == 2
    monkeypatch.setattr(heads_module, "FAILED_FOR", 0.0)
    with pytest.raises(ServiceUnavailable):
        await heads.latest()
    assert heads.times == 3
    await reads.close()


async def test_a_server_tells_of_a_publication(
    postgresql: PostgresqlServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(heads_module, "OLDEST_OF_SERVER", float("inf"))  # so nobody asks
    async with on_server(postgresql) as (desk, heads):
        for number in range(3):
            desk.release(make_report(key=f"r{number}"))
            assert await is_told(heads)
            assert (await heads.latest()).sequence == number + 1


async def test_a_server_that_cut_the_line_is_listened_to_again(
    postgresql: PostgresqlServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(heads_module, "OLDEST_OF_SERVER", float("inf"))
    monkeypatch.setattr(heads_module, "LISTEN_AGAIN", 0.0)
    async with on_server(postgresql) as (desk, heads):
        postgresql.run(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'"
        )
        for _ in range(PATIENCE * 100):
            if heads.listening is None or heads.listening.done():  # type: ignore[attr-defined]
                break
            await asyncio.sleep(0.01)
        heads.asked = float("-inf")  # as time does
        assert (await heads.latest()).sequence == 0
        assert await is_told(heads)
        await heads.latest()
        desk.release(make_report(key="r"))
        assert await is_told(heads)
        assert (await heads.latest()).sequence == 1


async def log_levels(
    server: PostgresqlServer, patch: pytest.MonkeyPatch, listen: str, times: int
) -> list[str]:
    """Let a server be asked to tell so often, in other words; say how grave what is logged is."""
    patch.setattr(heads_module, "LISTEN", listen)
    patch.setattr(heads_module, "LISTEN_AGAIN", 0.0)
    url = server.migrated()
    with capture_logs() as lines:
        async with following(url) as heads:
            for _ in range(times):
                heads.expire()
                await heads.latest()
                await heads.listening  # type: ignore[attr-defined]
    server.remove(url)
    return [line["log_level"] for line in lines]


async def test_that_a_standby_does_not_tell_is_said_once_and_is_no_warning(
    postgresql: PostgresqlServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    # There is no standby here; one refuses as it refuses all that is not read.
    refused = "DO $$ BEGIN RAISE SQLSTATE '25006'; END $$"
    assert await log_levels(postgresql, monkeypatch, refused, 3) == ["info"]


async def test_that_a_server_does_not_tell_is_warned_of_each_time(
    monkeypatch: pytest.MonkeyPatch, postgresql: PostgresqlServer
) -> None:
    assert await log_levels(postgresql, monkeypatch, "SELECT none", 2) == ["warning"] * 2


@asynccontextmanager
async def on_server(server: PostgresqlServer) -> AsyncIterator[tuple[Desk, Heads]]:
    """Listen to an empty catalogue on a server."""
    url = server.migrated()
    desk = Desk(open_engine(url))
    async with following(url) as heads:
        await heads.latest()
        assert await is_told(heads)  # that it listens
        await heads.latest()
        yield desk, heads
    desk.engine.dispose()
    server.remove(url)
