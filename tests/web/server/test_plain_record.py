"""A record that is asked for in the usual way is answered without waiting, with the same bytes."""

import json
import math
import sqlite3
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from service.formats.offered import offered
from service.web import record
from service.web.catalogue import Catalogue
from service.web.representation import content_type
from service.web.server import plain_record
from service.web.server.plain_record import KINDS
from tests.builders import make_authority, make_mention, make_report, make_resource
from tests.database import PostgresqlServer, SqliteFiles
from tests.desk import Desk
from tests.line import Line, Served, ask_both_ways, long_way, on_line
from tests.web.server.test_shortcut import SAME, header

__all__ = ["long_way"]
pytestmark = pytest.mark.anyio
LONG = "How orders travel. " * 1000
USUAL = ("Accept: */*", "Accept: application/json", "X-Forwarded-Proto: https", "Host: other.test")


@pytest.fixture
async def served(engine: Engine, database_url: str, tmp_path: Path) -> AsyncIterator[Served]:
    """A catalogue of each kind of record, which keeps no answers."""
    desk = Desk(engine)
    desk.release(make_report(key="r", slug="former"), make_report(key="gone", slug="gone"))
    desk.release(
        make_report(key="r", slug="새-이름", title={"en": "Line\nbreak: yes"}),
        make_mention(key="m", slug="m", reports=["r"]),
        make_resource(key="f", slug="f"),
        make_authority(key="a", slug="a"),
    )
    desk.withdraw("gone", "Printed twice.")
    desk.put(make_report(key="draft", slug="draft"))
    async with on_line(database_url, tmp_path, cache_bytes=0) as opened:
        await opened.line.ask("/v1")  # the head of the ledger is known from now on
        yield opened


@pytest.fixture
def line(served: Served) -> Line:
    """A connection to it."""
    return served.line


@pytest.fixture
def detours(databases: SqliteFiles | PostgresqlServer) -> int:
    """How often a plain record goes the long way: never if the ledger is a file, else always."""
    return 0 if isinstance(databases, SqliteFiles) else 1


async def addresses(line: Line) -> list[str]:
    """Return the addresses of the public records, by slug and by id."""
    found = []
    for name in ("reports/%EC%83%88-%EC%9D%B4%EB%A6%84", "mentions/m", "resources/f"):
        answer = await line.ask(f"/v1/{name}")
        record_id = json.loads(answer.partition(b"\r\n\r\n")[2])["id"]
        found += [f"/v1/{name}", f"/v1/{name.partition('/')[0]}/{record_id}"]
    return [*found, "/v1/authorities/a"]


async def test_both_ways_send_the_same_bytes(
    served: Served, long_way: list[str], detours: int
) -> None:
    line = served.line
    for path in await addresses(line):
        whole = await line.ask(path)
        has_it = f"If-None-Match: {header(whole, 'etag')}"
        since = f"If-Modified-Since: {header(whole, 'last-modified')}"
        for field in (*USUAL, has_it, since, 'If-None-Match: "other"'):
            for method in ("GET", "HEAD"):
                asked = path, field, SAME
                answers, ways = await ask_both_ways(served, long_way, *asked, method=method)
                assert ways == [detours, 1]
                assert answers[0] == answers[1]
                is_held = field in (has_it, since)
                assert answers[0].startswith(b"HTTP/1.1 304 " if is_held else b"HTTP/1.1 200 ")


async def test_in_every_format_both_ways_send_the_same_bytes(
    served: Served, long_way: list[str], detours: int
) -> None:
    line = served.line
    for path in await addresses(line):
        for one in offered(KINDS[path.split("/")[2]]):
            asked = ((f"{path}.{one.suffix}", ""), (f"{path}?format={one.name}", ""))
            for target, accept in (*asked, (path, one.media_type)):
                whole = await line.ask(target, f"Accept: {accept}")
                assert f"\r\ncontent-type: {content_type(one)}\r\n".encode() in whole
                has_it = f"If-None-Match: {header(whole, 'etag')}"
                for field, method in (("", "GET"), ("", "HEAD"), (has_it, "GET")):
                    both = target, f"Accept: {accept}", SAME, *filter(None, [field])
                    answers, ways = await ask_both_ways(served, long_way, *both, method=method)
                    assert ways == [one.is_slow or detours, 1]
                    assert answers[0] == answers[1]
                    assert answers[0].startswith(b"HTTP/1.1 304 ") == (field == has_it)


async def test_what_takes_long_to_write_is_written_beside_the_event_loop(
    served: Served,
    engine: Engine,
    long_way: list[str],
    detours: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    beside, in_pool = [], Catalogue.in_pool

    async def note(self: Catalogue, work: Callable[[], Any]) -> Any:
        beside.append(work)
        return await in_pool(self, work)

    monkeypatch.setattr(Catalogue, "in_pool", note)
    Desk(engine).release(make_report(slug="long", abstract=dict.fromkeys(("en", "fr"), LONG)))
    heads = served.app.state.catalogue.heads
    heads.expire()
    served.app.state.store.follow(await heads.latest())
    for suffix, way in (("", detours), (".json", detours), (".bib", 1)):
        long_way.clear()
        answer = await served.line.ask(f"/v1/reports/long{suffix}")
        assert answer.startswith(b"HTTP/1.1 200 ")
        assert len(long_way) == way
        assert len(beside) == (suffix == ".bib")


async def test_a_fault_is_told_by_the_long_way(
    served: Served, long_way: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> bytes:
        raise ZeroDivisionError

    for module in (plain_record, record):
        monkeypatch.setattr(module, "read_document", fail)
    long_way.clear()
    answer = await served.line.ask("/v1/authorities/a.jsonld")
    assert answer.startswith(b"HTTP/1.1 500 ")
    assert b"internal-error" in answer
    assert len(long_way) == 1


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/v1/reports/former", 308),
        ("/v1/reports/gone", 410),
        ("/v1/reports/draft", 404),
        ("/v1/reports/none", 404),
        ("/v1/reports/AAAAAAAAAAAA", 404),
        ("/v1/mentions/a", 404),
        ("/v1/reports/a%00", 404),
        ("/v1/reports/%FF", 404),
        ("/v1/reports/%EC%83%88-%EC%9D%B4%EB%A6%84.txt", 200),
        ("/v1/reports/%EC%83%88-%EC%9D%B4%EB%A6%84.html", 303),
        ("/v1/reports/%EC%83%88-%EC%9D%B4%EB%A6%84.pdf", 404),
        ("/v1/reports/%EC%83%88-%EC%9D%B4%EB%A6%84.bib?format=bibtex", 422),
        ("/v1/reports/%EC%83%88-%EC%9D%B4%EB%A6%84?format=html", 303),
        ("/v1/authorities/a?format=bibtex", 422),
        ("/v1/authorities/a?format=json&format=json", 422),
        ("/v1/authorities/a?fields=label", 200),
        ("/v1/authorities/a?none=1", 422),
        ("/reports/%EC%83%88-%EC%9D%B4%EB%A6%84", 200),
    ],
)
async def test_what_is_not_simply_there_goes_the_long_way(
    line: Line, long_way: list[str], path: str, status: int
) -> None:
    long_way.clear()
    assert (await line.ask(path)).startswith(f"HTTP/1.1 {status} ".encode())
    assert len(long_way) == 1


@pytest.mark.parametrize("accept", ["application/x-bibtex", "text/html", "image/png"])
async def test_who_wants_another_format_goes_the_long_way(
    line: Line, long_way: list[str], accept: str
) -> None:
    long_way.clear()
    await line.ask("/v1/authorities/a", f"Accept: {accept}")
    assert len(long_way) == 1


async def test_a_slug_that_looks_like_an_id_goes_the_long_way(
    served: Served, engine: Engine, long_way: list[str]
) -> None:
    Desk(engine).release(make_report(slug="0123456789ab"))
    served.app.state.catalogue.heads.expire()
    for _ in range(2):
        long_way.clear()
        answer = await served.line.ask("/v1/reports/0123456789ab")
        assert answer.startswith(b"HTTP/1.1 200 ")
        assert len(long_way) == 1


async def test_what_is_asked_for_often_is_kept_in_passing(
    engine: Engine, database_url: str, tmp_path: Path, long_way: list[str], detours: int
) -> None:
    Desk(engine).release(make_report(key="r", slug="r"), make_report(key="s", slug="s"))
    async with on_line(database_url, tmp_path) as served:
        await served.line.ask("/v1/reports/s")  # the head of the ledger is known from now on
        long_way.clear()
        answers = [await served.line.ask("/v1/reports/r") for _ in range(4)]
    assert [b"\r\nage: 0\r\n" in answer for answer in answers] == [False, False, True, True]
    assert len(long_way) == 2 * detours


async def test_a_withdrawal_is_seen_at_once(served: Served, engine: Engine) -> None:
    path = "/v1/authorities/a"
    assert (await served.line.ask(path)).startswith(b"HTTP/1.1 200 ")
    Desk(engine).withdraw("a", "Named in error.")
    served.app.state.catalogue.heads.asked = -math.inf  # as time does
    assert (await served.line.ask(path)).startswith(b"HTTP/1.1 410 ")


async def test_a_file_that_fails_is_told_by_the_long_way(
    sqlite: SqliteFiles, tmp_path: Path, long_way: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise sqlite3.OperationalError("disk I/O error")

    async with on_line(sqlite.migrated(), tmp_path) as served:
        await served.line.ask("/v1")
        long_way.clear()
        own = served.app.state.catalogue.reads.blocking.own
        broken = type("Broken", (), {"execute": fail, "close": own.connection.close})()
        monkeypatch.setattr(own, "connection", broken)
        assert (await served.line.ask("/v1/authorities/a")).startswith(b"HTTP/1.1 503 ")
        assert len(long_way) == 1
