"""The event loop, on which everyone waits: what takes long is done beside it, in threads."""

import asyncio
import time
import traceback
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from statistics import median
from typing import Any

import psycopg
import pytest
from sqlalchemy import Engine

from service.editorial.keys import Scope
from tests.keyed import key_for, sent
from tests.line import Line, Served, connected, on_line
from tests.routes.editorial.drafts import act, create, path, read
from tests.serving import anyio_backend, demo_url, serving
from tests.web.server.test_response_cache import READS

__all__ = ["anyio_backend", "demo_url"]
pytestmark = pytest.mark.anyio
ROUNDS, AT_ONCE = 5, 3
LARGEST_SHARE = 0.4
"""Of what an answer costs in all: 0.05 to 0.25 is what the loop does itself; done in place, the
work makes it 0.55 to 0.95."""
WORKS = [
    "/v1/search?q=north+korea&facets=topic,year,language&highlight=true&limit=100",
    "/v1/search?q=report&explain=true&limit=100",
    "/v1/search?q=%EB%B3%B4%EC%9C%84%EB%B6%80&limit=100",
    "/v1/suggest?q=n",
    "/v1/reports?limit=100&fields=title",
    "/v1/reports?format=ndjson",
    "/v1/mentions?format=csv",
    "/v1/mentions?format=atom&limit=100",
    "/v1/reports?format=citation&limit=100",
    "/v1/reports/behind-closed-doors/related",
    "/reports/behind-closed-doors",
    "/oai?verb=ListRecords&metadataPrefix=oai_datacite",
    "/sitemaps/0.xml",
]


@pytest.fixture
async def served(demo_url: str, tmp_path: Path) -> AsyncIterator[Served]:
    """The demonstration catalogue, which keeps no answers."""
    async with on_line(demo_url, tmp_path, cache_bytes=0) as opened:
        yield opened


@pytest.fixture
def turns(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long each thing kept the event loop, in seconds of the processor.

    Of the processor, because others may use it at the same time; while it waits for somebody, it
    uses none, so that has a test of its own.
    """
    found: list[float] = []
    run = asyncio.Handle._run  # noqa: SLF001  where the loop runs one thing

    def measure(handle: asyncio.Handle) -> None:
        begin = time.thread_time()
        run(handle)
        found.append(time.thread_time() - begin)

    monkeypatch.setattr(asyncio.Handle, "_run", measure)
    return found


async def ask_at_once(lines: list[Line], path: str) -> float:
    """Ask the same on some connections; return how much of the processor one answer took."""
    begin = time.process_time()
    for answer in await asyncio.gather(*(line.ask(path) for line in lines)):
        assert answer.startswith(b"HTTP/1.1 200 ")
    return (time.process_time() - begin) / len(lines)


@pytest.mark.parametrize("work", WORKS)
async def test_while_work_is_done_the_loop_is_free_for_others(
    served: Served, turns: list[float], work: str
) -> None:
    longest, costs = [], []
    async with AsyncExitStack() as opened:
        lines = [await opened.enter_async_context(connected(served.port)) for _ in range(AT_ONCE)]
        await ask_at_once(lines, work)  # what is loaded late is loaded now
        for _ in range(ROUNDS):
            turns.clear()
            costs.append(await ask_at_once(lines, work))
            longest.append(max(turns))
    assert min(longest) < LARGEST_SHARE * median(costs)


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Where the event loop stood while it waited for PostgreSQL."""
    found: list[list[str]] = []
    wait = psycopg.Connection.wait

    def note(connection: Any, *arguments: Any, **named: Any) -> Any:
        if asyncio._get_running_loop() is not None:  # noqa: SLF001  without raising an error
            found.append(traceback.format_stack())
        return wait(connection, *arguments, **named)

    monkeypatch.setattr(psycopg.Connection, "wait", note)
    return found


async def test_the_loop_never_waits_for_postgresql_to_read(
    served: Served, waits: list[list[str]]
) -> None:
    for target in [*READS, *WORKS]:
        waits.clear()  # at the start the loop has nothing else to do
        answer = await served.line.ask(target)
        assert (answer[:13], waits) == (b"HTTP/1.1 200 ", [])


async def test_the_loop_never_waits_for_postgresql_to_write(
    database_url: str, engine: Engine, tmp_path: Path, waits: list[list[str]]
) -> None:
    async with serving(database_url, tmp_path) as client:
        client.headers.update(sent(key_for(engine, tmp_path, *Scope)))
        waits.clear()
        report = await create(client, "reports", title={"en": "One"}, slug="one")
        public = await act(client, report, "publish")
        await act(client, await read(client, public), "withdraw", reason="A mistake.")
        assert (await client.get(f"{path(report)}/revisions")).status_code == 200
        assert (await client.get("/v1/reports/one")).status_code == 410
        assert not waits
