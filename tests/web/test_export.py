"""Exports to readers who stop reading: they cost others nothing, and end when they hang up."""

import asyncio
import socket
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from sqlalchemy import Engine, text
from uvicorn import Server

from service.app import create_app
from service.settings import Settings
from tests.builders import make_report
from tests.serving import on_a_socket, publish

pytestmark = pytest.mark.anyio
RECORDS, SLOW = 500, 12
"""More readers than there are threads for searching, or connections to PostgreSQL."""
PATIENCE = 20
LONG = {"en": "How orders travel down. " * 100}


async def begin(port: int, path: str) -> socket.socket:
    """Ask for a file and read its first bytes, no more."""
    client = socket.socket()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    client.settimeout(0)
    loop = asyncio.get_running_loop()
    await loop.sock_connect(client, ("127.0.0.1", port))
    await loop.sock_sendall(client, f"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
    assert (await loop.sock_recv(client, 100)).startswith(b"HTTP/1.1 200")
    return client


async def until(holds: Callable[[], bool]) -> None:
    """Wait until something holds."""
    async with asyncio.timeout(PATIENCE):
        while not holds():  # noqa: ASYNC110  what is waited for has no event
            await asyncio.sleep(0.01)


def stuck(server: Server) -> int:
    """Count the answers that wait for their readers."""
    flows = (getattr(one, "flow", None) for one in server.server_state.connections)
    return sum(bool(flow and flow.write_paused) for flow in flows)


def is_at_rest(engine: Engine) -> bool:
    """Say whether nobody reads the database in a transaction."""
    if path := engine.url.database if engine.dialect.name == "sqlite" else None:
        with closing(sqlite3.connect(path)) as connection:
            (is_busy, *_) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return not is_busy  # the log is emptied only if nobody needs what is in it
    own = "datname = current_database() AND pid <> pg_backend_pid() AND xact_start IS NOT NULL"
    with engine.connect() as connection:
        return not connection.execute(text(f"SELECT 1 FROM pg_stat_activity WHERE {own}")).all()


@pytest.mark.parametrize("form", ["ndjson", "csv"])
async def test_readers_who_stop_reading_hold_nothing(
    engine: Engine, database_url: str, tmp_path: Path, form: str
) -> None:
    publish(engine, *(make_report(key=f"r{n}", abstract=LONG) for n in range(RECORDS)))
    app = create_app(Settings(data=tmp_path, database_url=database_url, rate_limit="0"))
    async with on_a_socket(app) as (server, port):
        asking = httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE)
        readers = [await begin(port, f"/v1/reports?format={form}") for _ in range(SLOW)]
        await until(lambda: stuck(server) == SLOW)
        publish(engine, make_report(key="new"))
        await until(lambda: is_at_rest(engine))
        async with asking:
            found = await asking.get("/v1/search?kind=report&limit=1")
            whole = await asking.get(f"/v1/reports?format={form}")
        assert found.json()["total"] == RECORDS + 1
        assert len(whole.text.splitlines()) == RECORDS + 1 + (form == "csv")
        assert stuck(server) == SLOW
        for reader in readers:
            reader.close()
        await until(lambda: not server.server_state.connections and not server.server_state.tasks)
        await until(lambda: is_at_rest(engine))
