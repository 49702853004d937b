import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, update

from service.app import create_app
from service.ledger import tables as ledger
from service.ledger.entry import Head
from service.settings import Settings
from service.tables.database import writing
from service.web.openapi.examples import read_public
from service.web.server.answer_store import AnswerStore, KeptAnswer, size_of
from service.web.server.response_cache import Asked
from service.web.server.written import Written
from tests.builders import make_report
from tests.serving import BASE, on_a_socket, publish, serving

anyio = pytest.mark.anyio
OWN = {"x-request-id", "age"}
READS = sorted(
    {
        exchange["request"].removeprefix("GET ")
        for exchange in read_public().values()
        if exchange["request"].startswith("GET /v1/")
        and not exchange["request"].startswith("GET /v1/dumps")  # files, made by the operator
    }
)
HEAD, NEXT = (Head(number, number, "epoch", "secret") for number in (1, 2))


@pytest.fixture(scope="session")
async def uncached(
    demo_url: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the demonstration catalogue that keeps no answers."""
    async with serving(demo_url, tmp_path_factory.mktemp("uncached"), cache_bytes=0) as client:
        yield client


def said(answer: httpx.Response) -> tuple[int, dict[str, str], bytes]:
    """Return what an answer says, but for what names this one."""
    headers = {name: value for name, value in answer.headers.items() if name not in OWN}
    return answer.status_code, headers, answer.content


def test_every_public_read_has_an_example() -> None:
    description = json.loads((Path(__file__).parents[3] / "openapi.json").read_text("utf-8"))
    operations = {
        path["get"]["operationId"]
        for name, path in description["paths"].items()
        if "get" in path and name.startswith("/v1/") and "/editorial/" not in name
    }
    assert operations <= {name.partition(".")[0] for name in read_public()}


@anyio
@pytest.mark.parametrize("path", READS)
async def test_what_is_kept_is_what_the_app_answers(
    demo: httpx.AsyncClient, uncached: httpx.AsyncClient, path: str
) -> None:
    plain = await uncached.get(path)
    for _ in range(3):
        kept = await demo.get(path)
        assert said(kept) == said(plain)
    age = None if plain.headers.get("content-disposition") else "0"  # exports are never kept
    assert (kept.headers.get("age"), plain.headers.get("age")) == (age, None)
    has_it = {"If-None-Match": plain.headers["etag"]}
    for headers in (has_it, {"If-Modified-Since": plain.headers["last-modified"]}):
        unchanged = await demo.get(path, headers=headers)
        assert unchanged.headers.get("age") == age
        assert said(unchanged) == said(await uncached.get(path, headers=headers))
    assert said(await demo.head(path)) == said(await uncached.head(path))


@pytest.fixture
async def on_the_wire(demo_url: str, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the demonstration catalogue over real connections."""
    app = create_app(Settings(data=tmp_path, database_url=demo_url, rate_limit="0"))
    headers = {"Host": BASE.removeprefix("http://")}
    async with (
        on_a_socket(app) as (_, port),
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", headers=headers) as client,
    ):
        yield client


@anyio
async def test_on_the_wire_what_is_kept_is_what_the_app_answers(
    on_the_wire: httpx.AsyncClient, uncached: httpx.AsyncClient
) -> None:
    ages = set()
    for path in READS:
        plain = await uncached.get(path)
        has_it = {"If-None-Match": plain.headers["etag"]}
        for _ in range(3):
            for headers in ({}, has_it, {"Connection": "close"}):
                kept = await on_the_wire.get(path, headers=headers)
                expected = await uncached.get(path, headers=headers)
                assert wired(kept) == said(expected), path
            head = await on_the_wire.head(path)
            assert wired(head)[1:] == (said(plain)[1], b"")
        ages.add(kept.headers.get("age"))
    assert ages == {None, "0"}


def wired(answer: httpx.Response) -> tuple[int, dict[str, str], bytes]:
    """Return what an answer says, but for what the server adds for the connection."""
    status, headers, content = said(answer)
    for name in ("date", "connection", "transfer-encoding"):
        headers.pop(name, None)
    return status, headers, content


@anyio
@pytest.mark.parametrize(
    "path", ["/v1/reports/none", "/v1/reports?limit=0", "/v1/none", "/v1/editorial/reports", "/"]
)
async def test_errors_and_what_is_not_of_the_public_are_never_kept(
    demo: httpx.AsyncClient, path: str
) -> None:
    answers = [await demo.get(path) for _ in range(4)]
    assert not any("age" in answer.headers for answer in answers)


@anyio
async def test_a_publication_is_seen_within_the_stated_time_and_at_once_where_it_was_made(
    database_url: str, engine: Engine, tmp_path: Path
) -> None:
    async with (
        serving(database_url, tmp_path) as one,
        serving(database_url, tmp_path) as other,
    ):
        transport: Any = one._transport  # noqa: SLF001  the app behind the client
        for number in range(3):
            publish(engine, make_report(key="r", slug="r", title={"en": f"Title {number}"}))
            transport.app.state.catalogue.expire()  # as routes and the schedule do
            for _ in range(4):
                answer = await one.get("/v1/reports/r")
                assert answer.json()["title"]["en"] == f"Title {number}"
            # The bound is kept by a clock that no test waits for: what was asked is too old.
            heads = other_heads(other)
            assert heads.oldest < 1
            heads.asked -= heads.oldest
            for _ in range(4):
                answer = await other.get("/v1/reports/r")
                assert answer.json()["title"]["en"] == f"Title {number}"
        assert answer.headers["age"] == "0"


@anyio
@pytest.mark.parametrize("restored", [{"sequence": 1}, {"changed_at": 4_000_000_000}])
async def test_what_was_kept_before_a_restore_of_the_database_is_forgotten(
    engine: Engine, database_url: str, tmp_path: Path, restored: dict[str, int]
) -> None:
    publish(engine, make_report(key="a", slug="a"), make_report(key="b", slug="b"))
    async with serving(database_url, tmp_path) as client:
        for _ in range(3):
            kept = await client.get("/v1/reports/b")
        assert "age" in kept.headers
        with writing(engine) as connection:
            connection.execute(update(ledger.entries).values(document=b"{}"))
            connection.execute(update(ledger.head).values(**restored))
        other_heads(client).expire()
        for _ in range(3):
            assert (await client.get("/v1/reports/b")).content == b"{}"


def other_heads(client: httpx.AsyncClient) -> Any:
    """Return what tells another process how far the ledger is."""
    transport: Any = client._transport  # noqa: SLF001  as above
    return transport.app.state.catalogue.heads


@anyio
async def test_what_one_caller_makes_of_headers_is_not_sent_to_another(
    demo: httpx.AsyncClient,
) -> None:
    path, found = "/v1/reports/behind-closed-doors", set()
    for _ in range(3):
        for headers in (
            {},
            {"Accept": "application/x-bibtex"},
            {"Accept": "application/ld+json"},
            {"Host": "elsewhere.test"},
            {"Host": 'bad"host'},
            {"X-Forwarded-Host": "evil.test"},
        ):
            answer = await demo.get(path, headers=headers)
            found.add((answer.headers["content-type"], answer.content))
            is_elsewhere = headers.get("Host") == "elsewhere.test"
            assert (b"elsewhere.test" in answer.content) == is_elsewhere
            assert b"evil.test" not in answer.content
    assert len(found) == 5


def scope(query: bytes, accept: bytes, host: bytes) -> dict[str, Any]:
    """Write a request."""
    headers = [(b"host", host), (b"accept", accept)]
    return {
        "raw_path": b"/v1/reports",
        "query_string": query,
        "headers": headers,
        "scheme": "http",
    }


NAMES = st.sampled_from([b"q", b"topic", b"%71", b"Q", b"kind", b"%6Bind"])
VALUES = st.sampled_from([b"a", b"b", b"%61", b"", b"%26q=a", b"a=b"])
QUERIES = st.lists(st.tuples(NAMES, VALUES).map(b"=".join), max_size=4)


@given(QUERIES, st.randoms())
def test_only_the_order_of_names_is_the_same_request(parts: list[bytes], random: Any) -> None:
    from service.web.http.request import pairs  # noqa: PLC0415  what the app reads of a query

    moved = random.sample(parts, len(parts))
    first, second = (Asked(scope(b"&".join(one), b"", b"")).narrow for one in (parts, moved))
    said = [sorted(pairs(b"&".join(one)), key=lambda pair: pair[0]) for one in (parts, moved)]
    if first == second:
        assert said[0] == said[1]


@given(
    st.tuples(st.binary(max_size=9), st.binary(max_size=9)),
    st.tuples(st.binary(max_size=9), st.binary(max_size=9)),
)
def test_other_hosts_and_wishes_are_other_requests(
    one: tuple[bytes, bytes], other: tuple[bytes, bytes]
) -> None:
    anything = {b"", b"*/*", b"application/json"}
    same = one[1] == other[1] and (one[0] == other[0] or {one[0], other[0]} <= anything)
    assert (Asked(scope(b"", *one)).narrow == Asked(scope(b"", *other)).narrow) == same


# The store.


def made(body: bytes, shown: str | None = None) -> KeptAnswer:
    """Make an answer without headers."""
    return KeptAnswer(Written(200, b"", body), Written(304, b""), '"tag"', "", shown)


def answer(size: int = 1000) -> KeptAnswer:
    return made(bytes(size))


def ask(store: AnswerStore, key: str, head: Head = HEAD, size: int = 1000) -> bool:
    """Ask for something, and keep it if it was not kept; say whether it was."""
    if head != store.head:
        store.follow(head)
    if store.find(key):
        return True
    store.keep(key, answer(size), head)
    return False


def test_what_is_asked_for_twice_is_kept_until_the_ledger_changes() -> None:
    store = AnswerStore(1_000_000)
    assert [ask(store, "a") for _ in range(3)] == [False, False, True]
    assert [ask(store, "a", NEXT) for _ in range(2)] == [False, True]
    store.keep("b", answer(), HEAD)
    assert store.find("b") is None
    assert BASE not in store.answers


def test_what_shows_a_record_that_did_not_change_is_kept() -> None:
    store = AnswerStore(1_000_000)
    store.follow(HEAD)
    for shown in ("changed", "unchanged", None):
        for key in (f"{shown} in JSON", f"{shown} in BibTeX"):
            for _ in range(2):
                assert store.find(key) is None
            store.keep(key, made(b"", shown), HEAD)
    store.follow(NEXT, ["changed", "another"])
    assert set(store.answers) == {"unchanged in JSON", "unchanged in BibTeX"}
    assert store.size == sum(size_of(*each) for each in store.answers.items())
    store.follow(HEAD)
    assert not store.answers
    assert not store.showing
    assert store.size == 0


def test_a_crawl_and_a_flood_do_not_drive_out_what_is_wanted() -> None:
    store = AnswerStore(200_000)
    for _ in range(20):
        for number in range(20):
            ask(store, f"hot {number}")
    for number in range(20_000):
        ask(store, f"crawled {number}")
        ask(store, f"crawled {number}")
        assert store.size <= store.most
    assert sum(ask(store, f"hot {number}") for number in range(20)) >= 19


def want_old_then_new(store: AnswerStore) -> None:
    """Fill a store with what is wanted a little, then want something else more."""
    for number in range(200):
        for _ in range(3):
            ask(store, f"old {number}")
    for _ in range(8):
        ask(store, "new")


def test_what_is_wanted_now_takes_the_place_of_what_was() -> None:
    store = AnswerStore(100_000)
    want_old_then_new(store)
    assert ask(store, "new")


def test_what_was_wanted_most_keeps_nothing_out_but_what_would_take_its_place() -> None:
    store = AnswerStore(100_000)
    for _ in range(300):
        ask(store, "loved")
    want_old_then_new(store)
    assert ask(store, "new")
    assert ask(store, "loved")


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 20_000)), max_size=200))
def test_the_store_is_never_larger_than_it_may_be(requests: list[tuple[int, int]]) -> None:
    store = AnswerStore(100_000)
    for number, size in requests:
        ask(store, str(number), size=size)
        assert 0 <= store.size <= store.most
    store.follow(NEXT)
    assert (store.size, len(store.answers)) == (0, 0)
