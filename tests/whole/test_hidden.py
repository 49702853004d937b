"""Nothing hidden shows: no public answer differs by a byte, of any address there is or will be."""

import itertools
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import Engine
from starlette.routing import Route

from service.app import create_app
from service.editorial.publication import publish
from service.ledger import write
from service.search.query import FACETS
from service.settings import Settings
from service.tables import base
from service.tables.database import open_engine, writing
from service.web.openapi.documentation import describe_service
from tests.database import PostgresqlServer, SqliteFiles
from tests.serving import BASE, anyio_backend, serving
from tests.whole import hidden

__all__ = ["anyio_backend"]
pytestmark = pytest.mark.anyio
MOMENT = datetime(2024, 2, 3, 9, tzinfo=UTC)
NAMES = list(dict.fromkeys(hidden.names()))
PATHS = [value for scheme, value in NAMES if scheme in {"id", "slug"}]
WORDS = (hidden.WORD, hidden.KOREAN, "Doors", "Walls", "1999", "2019", "ko")
VALUES = [*WORDS, *(value for _, value in NAMES)]
FEW = (hidden.WORD, "slug-9", "00000000000a", *hidden.EDITED, "10.1000/10")
OF_PAGES = ("0.xml", "record-not-found", "style.css")
"""Names that addresses take which are not described, beside those of records."""
PUBLIC = {"reports": "slug-3", "mentions": "slug-6", "resources": "slug-5", "authorities": "slug-1"}
Json = dict[str, Any]
Asked = tuple[str, str, Any, Any]
"""Method, path, parameters and body of a request."""


@pytest.fixture(autouse=True)
def standing_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let all that is loaded be loaded at one moment."""
    running = base.now
    for name, module in list(sys.modules.items()):
        if name.startswith("service.") and getattr(module, "now", None) is running:
            monkeypatch.setattr(module, "now", lambda: MOMENT)
    monkeypatch.setattr(write, "time", SimpleNamespace(time=MOMENT.timestamp))


@pytest.fixture
def engines(databases: SqliteFiles | PostgresqlServer) -> Iterator[tuple[Engine, Engine]]:
    """Two catalogues, one with hidden things and one without."""
    urls = [databases.migrated(), databases.migrated()]
    with_hidden, without = (open_engine(url) for url in urls)
    hidden.load(with_hidden, hidden=True)
    hidden.load(without, hidden=False)
    yield with_hidden, without
    for engine, url in zip((with_hidden, without), urls, strict=True):
        engine.dispose()
        databases.remove(url)


Both = tuple[httpx.AsyncClient, httpx.AsyncClient]


@pytest.fixture
async def both(engines: tuple[Engine, Engine], tmp_path: Path) -> AsyncIterator[Both]:
    """A client of each."""
    one, other = (engine.url.render_as_string(hide_password=False) for engine in engines)
    async with (
        serving(one, tmp_path / "with") as first,
        serving(other, tmp_path / "without") as second,
    ):
        yield first, second


def operations(app: FastAPI) -> Iterator[tuple[str, str, Json]]:
    """Go through the public operations of the OpenAPI description."""
    description = describe_service(app)
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            if "editorial" not in operation["tags"]:
                shared = description["components"]["parameters"]
                own = [resolve(one, shared) for one in operation["parameters"]]
                yield method.upper(), path, operation | {"parameters": own}


def resolve(parameter: Json, shared: Json) -> Json:
    """Follow a reference to a shared parameter."""
    found: Json = shared[parameter["$ref"].rsplit("/", 1)[-1]] if "$ref" in parameter else parameter
    return found


def requests(app: FastAPI) -> Iterator[Asked]:
    """Think of requests to every public address that might show something hidden."""
    described = set(describe_service(app)["paths"])
    for route in app.routes:
        if isinstance(route, Route) and "GET" in (route.methods or ()):
            is_page = "{" in route.path and route.path not in described
            names = [*PATHS, *OF_PAGES] if is_page else []
            for one in paths(route.path, names) if is_page or "{" not in route.path else ():
                yield "GET", one, None, None
    for name in PATHS:
        yield "GET", "/oembed", {"url": f"{BASE}/reports/{name}"}, None
    for method, path, operation in operations(app):
        queried = [one for one in operation["parameters"] if one["in"] == "query"]
        for one in paths(path, PATHS):
            yield method, one, None, None
        values = FEW if "{" in path else VALUES
        for one in paths(path, public_names(path)):
            if method == "GET":
                yield from ((method, one, query, None) for query in queries(queried, values))
            else:
                yield from ((method, one, None, body) for body in bodies(operation))


def public_names(path: str) -> list[str]:
    """Return a name that answers at a path; where none is known, all."""
    collection = path.split("/")[2] if path.startswith("/v1/") else ""
    return [PUBLIC[collection]] if collection in PUBLIC else PATHS


def paths(path: str, values: list[str]) -> list[str]:
    """Write a path with each value in its place; of a path without places there is one."""
    before, place, after = path.partition("{")
    return [before + value + after.partition("}")[2] for value in values] if place else [path]


def queries(parameters: list[Json], values: Sequence[str]) -> Iterator[Json]:
    """Think of values for each parameter."""
    names = {one["name"] for one in parameters}
    for one in parameters:
        schema = one["schema"].get("items", one["schema"])
        some = FEW if one["name"].startswith("-") else values
        yield from ({one["name"]: value} for value in values_of(schema, some))
    if "facets" in names:
        for facet in FACETS:
            yield {"facets": facet}
        yield {"q": hidden.WORD, "facets": "year", "highlight": "true"}


def values_of(schema: Json, texts: Sequence[str]) -> Sequence[Any]:
    """Think of values that a schema may take, of texts these."""
    if "enum" in schema:
        return list(schema["enum"])
    match schema.get("type"):
        case "boolean":
            return ["true"]
        case "integer":
            return [1]
    return texts


def bodies(operation: Json) -> Iterator[Any]:
    """Think of bodies: what can be said in one look-up or search."""
    yield [{scheme: value} for scheme, value in NAMES]
    yield from ({"q": value} for value in VALUES)
    yield {"facets": ",".join(FACETS), "limit": 100}
    yield {} if operation else []


async def answer(client: httpx.AsyncClient, asked: Asked) -> tuple[int, Any, bytes]:
    """Ask, and return all that the caller gets to see."""
    method, path, query, body = asked
    headers = {"X-Request-ID": "hidden-things"}
    got = await client.request(method, path, params=query, json=body, headers=headers)
    return got.status_code, sorted(got.headers.multi_items()), got.content


async def test_no_public_answer_differs_by_a_byte(both: Both) -> None:
    one, other = both
    count = 0
    for asked in requests(create_app(Settings())):
        assert await answer(one, asked) == await answer(other, asked), asked
        count += 1
    assert count > 1000


async def test_no_page_of_a_list_differs_to_the_last(both: Both) -> None:
    one, other = both
    lists = [
        path
        for method, path, operation in operations(create_app(Settings()))
        if {"cursor", "limit"} <= {each["name"] for each in operation["parameters"]}
    ]
    assert lists
    for path in lists:
        (url,) = paths(path, public_names(path))
        query: Json = {"limit": 1, "sort": "published"}
        for _ in itertools.count():
            first, second = await one.get(url, params=query), await other.get(url, params=query)
            assert first.status_code == 200
            assert first.content == second.content
            if first.json()["next"] is None:
                break
            query = query | {"cursor": first.json()["next_cursor"]}


async def test_what_validates_one_validates_the_other(both: Both) -> None:
    one, other = both
    for path in ("/v1/reports", "/v1/reports/slug-3", "/v1/reports/slug-4", "/v1/search?q=doors"):
        tag = (await one.get(path)).headers["etag"]
        assert (await other.get(path, headers={"If-None-Match": tag})).status_code == 304


async def test_a_tombstone_says_only_what_the_public_is_meant_to_see(both: Both) -> None:
    for client in both:
        gone = (await client.get("/v1/reports/slug-7")).json()
        assert gone["status"] == 410
        assert gone["reason"] == "Wrong."
        assert hidden.WORD not in str(gone)


async def test_a_leak_would_be_found(both: Both, engines: tuple[Engine, Engine]) -> None:
    one, other = both
    with writing(engines[0]) as connection:
        publish(connection, ["00000000000a"])
    leaks = [
        asked
        for asked in (("GET", "/v1/reports", None, None), ("GET", "/ready", None, None))
        if await answer(one, asked) != await answer(other, asked)
    ]
    assert len(leaks) == 2
