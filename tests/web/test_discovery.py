"""Site map, robots.txt and llms.txt: every public page is named once, and nothing else."""

import re
from html import unescape
from xml.etree import ElementTree as ET

import httpx
import pytest
from sqlalchemy import Engine

from service.editorial.publication import withdraw
from service.tables.database import writing
from service.web import sitemap
from tests.builders import make_report
from tests.serving import BASE, publish

pytestmark = pytest.mark.anyio


async def locations(client: httpx.AsyncClient, url: str) -> list[str]:
    answer = await client.get(url)
    assert answer.headers["content-type"] == "application/xml"
    root = ET.fromstring(answer.content)  # noqa: S314  our own answer
    assert all(len(item) == 2 for item in root), "each has an address and a time"
    return [item[0].text or "" for item in root]


async def all_pages(client: httpx.AsyncClient) -> list[str]:
    files = await locations(client, "/sitemap.xml")
    return [page for file in files for page in await locations(client, file)]


async def test_the_site_map_names_every_record_once(demo: httpx.AsyncClient) -> None:
    pages = await all_pages(demo)
    assert len(set(pages)) == len(pages)
    assert len(pages) == (await demo.get("/v1/search?limit=1")).json()["total"]
    assert f"{BASE}/reports/behind-closed-doors" in pages


async def test_files_are_cut_by_the_ledger_and_what_changes_moves_to_the_last(
    client: httpx.AsyncClient, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sitemap, "SIZE", 2)
    publish(engine, *(make_report(key=f"r{n}", slug=f"r{n}") for n in range(5)))
    pages = {f"{BASE}/reports/r{n}" for n in range(5)}
    assert len(await locations(client, "/sitemap.xml")) == 3
    assert set(await all_pages(client)) == pages
    publish(engine, make_report(key="r0", slug="r0", title={"en": "Changed"}))
    assert (await all_pages(client))[-1] == f"{BASE}/reports/r0"
    ids = (await client.get("/v1/reports/r1")).json()["id"]
    with writing(engine) as connection:
        withdraw(connection, ids, "Wrong.")
    assert set(await all_pages(client)) == pages - {f"{BASE}/reports/r1"}


@pytest.mark.parametrize(
    ("page", "feeds"),
    [
        ("/?lang=ko", ["보고서", "언론 보도"]),
        ("/reports/behind-closed-doors?lang=en", ["Mentions · Behind Closed Doors"]),
        (
            "/authorities/hanna-song?lang=ko",
            ["언론 보도 · 송한나", "보고서 · 송한나"],
        ),
    ],
)
async def test_feed_readers_find_what_can_be_followed_from_a_page(
    demo: httpx.AsyncClient, page: str, feeds: list[str]
) -> None:
    html = (await demo.get(page, headers={"Accept": "text/html"})).text
    links = re.findall(
        r'<link rel="alternate" type="application/feed[+]json"[^>]* href="([^"]+)"', html
    )
    found = [(await demo.get(unescape(url))).json()["title"] for url in links]
    assert [title.partition(" : ")[0] for title in found] == feeds


@pytest.mark.parametrize("name", ["9.xml", "0", "x.xml", "-1.xml", "٣.xml", "9999999999.xml"])
async def test_no_other_file_is_there(demo: httpx.AsyncClient, name: str) -> None:
    assert (await demo.get(f"/sitemaps/{name}")).status_code == 404


async def test_an_empty_catalogue_has_an_empty_site_map(client: httpx.AsyncClient) -> None:
    assert await locations(client, "/sitemap.xml") == []


async def test_crawlers_find_the_site_map_and_programs_the_description(
    demo: httpx.AsyncClient,
) -> None:
    robots, llms = await demo.get("/robots.txt"), await demo.get("/llms.txt")
    assert f"Sitemap: {BASE}/sitemap.xml" in robots.text
    assert llms.text.startswith("# ")
    links = [part.partition(")")[0] for part in llms.text.split("](")[1:]]
    for url in links:
        assert (await demo.get(url)).status_code == 200, url
