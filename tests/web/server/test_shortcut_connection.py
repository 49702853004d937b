"""What a connection does is the same whether its answers take the shortcut or the long way."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.line import Line, Served, connected, keep, long_way, on_line, plain

__all__ = ["long_way"]
pytestmark = pytest.mark.anyio
PATH = "/v1/reports/behind-closed-doors"
SAME = "X-Request-ID: the-same"
AGE = b"age: 0\r\n"
MANY = 60


@pytest.fixture(params=[False, True], ids=["asyncio", "uvloop"], scope="module")
def anyio_backend(request: pytest.FixtureRequest) -> tuple[str, dict[str, bool]]:
    """The loops that people serve with."""
    return "asyncio", {"use_uvloop": request.param}


@pytest.fixture
async def served(demo_url: str, tmp_path: Path) -> AsyncIterator[Served]:
    """The demonstration catalogue, on a connection that holds little, with one answer kept."""
    async with on_line(demo_url, tmp_path, buffer=16_384) as opened:
        await keep(opened.line, PATH)
        yield opened


@pytest.fixture
def line(served: Served) -> Line:
    """A connection to it."""
    return served.line


async def test_requests_in_a_row_are_answered_in_a_row_whichever_way_they_go(
    line: Line, long_way: list[str]
) -> None:
    targets = (PATH, "/v1/mentions?limit=1")
    expected = [await line.ask(target, SAME) for target in targets]
    long_way.clear()
    order = [0, 0, 1, 0, 1, 1, 0, 0, 0]
    for which in order:
        line.send(targets[which], SAME)
    for which in order:
        assert bare(await line.read()) == bare(expected[which])
    assert 0 < len(long_way) < len(order)


def bare(answer: bytes) -> bytes:
    """Leave out what says that an answer was kept."""
    return plain(answer).replace(AGE, b"")


@pytest.mark.parametrize(
    ("fields", "version"),
    [(["Connection: close"], "1.1"), ([], "1.0"), (["Connection: keep-alive"], "1.0")],
)
async def test_a_connection_that_is_to_end_ends(
    line: Line, long_way: list[str], fields: list[str], version: str
) -> None:
    long_way.clear()
    line.send(PATH, *fields, version=version)
    line.send(PATH)
    assert b"\r\nconnection: close\r\n" in await line.read()
    assert await line.is_closed()
    assert long_way == [PATH]


async def test_who_reads_slowly_is_waited_for(served: Served, long_way: list[str]) -> None:
    line, target = served.line, "/v1/mentions?limit=100"
    await keep(line, target)
    long_way.clear()
    expected = plain(await line.ask(target, SAME))
    assert long_way == []
    for _ in range(MANY):
        line.send(target, SAME)
    await line.writer.drain()
    connection = served.connection
    while not connection.flow.write_paused:  # noqa: ASYNC110  the server has no event for it
        await asyncio.sleep(0.01)
    most = 2 * len(expected) + connection.transport.get_write_buffer_limits()[1]
    for _ in range(10):
        await asyncio.sleep(0.01)
        assert connection.transport.get_write_buffer_size() <= most
    for _ in range(MANY):
        assert plain(await line.read()) == expected
    assert 0 < len(long_way) < MANY


async def test_who_hangs_up_early_harms_nobody(served: Served) -> None:
    async with connected(served.port) as other:
        for _ in range(MANY):
            other.send(PATH)
        await other.read()
        other.writer.transport.abort()
    assert (await served.line.ask(PATH)).startswith(b"HTTP/1.1 200 OK\r\n")


async def test_a_connection_that_rests_is_closed_and_may_rest_between_requests(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(served.server.config, "timeout_keep_alive", 0.5)
    async with connected(served.port) as line:
        for _ in range(3):
            assert AGE in await line.ask(PATH)
            await asyncio.sleep(0.05)
        assert await line.is_closed()


async def test_a_server_that_stops_answers_what_is_on_its_way_and_hangs_up(
    served: Served,
) -> None:
    connection = served.connection
    assert AGE in await served.line.ask(PATH)
    served.server.should_exit = True
    while not connection.is_last:  # noqa: ASYNC110  the server has no event for it
        await asyncio.sleep(0.01)
    answer = await served.line.ask(PATH)
    assert AGE in answer
    assert b"\r\nconnection: close\r\n" in answer
    assert await served.line.is_closed()


async def test_a_server_that_stops_does_not_wait_for_those_who_rest(served: Served) -> None:
    await served.line.ask(PATH)
    served.server.should_exit = True
    assert await served.line.is_closed()
