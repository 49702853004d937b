"""A real server on a real socket, and clients that behave badly."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest

from service.app import create_app
from service.settings import Settings
from service.web.http import request
from service.web.server import protocol
from service.web.server.protocol import LARGEST_HEAD
from tests.database import SqliteFiles
from tests.serving import Json, on_a_socket

pytestmark = pytest.mark.anyio
GET = b"GET /v1/reports HTTP/1.1\r\nHost: a\r\n"


@pytest.fixture
async def port(
    sqlite: SqliteFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[int]:
    """The port of a server that is in a hurry."""
    monkeypatch.setattr(protocol, "SLOWEST_HEAD", 0.3)
    monkeypatch.setattr(request, "SLOWEST_BODY", 0.3)
    monkeypatch.setattr(protocol, "MOST_CONNECTIONS", 5)
    app = create_app(Settings(data=tmp_path, database_url=sqlite.migrated(), rate_limit="0"))
    async with on_a_socket(app) as (_, opened):
        yield opened


async def connect(port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    return await asyncio.open_connection("127.0.0.1", port)


async def answer(port: int, *parts: bytes, pause: float = 0) -> tuple[int, dict[str, str], bytes]:
    """Send some parts, then read all until the server hangs up: status, headers, body."""
    reader, writer = await connect(port)
    reading = asyncio.create_task(reader.read())
    for part in parts:
        if not reading.done():
            writer.write(part)
            await asyncio.sleep(pause)
    head, _, body = (await asyncio.wait_for(reading, 10)).partition(b"\r\n\r\n")
    writer.close()
    line, *fields = head.decode().split("\r\n")
    pairs = (field.split(": ", 1) for field in fields)
    return int(line.split()[1]), {name.lower(): value for name, value in pairs}, body


def check(status: int, headers: dict[str, str], body: bytes) -> Json:
    """Check that an answer is a problem like every other."""
    assert headers["content-type"] == "application/problem+json"
    assert int(headers["content-length"]) == len(body)
    assert headers["connection"] == "close"
    assert headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert "server" not in headers
    problem: Json = json.loads(body)
    assert problem["status"] == status
    assert problem["request_id"] == headers["x-request-id"]
    return problem


async def test_a_request_is_answered(port: int) -> None:
    status, headers, body = await answer(port, GET, b"Connection: close\r\n\r\n")
    assert (status, json.loads(body)["total"]) == (200, 0)
    assert "server" not in headers


async def test_a_search_typed_in_korean_need_not_be_percent_encoded(port: int) -> None:
    close = b" HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
    status, _, body = await answer(port, "GET /v1/search?q=보위부&limit=x".encode() + close)
    assert (status, json.loads(body)["errors"][0]["field"]) == (422, "limit")
    status, _, body = await answer(port, "GET /v1/reports/보위부".encode() + close)
    assert status == 404
    assert "'보위부'" in json.loads(body)["detail"]


@pytest.mark.parametrize(
    ("parts", "status"),
    [
        ([b"nonsense\r\n\r\n"], 400),
        ([b"GET / HTTP/9.9\r\n\r\n"], 400),
        ([b"GET  HTTP/1.1\r\n\r\n"], 400),
        ([b"GET / HTTP/1.1\r\nHost: a\r\nA b: c\r\n\r\n"], 400),
        ([b"GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n"], 400),
        ([b"GET / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"], 400),
        ([b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(100)], 400),
        ([b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\n\r\n"], 414),
        ([b"GET /?q=" + b"a" * 1_000_000], 414),
        ([GET, *[b"X-%d: " % n + b"a" * 1000 + b"\r\n" for n in range(60)], b"\r\n"], 431),
        ([GET + b"Cookie: " + b"a" * LARGEST_HEAD + b"\r\n\r\n"], 431),
        ([GET + b"Cookie: ", *[b"a" * 10_000] * 20], 431),
        ([GET + b"X: 1\r\n" * 20_000 + b"\r\n"], 431),
    ],
)
async def test_what_is_no_request_is_a_problem(port: int, parts: list[bytes], status: int) -> None:
    found = await answer(port, *parts)
    assert check(*found)["status"] == status


@pytest.mark.parametrize("begun", [b"GET /" + b"a" * 100_000, GET + b"X: 1\r\n" * 20_000])
async def test_who_is_refused_can_go_on_sending_for_a_moment_and_hears_why(
    port: int, begun: bytes
) -> None:
    reader, writer = await connect(port)
    writer.write(begun)
    assert re.match(rb"HTTP/1.1 4(14|31) ", await reader.readuntil(b"\r\n\r\n"))
    for _ in range(3):
        writer.write(b"a" * 1000)
        await writer.drain()
        await asyncio.sleep(0.05)
    assert json.loads(await asyncio.wait_for(reader.read(), 10))["status"] in (414, 431)
    writer.close()


@pytest.mark.parametrize("parts", [[], [b"GE"], [GET], [*(bytes([c]) for c in GET)]])
async def test_a_head_that_drips_is_cut(port: int, parts: list[bytes]) -> None:
    found = await answer(port, *parts, pause=0.02)
    assert check(*found)["status"] == 408


async def test_the_second_head_of_a_connection_must_come_in_time_too(port: int) -> None:
    reader, writer = await connect(port)
    writer.write(GET + b"\r\n")
    assert (await reader.readuntil(b"\r\n")).startswith(b"HTTP/1.1 200")
    await asyncio.sleep(0.4)
    writer.write(GET)
    rest = await asyncio.wait_for(reader.read(), 10)
    assert rest.count(b"HTTP/1.1 408") == 1
    writer.close()


async def test_empty_lines_between_requests_do_not_keep_a_connection(port: int) -> None:
    reader, writer = await connect(port)
    writer.write(GET + b"\r\n")
    assert (await reader.readuntil(b"\r\n")).startswith(b"HTTP/1.1 200")
    for _ in range(2):
        writer.write(b"\r\n")
        await asyncio.sleep(0.05)
    rest = await asyncio.wait_for(reader.read(), 10)
    assert rest.count(b"HTTP/1.1 408") == 1
    writer.close()


async def test_a_body_that_drips_is_cut(port: int) -> None:
    head = b"POST /v1/search HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
    found = await answer(port, head + b"Content-Length: 1000\r\n\r\n", *[b" "] * 20, pause=0.02)
    assert check(*found)["status"] == 408


async def test_a_body_where_none_is_read_does_not_keep_the_connection(port: int) -> None:
    status, headers, _ = await answer(port, GET, b"Content-Length: 1000000000\r\n\r\n")
    assert (status, headers["connection"]) == (200, "close")


async def test_more_clients_than_are_taken_hear_so(port: int) -> None:
    idle = [await connect(port) for _ in range(5)]
    found = await answer(port, GET + b"\r\n")
    assert check(*found)["status"] == 503
    assert found[1]["retry-after"]
    for _, writer in idle:
        writer.close()
        await writer.wait_closed()


async def test_requests_in_a_row_are_answered_in_a_row(port: int) -> None:
    last = GET.replace(b"reports", b"mentions") + b"Connection: close\r\n\r\n"
    _, _, rest = await answer(port, GET + b"\r\n" + GET + b"\r\n" + last)
    assert rest.count(b"HTTP/1.1 200") == 2


async def test_answers_from_memory_come_in_order_and_end_the_connection_when_asked(
    port: int,
) -> None:
    both = [GET + b"\r\n", GET.replace(b"reports", b"mentions") + b"\r\n"]
    close, old = GET + b"Connection: close\r\n\r\n", GET.replace(b"1.1", b"1.0") + b"\r\n"
    for _ in range(3):
        everything = b"".join((*both * 2, close))
        reader, writer = await connect(port)
        writer.write(everything)
        read = await asyncio.wait_for(reader.read(), 10)
        writer.close()
        assert read.count(b"HTTP/1.1 200 OK\r\n") == 5
        assert [part.count(b"/v1/mentions") > 0 for part in read.split(b"HTTP/1.1")[1:]] == [
            False, True, False, True, False,
        ]  # fmt: skip
        assert (await answer(port, old))[1]["connection"] == "close"
    body = GET + b"Content-Length: 3\r\n\r\nabc"
    status, headers, _ = await answer(port, body)
    assert (status, headers["connection"], headers["age"]) == (200, "close", "0")


CHUNKED = (
    b"POST /v1/search HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
    b"Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
)
BODY = b"2\r\n{}\r\n"
"""A piece of a body, which is all of it."""


async def test_what_follows_a_body_is_no_header(port: int) -> None:
    status, headers, _ = await answer(port, CHUNKED + BODY, b"0\r\nX-Request-ID: my-own-1\r\n\r\n")
    assert (status, headers["x-request-id"] == "my-own-1") == (200, False)


@pytest.mark.parametrize("endless", [b"0\r\n" + b"a: b\r\n" * 9000, b"0\r\na: " + b"b" * 50_000])
async def test_what_follows_a_body_without_end_ends_the_connection(
    port: int, endless: bytes
) -> None:
    reader, writer = await connect(port)
    for part in (CHUNKED + BODY, endless):
        writer.write(part)
        await asyncio.sleep(0.05)
    assert await asyncio.wait_for(reader.read(), 10) == b""
    writer.close()


async def test_a_long_body_in_pieces_is_taken(port: int) -> None:
    pieces = b"1\r\n{\r\n" + b"1\r\n \r\n" * 40_000 + b"1\r\n}\r\n0\r\n\r\n"
    parts = [pieces[at : at + 50_000] for at in range(0, len(pieces), 50_000)]
    status, _, body = await answer(port, CHUNKED, *parts)
    assert (status, json.loads(body)["total"]) == (200, 0)


@pytest.mark.parametrize(
    "head",
    [
        b"GET / HTTP/1.1\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n",
        b"GET http://b/ HTTP/1.1\r\nHost: a\r\n",
        b"GET http://b?http://a/ HTTP/1.1\r\nHost: a\r\n",
        b"GET http://a.b/ HTTP/1.1\r\nHost: a\r\n",
        b"GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n",
    ],
)
async def test_a_request_that_names_no_host_or_several_is_refused(port: int, head: bytes) -> None:
    problem = check(*await answer(port, head + b"\r\n"))
    assert (problem["status"], "one Host header" in problem["detail"]) == (400, True)


@pytest.mark.parametrize(
    "head",
    [
        b"GET /v1/reports HTTP/1.0\r\n",
        b"GET http://A:80/v1/reports HTTP/1.1\r\nHost: a:80\r\nConnection: close\r\n",
        b"GET /v1/reports?q=http://b/ HTTP/1.1\r\nHost: a\r\nConnection: close\r\n",
    ],
)
async def test_a_request_that_names_one_host_is_answered(port: int, head: bytes) -> None:
    assert (await answer(port, head + b"\r\n"))[0] == 200


async def test_after_a_request_for_another_protocol_the_connection_ends(port: int) -> None:
    upgrade = GET + b"Connection: Upgrade\r\nUpgrade: h2c\r\n\r\n"
    status, headers, rest = await answer(port, upgrade + GET + b"\r\n")
    assert (status, headers["connection"], rest.count(b"HTTP/1.1")) == (200, "close", 0)


async def test_a_client_that_takes_nothing_of_what_is_sent_is_cut(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(protocol, "SLOWEST_READER", 0.1)
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1000)
    asked = 2000
    for _ in range(asked):
        writer.write(b"GET /openapi.json HTTP/1.1\r\nHost: a\r\n\r\n")
    await asyncio.sleep(1)
    read = b""
    with suppress(ConnectionError):
        while part := await asyncio.wait_for(reader.read(1_000_000), 10):
            read += part
    assert 0 < read.count(b"HTTP/1.1 200") < asked
    writer.close()
