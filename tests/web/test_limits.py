from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from threading import Thread
from types import SimpleNamespace
from typing import Any, cast

import httpx
import pytest
from fakeredis import TcpFakeServer
from limits.errors import StorageError
from pydantic import ValidationError

from service.app import create_app
from service.errors import TooManyRequests
from service.settings import Settings
from service.web import limits
from service.web.limits import Memory, RateLimit, Shared
from tests.database import SqliteFiles
from tests.serving import BASE

pytestmark = pytest.mark.anyio


@asynccontextmanager
async def limited(
    url: str, folder: Path, addresses: list[str], limit: str = "3/hour"
) -> AsyncIterator[list[httpx.AsyncClient]]:
    """Serve to clients of several addresses."""
    app = create_app(Settings(data=folder, database_url=url, rate_limit=limit))
    async with app.router.lifespan_context(app):
        yield [
            httpx.AsyncClient(transport=httpx.ASGITransport(app, client=(one, 1)), base_url=BASE)
            for one in addresses
        ]


async def test_each_address_has_its_own_limit(sqlite: SqliteFiles, tmp_path: Path) -> None:
    async with limited(sqlite.migrated(), tmp_path, ["192.0.2.1", "192.0.2.2"]) as (one, other):
        for left in (2, 1, 0):
            answer = await one.get("/v1/reports")
            assert answer.status_code == 200
            assert answer.headers["ratelimit-policy"] == '"address";q=3;w=3600'
            assert answer.headers["ratelimit"].startswith(f'"address";r={left};t=')
        for path in ("/v1/reports", "/none", "/v1/reports?limit=0"):
            answer = await one.get(path)
            assert answer.status_code == 429
            assert answer.json()["type"] == f"{BASE}/problems/too-many-requests"
            assert 0 < int(answer.headers["retry-after"]) <= 3600
            assert answer.headers["ratelimit"].startswith('"address";r=0;t=')
            assert answer.headers.get_list("ratelimit-policy") == ['"address";q=3;w=3600']
        assert (await other.get("/v1/reports")).status_code == 200
        assert (await one.get("/health")).status_code == 200
        assert (await one.get("/ready")).status_code == 200


async def test_addresses_of_one_ipv6_network_are_one_caller(
    sqlite: SqliteFiles, tmp_path: Path
) -> None:
    addresses = ["2001:db8::1", "2001:db8::2", "2001:db8:0:1::1", "fe80::1%eth0"]
    async with limited(sqlite.migrated(), tmp_path, addresses, "1/hour") as clients:
        answers = [(await client.get("/v1/reports")).status_code for client in clients]
    assert answers == [200, 429, 200, 200]


async def test_a_client_without_an_address_is_counted_too(
    sqlite: SqliteFiles, tmp_path: Path
) -> None:
    app = create_app(Settings(data=tmp_path, database_url=sqlite.migrated(), rate_limit="1/hour"))
    transport = httpx.ASGITransport(lambda s, r, w: app({**s, "client": None}, r, w))
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url=BASE) as client,
    ):
        assert (await client.get("/")).status_code == 200
        assert (await client.get("/")).status_code == 429


async def test_a_window_ends_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    moment = 1000.0
    monkeypatch.setattr(limits, "time", SimpleNamespace(time=lambda: moment))
    memory = Memory(60)
    assert [await memory.hit("a"), await memory.hit("a")] == [(1, 1060.0), (2, 1060.0)]
    moment = 1059.9
    assert await memory.hit("b") == (1, 1060.0)
    moment = 1060.0
    assert [await memory.hit("a"), await memory.hit("b")] == [(1, 1120.0), (1, 1120.0)]


async def test_a_storage_that_does_not_answer_stops_nobody(
    sqlite: SqliteFiles, tmp_path: Path
) -> None:
    class Gone:
        async def hit(self, caller: str) -> tuple[int, float]:
            raise StorageError(OSError(caller))

    limit = RateLimit(Settings(data=tmp_path, database_url=sqlite.migrated()))
    limit.storage = cast("Shared", Gone())
    assert await limit.count({"path": "/", "client": ("192.0.2.1", 1)}) == []


@pytest.fixture
def redis_address() -> Iterator[str]:
    """The address of a server of Redis."""
    server = TcpFakeServer(("127.0.0.1", 0), server_type="redis")
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"redis://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


async def test_processes_that_share_redis_share_the_limit(redis_address: str) -> None:
    settings = Settings(rate_limit="3/minute", rate_limit_storage=redis_address)
    scope = {"path": "/", "client": ("192.0.2.7", 1)}
    one, other = RateLimit(settings), RateLimit(settings)
    assert b"r=2" in dict(await one.count(scope))[b"ratelimit"]
    assert b"r=1" in dict(await other.count(scope))[b"ratelimit"]
    assert b"r=0" in dict(await one.count(scope))[b"ratelimit"]
    with pytest.raises(TooManyRequests):
        await other.count(scope)
    for limit in (one, other):
        connections = cast("Any", limit.storage).storage.bridge.storage.connection_pool
        connections.disconnect()


def test_a_rate_that_cannot_be_read_is_refused_by_name() -> None:
    with pytest.raises(ValidationError, match="rate_limit"):
        Settings(rate_limit="often")
