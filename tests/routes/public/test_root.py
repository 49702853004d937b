"""The start and the problem pages: people get pages, programs get JSON."""

import re
from collections.abc import AsyncIterator
from html.parser import HTMLParser
from pathlib import Path

import httpx
import pytest

from service.app import create_app
from service.errors import PROBLEMS
from service.settings import Settings

pytestmark = pytest.mark.anyio
BASE = "http://catalogue.test"
BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
VOID = {"meta", "link", "img", "input", "br"}


@pytest.fixture
async def pages(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the pages, which need no database."""
    transport = httpx.ASGITransport(create_app(Settings(data=tmp_path, rate_limit="0")))
    async with httpx.AsyncClient(transport=transport, base_url=BASE) as client:
        yield client


class Outline(HTMLParser):
    """Reads a page: its tags in order, and whether each that is opened is closed."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(page)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """Return the attributes of every element of a kind."""
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.mark.parametrize("headers", [{}, {"Accept": "application/json"}, {"Accept": "*/*"}])
async def test_a_program_starts_with_the_addresses_of_everything(
    pages: httpx.AsyncClient, headers: dict[str, str]
) -> None:
    answer = await pages.get("/", headers=headers)
    index = answer.json()
    assert answer.headers["content-type"] == "application/json"
    assert "Accept" in answer.headers["vary"]
    assert index["collections"].keys() == {"reports", "mentions", "resources", "authorities"}
    description = (await pages.get(index["openapi"])).json()
    for url in (*index["collections"].values(), index["search"], index["lookup"]):
        assert url.removeprefix(BASE) in description["paths"]
    assert (await pages.get(index["documentation"])).status_code == 200
    assert (await pages.get(index["problems"])).status_code == 200


@pytest.mark.parametrize(
    ("query", "accepted", "language"),
    [
        ("", "", "en"),
        ("", "ko-KR,ko;q=0.9,en;q=0.8", "ko"),
        ("", "fr", "en"),
        ("?lang=ko", "en", "ko"),
        ("?lang=en", "ko", "en"),
    ],
)
async def test_a_person_gets_a_page_in_korean_or_english(
    pages: httpx.AsyncClient, query: str, accepted: str, language: str
) -> None:
    answer = await pages.get(f"/{query}", headers=BROWSER | {"Accept-Language": accepted})
    outline = Outline(answer.text)
    assert outline.all("html") == [{"lang": language}]
    assert answer.headers["content-language"] == language
    assert "Accept-Language" in answer.headers["vary"]
    other = {"en": "ko", "ko": "en"}[language]
    links = [(one.get("lang"), one.get("hreflang"), one["href"]) for one in outline.all("a")]
    assert (other, other, f"/?lang={other}") in links


@pytest.mark.parametrize(
    "path", ["/?lang=en", "/?lang=ko", "/problems", "/problems/invalid-request"]
)
async def test_a_page_can_be_read_by_everyone(pages: httpx.AsyncClient, path: str) -> None:
    outline = Outline((await pages.get(path, headers=BROWSER)).text)
    assert [len(outline.all(tag)) for tag in ("header", "nav", "main", "h1", "title")] == [1] * 5
    assert outline.all("main") == [{"id": "content"}]
    assert outline.all("a")[0]["href"] == "#content"
    assert all("alt" in one for one in outline.all("img"))
    labelled = {one["for"] for one in outline.all("label")}
    assert labelled == {one["id"] for one in outline.all("input")}
    names = {attributes["id"] for _, attributes in outline.tags if "id" in attributes}
    assert {one.get("aria-labelledby", "content") for _, one in outline.tags} <= names


@pytest.mark.parametrize("path", ["/", "/problems", "/problems/invalid-request"])
async def test_a_page_has_no_script_and_asks_nobody_else(
    pages: httpx.AsyncClient, path: str
) -> None:
    answer = await pages.get(path, headers=BROWSER)
    said = answer.headers["content-security-policy"]
    assert said.startswith("default-src 'none'; style-src 'self'; img-src 'self'")
    assert "unsafe" not in said
    assert not re.search(r"<script|\sstyle=|\son\w+=|(src|action)=.(https?:)?//", answer.text)


@pytest.mark.parametrize("path", ["/docs", "/problems", "/problems/invalid-request"])
async def test_a_page_in_english_alone_does_not_promise_korean(
    pages: httpx.AsyncClient, path: str
) -> None:
    assert "한국어" not in (await pages.get(path, headers=BROWSER)).text


@pytest.mark.parametrize("path", ["//elsewhere.example", "/%22%3E%3Cb%3E"])
async def test_a_page_that_is_not_there_leads_nowhere_else(
    pages: httpx.AsyncClient, path: str
) -> None:
    page = await pages.get(BASE + path, headers=BROWSER)
    assert page.status_code == 404
    links = [str(one["href"]) for one in Outline(page.text).all("a")]
    assert not any(one.startswith("//") for one in links)
    assert any(one.startswith(f"{BASE}/") for one in links)


async def test_search_box_leads_to_search(pages: httpx.AsyncClient) -> None:
    outline = Outline((await pages.get("/", headers=BROWSER)).text)
    assert [(one["action"], one["method"]) for one in outline.all("form")] == [("/search", "get")]
    assert [one["name"] for one in outline.all("input")] == ["q"]


async def test_a_link_can_choose_the_format(pages: httpx.AsyncClient) -> None:
    assert (await pages.get("/?format=json", headers=BROWSER)).json()["name"] == "Report catalogue"
    assert (await pages.get("/?format=html")).text.startswith("<!doctype html>")


@pytest.mark.parametrize("path", ["/?lang=de", "/?lang=ko&lang=en", "/problems?format=xml"])
async def test_what_no_page_takes_is_refused(pages: httpx.AsyncClient, path: str) -> None:
    answer = await pages.get(path)
    assert answer.status_code == 422
    assert answer.json()["errors"]
    page = await pages.get(path, headers=BROWSER)
    assert page.status_code == 422
    assert f'href="{BASE}{path.partition("?")[0]}"' in page.text


@pytest.mark.parametrize(
    "path", ["/?langg=ko", "/problems?q=x", "/docs?fbclid=x", "/embed.js?ver=6.8", "/robots.txt?x"]
)
async def test_what_others_add_to_a_shared_address_is_ignored(
    pages: httpx.AsyncClient, path: str
) -> None:
    answer = await pages.get(path, headers=BROWSER)
    assert answer.status_code == 200
    assert answer.text == (await pages.get(path.partition("?")[0], headers=BROWSER)).text


async def test_a_host_is_shown_and_never_run(pages: httpx.AsyncClient) -> None:
    evil = "catalogue.test'<b>"
    answer = await pages.get("/", headers=BROWSER | {"Host": evil})
    assert "<b>" not in answer.text


@pytest.mark.parametrize("path", ["/", "/problems", "/problems/record-withdrawn"])
async def test_a_page_is_not_sent_twice(pages: httpx.AsyncClient, path: str) -> None:
    for headers in ({}, BROWSER):
        tag = (await pages.get(path, headers=headers)).headers["etag"]
        again = await pages.get(path, headers=headers | {"If-None-Match": tag})
        assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("problem", PROBLEMS)
async def test_every_problem_has_a_page(pages: httpx.AsyncClient, problem: type) -> None:
    path = f"/problems/{getattr(problem, 'slug')}"  # noqa: B009  mypy knows no slug of a type
    page, explained = await pages.get(path, headers=BROWSER), (await pages.get(path)).json()
    assert page.status_code == 200
    assert f"<h1>{explained['title']}</h1>" in page.text
    assert explained["type"] == f"{BASE}{path}"
    assert explained["example"]["status"] == explained["status"]
    assert {"meaning", "help", "request"} <= explained.keys()


async def test_the_list_of_problems_has_them_all(pages: httpx.AsyncClient) -> None:
    listed = (await pages.get("/problems")).json()["problems"]
    page = await pages.get("/problems", headers=BROWSER)
    assert {one["type"] for one in listed} == {f"{BASE}/problems/{one.slug}" for one in PROBLEMS}
    assert all(f'href="/problems/{one.slug}"' in page.text for one in PROBLEMS)


async def test_an_unknown_problem_suggests_a_known_one(pages: httpx.AsyncClient) -> None:
    answer = await pages.get("/problems/invalid-reqest", headers=BROWSER)
    assert answer.status_code == 404
    assert "invalid-request" in answer.text
