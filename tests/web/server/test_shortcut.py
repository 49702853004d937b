"""What is in memory takes a shortcut, and nobody can tell but by the time it takes."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, cast

import pytest
import structlog
from sqlalchemy import Engine
from structlog.testing import capture_logs

from service.editorial.keys import Scope
from service.settings import Settings
from service.tables.database import open_engine
from service.web.server import boundary
from service.web.server.limits import Keys, RateLimit
from tests.builders import make_report
from tests.database import SqliteFiles
from tests.keyed import key_for
from tests.line import Line, Served, ask_both_ways, keep, long_way, on_line, plain
from tests.serving import publish
from tests.web.server.test_limits import redis_address
from tests.web.server.test_response_cache import READS

__all__ = ["long_way", "redis_address"]
pytestmark = pytest.mark.anyio
PATH = "/v1/reports/behind-closed-doors"
CHOSEN = f"{PATH}?lang=en"
SAME = "X-Request-ID: the-same"
AGE = b"\r\nage: 0\r\n"


@pytest.fixture
async def served(demo_url: str, tmp_path: Path) -> AsyncIterator[Served]:
    """The demonstration catalogue."""
    async with on_line(demo_url, tmp_path) as opened:
        yield opened


@pytest.fixture
def line(served: Served) -> Line:
    """A connection to it."""
    return served.line


def header(answer: bytes, name: str) -> str:
    """Return a header of an answer."""
    found = re.search(rf"\r\n{name}: ([^\r]+)".encode(), answer)
    assert found
    return found[1].decode()


async def test_on_both_ways_the_same_bytes_are_sent(served: Served, long_way: list[str]) -> None:
    line = served.line
    for path in READS:
        await keep(line, path)
        first = await line.ask(path)
        is_export = b"\r\ncontent-disposition: " in first  # never kept
        for field in (
            "Accept: */*",
            f"If-None-Match: {header(first, 'etag')}",
            f"If-Modified-Since: {header(first, 'last-modified')}",
            "X-Forwarded-For: 203.0.113.9",
        ):
            for method in ("GET", "HEAD"):
                asked = path, field, SAME
                answers, detours = await ask_both_ways(served, long_way, *asked, method=method)
                assert detours == [is_export, 1]
                assert answers[0] == answers[1]
                assert (AGE in answers[0]) != is_export


@pytest.mark.parametrize(
    ("method", "target", "field"),
    [
        ("GET", PATH, "Content-Length: 0"),
        ("GET", PATH, "Transfer-Encoding: chunked"),
        ("GET", PATH, "Upgrade: h2c\r\nConnection: Upgrade"),
        ("OPTIONS", PATH, "Accept: */*"),
        ("GET", f"http://catalogue.test{PATH}", "Accept: */*"),
        ("GET", f"{PATH}#part", "Accept: */*"),
        ("GET", f"/{PATH}", "Accept: */*"),
        ("GET", "/health", "Accept: */*"),
    ],
)
async def test_what_is_unusual_goes_the_long_way(
    line: Line, long_way: list[str], method: str, target: str, field: str
) -> None:
    await keep(line, PATH)
    long_way.clear()
    answer = await line.ask(target, field, method=method)
    assert len(long_way) == 1
    assert answer.startswith((b"HTTP/1.1 20", b"HTTP/1.1 404"))


async def test_a_fragment_is_no_part_of_a_question(line: Line) -> None:
    target = "/v1/search?limit=1&q=a"
    await keep(line, target, f"{target}%23x")
    fragment, without, escaped = [
        plain(await line.ask(target + end, SAME)) for end in ("#x", "", "%23x")
    ]
    assert fragment == without != escaped


async def test_both_ways_count_for_one_limit(
    demo_url: str, tmp_path: Path, long_way: list[str]
) -> None:
    async with on_line(demo_url, tmp_path, rate_limit="6/hour") as served:
        line = served.line
        for left in (5, 4, 3, 2, 1, 0):
            answer = await line.ask(CHOSEN)
            assert header(answer, "ratelimit").startswith(f'"address";r={left};t=')
            assert header(answer, "ratelimit-policy") == '"address";q=6;w=3600'
        assert len(long_way) == 2
        refused = await line.ask(CHOSEN)
        assert refused.startswith(b"HTTP/1.1 429 ")
        assert header(refused, "ratelimit").startswith('"address";r=0;t=')
        assert len(long_way) == 3
        proxied = await line.ask(CHOSEN, "X-Forwarded-For: 203.0.113.9")
        assert header(proxied, "ratelimit").startswith('"address";r=5;t=')
        assert len(long_way) == 3
        assert (await line.ask(CHOSEN, method="HEAD")).startswith(b"HTTP/1.1 429 ")


async def test_the_scheme_that_a_proxy_tells_is_that_of_the_links(line: Line) -> None:
    for _ in range(3):
        answer = await line.ask(PATH, "X-Forwarded-Proto: https")
        assert b"https://catalogue.test" in answer
        assert b"http://catalogue.test" not in answer
        assert b"https://catalogue.test" not in await line.ask(PATH)


async def test_a_key_counts_for_itself_on_both_ways(
    sqlite: SqliteFiles, tmp_path: Path, long_way: list[str]
) -> None:
    url = sqlite.migrated()
    engine = open_engine(url)
    publish(engine, make_report(slug="r"))
    keyed = f"Authorization: Bearer {key_for(engine, tmp_path, Scope.read)}"
    engine.dispose()
    async with on_line(url, tmp_path, key_rate_limit="4/hour") as served:
        line, target = served.line, "/v1/reports/r?lang=en"
        for left in (3, 2, 1, 0):
            answer = await line.ask(target, keyed)
            assert header(answer, "ratelimit").startswith(f'"key";r={left};t=')
        assert len(long_way) == 2
        assert (await line.ask(target, keyed)).startswith(b"HTTP/1.1 429 ")
        wrong = await line.ask(target, "Authorization: Bearer rc_00000000_" + "A" * 43)
        assert wrong.startswith(b"HTTP/1.1 401 ")
        assert AGE in await line.ask(target)


async def test_limits_that_are_shared_are_never_counted_in_passing(redis_address: str) -> None:
    limit = RateLimit(Settings(rate_limit="3/minute", rate_limit_storage=redis_address))
    scope = {"path": "/", "client": ("192.0.2.7", 1), "headers": []}
    assert limit.count_at_once(scope, cast("Keys", None)) is None
    assert b"r=2" in dict(await limit.count(scope))[b"ratelimit"]
    storage: Any = limit.addresses.storage
    storage.storage.bridge.storage.connection_pool.disconnect()


async def test_a_publication_is_seen_on_the_shortcut_too(
    database_url: str, engine: Engine, tmp_path: Path, long_way: list[str]
) -> None:
    async with on_line(database_url, tmp_path) as here, on_line(database_url, tmp_path) as there:
        for number in range(3):
            publish(engine, make_report(key="r", slug="r", title={"en": f"Title {number}"}))
            here.app.state.catalogue.expire()  # as routes and the schedule do
            there.app.state.catalogue.heads.asked = float("-inf")  # as time does
            for line in (here.line, there.line):
                for _ in range(3):
                    answer = await line.ask("/v1/reports/r")
                    assert f"Title {number}".encode() in answer
                long_way.clear()
                assert await line.ask("/v1/reports/r", SAME)
                assert (long_way, AGE in answer) == ([], True)


async def test_the_log_says_the_same_of_both_ways(
    demo_url: str, tmp_path: Path, long_way: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with on_line(demo_url, tmp_path, log_level="debug") as served:
        monkeypatch.setattr(boundary, "log", structlog.get_logger())
        with capture_logs() as entries:
            for method in ("GET", "GET", "GET", "HEAD"):
                await served.line.ask(CHOSEN, SAME, method=method)
    assert len(long_way) == 2
    said = [{**entry, "seconds": entry["seconds"] > 0} for entry in entries]
    expected = {
        "event": "request",
        "log_level": "debug",
        "method": "GET",
        "path": PATH,
        "request_id": "the-same",
        "seconds": True,
        "status": 200,
    }
    assert said == [expected] * 3 + [expected | {"method": "HEAD"}]
