"""The app as it serves: its lifespan entered, a real database, a real index."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from importlib import resources
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from sqlalchemy import Engine

from service.app import create_app
from service.editorial.importing import import_file
from service.settings import Settings
from service.tables.database import open_engine
from service.web.server.protocol import Connection
from tests.builders import Written, to_file

Json = dict[str, Any]
BASE = "http://catalogue.test"


@asynccontextmanager
async def serving(url: str, folder: Path, **settings: Any) -> AsyncIterator[httpx.AsyncClient]:
    """Serve what is in a database, to a client that calls the app directly."""
    known: Json = {"data": folder, "database_url": url, "rate_limit": "0", "key_rate_limit": "0"}
    app = create_app(Settings(**known | settings))
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url=BASE) as client,
    ):
        yield client


@asynccontextmanager
async def on_a_socket(
    app: FastAPI, buffer: int = 16_384
) -> AsyncIterator[tuple[uvicorn.Server, int]]:
    """Let a real server answer on a real socket, which holds little that nobody reads."""
    listening = socket.create_server(("127.0.0.1", 0))
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, buffer)
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # as uvloop does
    options = {"http": Connection, "ws": "none", "server_header": False, "log_level": "critical"}
    server = uvicorn.Server(uvicorn.Config(app, **options))  # type: ignore[arg-type]
    running = asyncio.create_task(server.serve([listening]))
    while not server.started:  # noqa: ASYNC110  the server has no event for it
        await asyncio.sleep(0.01)
    try:
        yield server, listening.getsockname()[1]
    finally:
        server.should_exit = True
        await running


def publish(engine: Engine, *records: Written) -> None:
    """Store records and make them public."""
    outcome = import_file(engine, to_file(records), publish=True)
    assert outcome.complete, outcome.problems


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def demo_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """A database with the demonstration catalogue, of either kind. Tests only read it."""
    databases = request.getfixturevalue(request.param)
    url = databases.migrated()
    engine = open_engine(url)
    with resources.files("service.cli").joinpath("demo.ndjson").open("rb") as lines:
        assert import_file(engine, lines, publish=True).complete
    engine.dispose()
    yield url
    databases.remove(url)


@pytest.fixture(scope="session")
async def demo(
    demo_url: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the demonstration catalogue."""
    async with serving(demo_url, tmp_path_factory.mktemp("demo")) as client:
        yield client


@pytest.fixture
async def client(database_url: str, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """A client of an empty catalogue, which the test fills by `publish(engine, ...)`."""
    async with serving(database_url, tmp_path) as opened:
        yield opened
