import asyncio
import time
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
from structlog.testing import capture_logs

from service.app import create_app
from service.editorial.keys import Scope
from service.errors import TooManyRequests
from service.settings import Settings
from service.tables.database import open_engine
from service.web.server import limits
from service.web.server.limits import Memory, RateLimit, Shared
from tests.builders import make_report
from tests.database import SqliteFiles
from tests.keyed import key_for, sent
from tests.serving import BASE, publish

pytestmark = pytest.mark.anyio


@asynccontextmanager
async def limited(
    url: str, folder: Path, addresses: list[str], limit: str = "3/hour", for_keys: str = "0"
) -> AsyncIterator[list[httpx.AsyncClient]]:
    """Serve to clients of several addresses."""
    known: dict[str, Any] = {
        "data": folder,
        "database_url": url,
        "rate_limit": limit,
        "key_rate_limit": for_keys,
    }
    app = create_app(Settings(**known))
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


async def test_an_ipv4_address_counts_alone_and_as_one_however_it_is_written(
    sqlite: SqliteFiles, tmp_path: Path
) -> None:
    addresses = ["::ffff:203.0.113.5", "::ffff:203.0.113.6", "203.0.113.5"]
    async with limited(sqlite.migrated(), tmp_path, addresses, "1/hour") as clients:
        answers = [(await client.get("/v1/reports")).status_code for client in clients]
    assert answers == [200, 200, 429]


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


async def test_a_storage_that_does_not_answer_stops_nobody() -> None:
    class Gone:
        async def hit(self, caller: str) -> tuple[int, float]:
            raise StorageError(OSError(caller))

    limit = RateLimit(Settings())
    limit.addresses.storage = cast("Shared", Gone())
    assert await limit.count({"path": "/", "client": ("192.0.2.1", 1), "headers": []}) == []


@pytest.fixture
def redis_address() -> Iterator[str]:
    """The address of a server of Redis."""
    server = TcpFakeServer(("127.0.0.1", 0), server_type="redis")
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"redis://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@asynccontextmanager
async def silent_server() -> AsyncIterator[str]:
    """The address of a server that takes connections and never answers."""
    lines: list[asyncio.StreamWriter] = []
    server = await asyncio.start_server(lambda _, line: lines.append(line), "127.0.0.1", 0)
    yield f"redis://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    server.close()
    for line in lines:
        line.transport.abort()


async def test_a_redis_that_hangs_stops_nobody_and_is_told_of_once_in_a_while(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limits, "TELL_AGAIN", float("inf"))
    monkeypatch.setattr(limits, "LEFT_ALONE", float("inf"))
    scope = {"path": "/", "client": ("192.0.2.7", 1), "headers": []}
    async with silent_server() as redis:
        limit = RateLimit(Settings(rate_limit="3/minute", rate_limit_storage=redis))
        with capture_logs() as logs:
            async with asyncio.timeout(60):
                for many in (20, 1):
                    told = await asyncio.gather(*(limit.count(scope) for _ in range(many)))
                    assert told == [[]] * many
    (line,) = logs
    assert line["log_level"] == "warning"
    assert line["cause"] == "no answer within 0.5 seconds"


async def test_a_redis_that_is_gone_stops_nobody_and_its_cause_is_told() -> None:
    async with silent_server() as redis:
        pass
    scope = {"path": "/", "client": ("192.0.2.9", 1), "headers": []}
    limit = RateLimit(Settings(rate_limit="3/minute", rate_limit_storage=redis))
    with capture_logs() as logs:
        assert [await limit.count(scope) for _ in range(3)] == [[]] * 3
    (line,) = logs
    assert "refused" in line["cause"] or "Connect call failed" in line["cause"]


async def test_a_redis_that_is_back_counts_again(
    redis_address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "LEFT_ALONE", 0.0)
    scope = {"path": "/", "client": ("192.0.2.8", 1), "headers": []}
    limit = RateLimit(Settings(rate_limit="3/minute", rate_limit_storage=redis_address))
    shared = cast("Shared", limit.addresses.storage)
    shared.failed = time.monotonic()  # a moment ago
    assert b"r=2" in dict(await limit.count(scope))[b"ratelimit"]
    cast("Any", shared.storage).bridge.storage.connection_pool.disconnect()


async def test_processes_that_share_redis_share_the_limit(redis_address: str) -> None:
    settings = Settings(rate_limit="3/minute", rate_limit_storage=redis_address)
    scope = {"path": "/", "client": ("192.0.2.7", 1), "headers": []}
    one, other = RateLimit(settings), RateLimit(settings)
    assert b"r=2" in dict(await one.count(scope))[b"ratelimit"]
    assert b"r=1" in dict(await other.count(scope))[b"ratelimit"]
    assert b"r=0" in dict(await one.count(scope))[b"ratelimit"]
    with pytest.raises(TooManyRequests):
        await other.count(scope)
    for limit in (one, other):
        connections = cast("Any", limit.addresses.storage).storage.bridge.storage.connection_pool
        connections.disconnect()


def test_a_rate_that_cannot_be_read_is_refused_by_name() -> None:
    with pytest.raises(ValidationError, match="rate_limit"):
        Settings(rate_limit="often")


async def test_a_key_has_a_higher_limit_wherever_it_is_used(
    sqlite: SqliteFiles, tmp_path: Path
) -> None:
    url = sqlite.migrated()
    engine = open_engine(url)
    keyed = sent(key_for(engine, tmp_path, Scope.read))
    engine.dispose()
    async with limited(url, tmp_path, ["192.0.2.1", "192.0.2.2"], "2/hour", "4/hour") as (one, two):
        first = await one.get("/v1/reports", headers=keyed)
        assert first.headers.get_list("ratelimit-policy") == ['"key";q=4;w=3600']
        assert first.headers["ratelimit"].startswith('"key";r=3;t=')
        assert (await one.get("/v1/reports")).headers["ratelimit"].startswith('"address";r=0;t=')
        assert (await one.get("/v1/reports")).status_code == 429
        for client in (one, two, one):
            assert (await client.get("/v1/reports", headers=keyed)).status_code == 200
        refused = await two.get("/v1/reports", headers=keyed)
        assert refused.status_code == 429
        assert "with your API key" in refused.json()["detail"]
        assert (await two.get("/v1/reports")).status_code == 200


@pytest.mark.parametrize("limit", ["3/hour", "0"])
async def test_a_wrong_key_is_refused_and_counts_for_its_address(
    sqlite: SqliteFiles, tmp_path: Path, limit: str
) -> None:
    async with limited(sqlite.migrated(), tmp_path, ["192.0.2.1"], limit) as (client,):
        answers = [
            await client.get("/v1/reports", headers=sent(f"rc_0000000{n}_{'A' * 43}"))
            for n in range(4)
        ]
        assert [one.status_code for one in answers[:3]] == [401, 401, 401]
        assert answers[0].json()["type"] == f"{BASE}/problems/unauthorized"
        assert answers[0].headers["www-authenticate"].startswith("Bearer")
        assert ("ratelimit" in answers[0].headers) == (limit != "0")
        assert answers[3].status_code == (429 if limit != "0" else 401)
        assert (await client.get("/health", headers=sent("wrong"))).status_code == 200


async def test_credentials_that_are_no_key_are_for_others(
    sqlite: SqliteFiles, tmp_path: Path
) -> None:
    async with limited(sqlite.migrated(), tmp_path, ["192.0.2.1"]) as (client,):
        answer = await client.get("/v1/reports", headers={"Authorization": "Basic cHJveHk6eA=="})
    assert answer.status_code == 200


async def test_an_answer_is_the_same_with_a_key(sqlite: SqliteFiles, tmp_path: Path) -> None:
    url = sqlite.migrated()
    engine = open_engine(url)
    publish(engine, make_report(slug="walls"))
    keyed = sent(key_for(engine, tmp_path, *Scope))
    engine.dispose()
    async with limited(url, tmp_path, ["192.0.2.1"], "0", "0") as (client,):
        for path in ("/v1/reports", "/v1/reports/walls", "/v1/search?q=x&facets=year", "/docs"):
            same = {"X-Request-ID": "the-same-request"}
            with_key = await client.get(path, headers=keyed | same)
            without = await client.get(path, headers=same)
            assert with_key.content == without.content
            assert with_key.headers == without.headers
