"""Lists and searches as pages: what the API finds, for people, in their language, to the end."""

import re
from html import unescape
from urllib.parse import unquote

import httpx
import pytest
from sqlalchemy import Engine

from tests.builders import make_report
from tests.serving import BASE, publish

pytestmark = pytest.mark.anyio
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
COLLECTIONS = ("reports", "mentions", "resources", "authorities")


def slugs(page: str, name: str) -> list[str]:
    """Return what a page lists, in order."""
    items = page.partition('<ul class="records">')[2].partition("</ul>")[0]
    return [unquote(one) for one in re.findall(rf'<a href="{BASE}/{name}/([^"?]+)', items)]


async def follow(client: httpx.AsyncClient, path: str, name: str) -> list[str]:
    """Go through the pages of a list to the end."""
    found: list[str] = []
    url: str | None = path
    while url:
        page = (await client.get(url, headers=BROWSER)).text
        found += slugs(page, name)
        following = re.search(r'<a href="([^"]+)" rel="next"', page)
        url = unescape(following[1]) if following else None
    return found


@pytest.mark.parametrize("name", COLLECTIONS)
async def test_pages_of_a_list_add_up_to_what_programs_get(
    demo: httpx.AsyncClient, name: str
) -> None:
    data = (await demo.get(f"/v1/{name}?limit=100")).json()
    expected = [one["slug"] for one in data["data"]]
    if data["next"]:
        expected += [one["slug"] for one in (await demo.get(data["next"])).json()["data"]]
    assert await follow(demo, f"/{name}?lang=ko", name) == expected


async def test_a_search_says_that_it_looked_for_another_text(demo: httpx.AsyncClient) -> None:
    page = (await demo.get("/search?q=detenton", headers=BROWSER)).text
    assert "nothing has “detenton”, so this is what “detention” finds" in page
    page = (await demo.get("/search?q=detenton&lang=ko", headers=BROWSER)).text
    assert "‘detenton’에 맞는 자료가 없어 ‘detention’ 검색 결과를 보여 드립니다" in page
    assert "so this is" not in (await demo.get("/search?q=detention", headers=BROWSER)).text


async def test_a_search_offers_a_text_that_finds_more(
    client: httpx.AsyncClient, engine: Engine
) -> None:
    titles = [*(f"Prisoners of camp {number}" for number in range(20)), "A prisnoers & misprint"]
    publish(engine, *(make_report(key=one.replace(" ", "-"), title={"en": one}) for one in titles))
    page = (await client.get("/search?q=prisnoers&lang=en", headers=BROWSER)).text
    assert f'<a href="{BASE}/search?q=prisoners&amp;lang=en">Did you mean “prisoners”?</a>' in page
    assert "1 found" in page


async def test_a_search_shows_what_programs_find_and_marks_the_words(
    demo: httpx.AsyncClient,
) -> None:
    data = (await demo.get("/v1/search?q=interviews&limit=10")).json()
    answer = await demo.get("/search?q=interviews&utm_source=x", headers=BROWSER)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    expected = [one["links"]["page"].replace("/v1/", "/") for one in data["data"]]
    items = answer.text.partition('<ul class="records">')[2].partition("</ul>")[0]
    assert re.findall(r'<a href="([^"?]+)', items) == expected
    assert "<mark>" in items
    assert 'content="noindex, follow"' in answer.text
    assert f'rel="canonical" href="{BASE}/search?q=interviews"' in answer.text


async def test_a_list_is_in_the_language_of_the_link_and_stays_so(demo: httpx.AsyncClient) -> None:
    page = (await demo.get("/search?q=인권&lang=ko", headers=BROWSER)).text
    assert '<html lang="ko">' in page
    assert '<button name="lang" value="ko">' in page
    assert f'href="{BASE}/search?q=%EC%9D%B8%EA%B6%8C&amp;lang=en"' in page
    (following,) = re.findall(r'<a href="([^"]+)" rel="next"', page)
    assert '<html lang="ko">' in (await demo.get(unescape(following), headers=BROWSER)).text


async def test_a_list_is_not_sent_twice(demo: httpx.AsyncClient) -> None:
    tag = (await demo.get("/reports", headers=BROWSER)).headers["etag"]
    again = await demo.get("/reports", headers=BROWSER | {"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")


async def test_what_is_typed_is_shown_and_never_run(
    client: httpx.AsyncClient, engine: Engine
) -> None:
    evil = "<script>alert(1)</script>"
    publish(engine, make_report(key="r", slug="r") | {"abstract": {"en": f"About {evil} rights."}})
    for path in ("/search", "/reports"):
        page = await client.get(path, params={"q": f'rights "{evil}'}, headers=BROWSER)
        assert page.status_code == 200
        assert "<script" not in page.text
    page = await client.get("/search", params={"q": "rights"}, headers=BROWSER)
    assert "&lt;script&gt;" in page.text
    assert "<script" not in page.text


async def test_a_page_of_a_list_that_is_not_there_leads_to_the_list(
    demo: httpx.AsyncClient,
) -> None:
    page = await demo.get("/reports?cursor=x&lang=ko", headers=BROWSER)
    assert page.status_code == 422
    assert '<html lang="ko">' in page.text
    assert f'href="{BASE}/reports"' in page.text
    nothing = await demo.get("/reports?q=zzzzzz", headers=BROWSER)
    assert nothing.status_code == 200
    assert slugs(nothing.text, "reports") == []
