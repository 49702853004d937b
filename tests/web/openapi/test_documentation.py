"""The docs page and the files that pages need: headers, validators, and nothing foreign."""

import re
import threading
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from service.app import create_app
from service.settings import Settings
from service.web.openapi import documentation
from service.web.openapi.documentation import FILES

pytestmark = pytest.mark.anyio
BASE = "http://catalogue.test"
EMBEDDED = {"card.css", "card.js", "embed.js"}
"""Files that pages of other sites need."""
FOREIGN = re.compile(r"""(?:src|href|action)=["'](?:https?:)?//""")


@pytest.fixture
async def pages(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the pages, which need no database."""
    transport = httpx.ASGITransport(create_app(Settings(data=tmp_path, rate_limit="0")))
    async with httpx.AsyncClient(transport=transport, base_url=BASE) as client:
        yield client


def policy(answer: httpx.Response) -> dict[str, set[str]]:
    """Read a Content-Security-Policy."""
    parts = [part.split() for part in answer.headers["content-security-policy"].split(";")]
    return {name: set(values) for name, *values in parts}


async def test_docs_page_allows_scripts_of_its_own_files_only(pages: httpx.AsyncClient) -> None:
    answer = await pages.get("/docs")
    said = policy(answer)
    assert answer.status_code == 200
    assert said["default-src"] == {"'none'"}
    assert said["script-src"] == {"'self'"}
    assert said["connect-src"] == {"'self'"}
    assert said["img-src"] == {"'self'", "data:"}
    assert not re.search(r"<script(?![^>]*\bsrc=)", answer.text), "a script in the page"
    assert not FOREIGN.search(answer.text)


async def test_every_file_that_a_page_names_is_there(pages: httpx.AsyncClient) -> None:
    named = set()
    for path in ("/", "/docs", "/problems"):
        page = await pages.get(path, headers={"Accept": "text/html"})
        named |= set(re.findall(r'(?:src|href)="(/static/[^"]+)"', page.text))
    assert named == {f"/static/{name}" for name in FILES if name not in EMBEDDED}
    for path in named:
        assert (await pages.get(path)).status_code == 200


@pytest.mark.parametrize("name", FILES)
async def test_a_file_is_not_sent_twice(pages: httpx.AsyncClient, name: str) -> None:
    first = await pages.get(f"/static/{name}")
    assert first.headers["content-type"].startswith(FILES[name][1])
    assert "max-age" in first.headers["cache-control"]
    again = await pages.get(f"/static/{name}", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]


async def test_files_are_packed_for_who_unpacks_them(pages: httpx.AsyncClient) -> None:
    path = "/static/swagger-ui-bundle.js"
    plain = await pages.get(path, headers={"Accept-Encoding": "identity"})
    packed = await pages.get(path, headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.content == plain.content
    assert int(packed.headers["content-length"]) < len(plain.content) / 2
    assert packed.headers["etag"] != plain.headers["etag"]
    assert "Accept-Encoding" in plain.headers["vary"]


async def test_the_description_is_written_beside_the_event_loop(
    pages: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads = set()
    for work in ("describe_service", "placed", "send"):
        does = getattr(documentation, work)

        def note(*arguments: Any, does: Any = does, **named: Any) -> Any:
            threads.add(threading.current_thread())
            return does(*arguments, **named)

        monkeypatch.setattr(documentation, work, note)
    assert (await pages.get("/openapi.json")).status_code == 200
    assert threads
    assert threading.current_thread() not in threads


@pytest.mark.parametrize("name", ["none.css", "__init__.py", "..%2f__init__.py", "%00"])
async def test_no_other_file_can_be_had(pages: httpx.AsyncClient, name: str) -> None:
    answer = await pages.get(f"/static/{name}")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


async def test_browsers_find_a_picture_of_the_service(pages: httpx.AsyncClient) -> None:
    answer = await pages.get("/favicon.ico")
    assert answer.headers["content-type"] == "image/svg+xml"


async def test_description_names_the_host_that_was_asked(pages: httpx.AsyncClient) -> None:
    answer = await pages.get("/openapi.json", headers={"Host": "reports.example.net"})
    assert answer.headers["content-type"] == "application/json"
    assert "http://reports.example.net/v1/reports/behind-closed-doors" in answer.text
    assert answer.json()["servers"][0]["url"] == "/"


async def test_description_is_kept_under_the_public_address(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, public_url="https://reports.example.net")
    transport = httpx.ASGITransport(create_app(settings))
    async with httpx.AsyncClient(transport=transport, base_url=BASE) as client:
        description = (await client.get("/openapi.json")).json()
    assert description["servers"][0]["url"] == "https://reports.example.net/"
    assert "catalogue.test" not in str(description)
