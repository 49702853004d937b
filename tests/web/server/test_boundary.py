import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Message
from structlog.testing import capture_logs

from service.app import create_app
from service.settings import Settings
from service.web.server.boundary import LONGEST_URL
from tests.database import SqliteFiles
from tests.serving import BASE

pytestmark = pytest.mark.anyio
ALWAYS = (
    "x-request-id",
    "x-content-type-options",
    "referrer-policy",
    "content-security-policy",
    "access-control-allow-origin",
    "access-control-expose-headers",
)


async def fail(_: Request) -> Response:
    raise ZeroDivisionError("a secret: 한글 \ud800")


async def fail_late(_: Request) -> Response:
    async def chunks() -> AsyncIterator[bytes]:
        yield b"begun"
        raise ZeroDivisionError

    return StreamingResponse(chunks())


begun = asyncio.Event()


async def hang(_: Request) -> Response:
    begun.set()
    await asyncio.Event().wait()
    raise AssertionError


async def stream(_: Request) -> Response:
    async def chunks() -> AsyncIterator[bytes]:
        while True:
            yield b"more"
            await asyncio.sleep(0.01)

    return StreamingResponse(chunks())


@pytest.fixture
async def faulty(sqlite: SqliteFiles, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """A client of an app with routes that fail."""
    app = create_app(Settings(data=tmp_path, database_url=sqlite.migrated()))
    app.router.add_route("/fail", fail, methods=["GET", "POST"])
    app.router.add_route("/fail-late", fail_late)
    app.router.add_route("/hang", hang)
    app.router.add_route("/stream", stream)
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url=BASE) as client,
    ):
        yield client


async def test_a_fault_is_a_problem_that_tells_nothing_of_the_inside(
    faulty: httpx.AsyncClient,
) -> None:
    with capture_logs() as lines:
        answer = await faulty.get("/fail?key=hidden", headers={"X-Request-ID": "my-own-id-1"})
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == f"{BASE}/problems/internal-error"
    assert answer.json()["request_id"] == answer.headers["x-request-id"] == "my-own-id-1"
    assert not re.search("secret|hidden|ZeroDivision|Traceback|service/", answer.text)
    assert all(name in answer.headers for name in (*ALWAYS, "ratelimit"))
    fault = next(line for line in lines if line["event"] == "fault")
    assert (fault["request_id"], fault["path"]) == ("my-own-id-1", "/fail")
    assert fault["exc_info"]


async def test_a_fault_after_the_answer_began_ends_the_connection(
    faulty: httpx.AsyncClient,
) -> None:
    with pytest.raises(ZeroDivisionError):
        await faulty.get("/fail-late")


async def test_a_request_that_is_cut_is_named_in_the_log_and_ends(
    faulty: httpx.AsyncClient,
) -> None:
    begun.clear()
    with capture_logs() as lines:
        asking = asyncio.create_task(faulty.get("/hang", headers={"X-Request-ID": "my-own-id-2"}))
        await begun.wait()
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
    (cut,) = (line for line in lines if line["event"] == "request cut")
    assert (cut["path"], cut["request_id"]) == ("/hang", "my-own-id-2")
    assert cut["seconds"] >= 0


async def test_a_client_that_goes_away_is_not_told_of(faulty: httpx.AsyncClient) -> None:
    app: Any = faulty._transport.app  # type: ignore[attr-defined]  # noqa: SLF001  behind the client
    sent: list[Message] = []
    said = iter([{"type": "http.request"}])

    async def receive() -> Message:
        while len(sent) < 3:  # noqa: ASYNC110  as the server, which says nothing of it
            await asyncio.sleep(0.01)
        return next(said, {"type": "http.disconnect"})

    async def send(message: Message) -> None:
        sent.append(message)

    scope: Any = {"type": "http", "method": "GET", "path": "/stream", "raw_path": b"/stream"}
    scope |= {"asgi": {"spec_version": "2.3"}, "query_string": b"", "headers": [], "app": app}
    scope |= {"client": ("127.0.0.1", 1), "server": ("catalogue.test", 80), "scheme": "http"}
    with capture_logs() as lines:
        await app(scope, receive, send)
    assert {line["log_level"] for line in lines} <= {"debug"}


@pytest.mark.parametrize(
    "path",
    ["/", "/docs", "/health", "/v1/reports", "/v1/reports/none", "/none", "/v1/search?limit=x"],
)
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "DELETE", "OPTIONS", "BREW"])
async def test_every_answer_has_an_id_and_safe_headers(
    demo: httpx.AsyncClient, path: str, method: str
) -> None:
    answer = await demo.request(method, path)
    assert all(name in answer.headers for name in ALWAYS)
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "server" not in answer.headers
    if answer.status_code >= 400:
        assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("given", ["abcdefgh", "0c6a5f2e-9d2b-4d0e-8d3e-1c2b3a4d5e6f", "A.b_c-123"])
async def test_the_request_id_of_the_caller_is_kept(demo: httpx.AsyncClient, given: str) -> None:
    answer = await demo.get("/v1/reports/none", headers={"X-Request-ID": given})
    assert answer.headers["x-request-id"] == answer.json()["request_id"] == given


@pytest.mark.parametrize(
    "given", ["", "short", "a" * 65, "with space", "<script>alert(1)</script>"]
)
async def test_what_is_no_request_id_is_replaced(demo: httpx.AsyncClient, given: str) -> None:
    answer = await demo.get("/v1/reports/none", headers={"X-Request-ID": given})
    assert re.fullmatch("[0-9a-f]{16}", answer.headers["x-request-id"])
    assert answer.json()["request_id"] == answer.headers["x-request-id"]


async def test_pages_of_every_origin_may_ask(demo: httpx.AsyncClient) -> None:
    headers = {
        "Origin": "https://partner.example",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type, if-none-match",
    }
    answer = await demo.options("/v1/search", headers=headers)
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["access-control-allow-methods"] == "GET, HEAD, OPTIONS, POST"
    assert answer.headers["access-control-allow-headers"] == "*, Authorization"
    assert int(answer.headers["access-control-max-age"]) > 0
    answer = await demo.get("/v1/reports", headers={"Origin": "https://partner.example"})
    assert answer.headers["access-control-allow-origin"] == "*"
    assert {"ETag", "Link", "Retry-After", "X-Request-ID"} <= set(
        answer.headers["access-control-expose-headers"].split(", ")
    )
    assert "Origin" not in answer.headers["vary"]


@pytest.mark.parametrize("path", ["/v1/search", "/v1/lookup", "/v1/reports", "/v1/reports/x"])
async def test_options_and_405_name_the_methods_of_all_routes_of_an_address(
    demo: httpx.AsyncClient, path: str
) -> None:
    allowed = [
        "GET",
        "HEAD",
        "OPTIONS",
        *(["POST"] if path in {"/v1/search", "/v1/lookup"} else []),
    ]
    assert (await demo.options(path)).headers["allow"] == ", ".join(allowed)
    answer = await demo.delete(path)
    assert answer.status_code == 405
    assert answer.headers["allow"] == ", ".join(allowed)
    assert answer.json()["type"] == f"{BASE}/problems/method-not-allowed"


async def test_a_url_that_is_too_long_is_refused_and_the_longest_is_not(
    demo: httpx.AsyncClient,
) -> None:
    path = "/v1/search?" + "&".join(f"topic={number}" for number in range(2000))
    answer = await demo.get(path[: LONGEST_URL + 2])
    assert answer.status_code == 414
    assert "POST /v1/search" in answer.json()["help"]
    assert (await demo.get(path[:LONGEST_URL])).status_code == 422


async def test_a_connection_is_not_used_again_if_a_body_was_left_unread(
    demo: httpx.AsyncClient,
) -> None:
    assert (await demo.post("/v1/reports", json={})).headers["connection"] == "close"
    assert (await demo.request("GET", "/v1/reports", json={})).headers["connection"] == "close"
    assert "connection" not in (await demo.post("/v1/search", json={})).headers
    assert "connection" not in (await demo.get("/v1/reports/none")).headers
