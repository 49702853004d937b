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


def choices(page: str) -> dict[str, str]:
    """Return what a page can be narrowed to, by the words of each link, and where it leads."""
    narrow = page.partition('<nav class="choices"')[2].partition("</nav>")[0]
    links = re.findall(r'<a href="([^"]+)"[^>]*>(?:<span[^>]*>)?([^<]+)', narrow)
    return {words: unescape(url) for url, words in links}


def found(page: str) -> str:
    """Return what a page says of how much was found."""
    return page.partition('role="status"><span>')[2].partition("</span>")[0]


@pytest.mark.parametrize("name", ["search", *COLLECTIONS])
async def test_a_list_can_be_narrowed_to_as_many_as_each_link_says(
    demo: httpx.AsyncClient, name: str
) -> None:
    page = (await demo.get(f"/{name}?lang=ko", headers=BROWSER)).text
    counts = re.findall(
        r'<li><a href="([^"]+)" rel="nofollow">.+?</a><span class="told"> ([0-9,]+)<', page
    )
    assert len(counts) == len(choices(page)) > 1
    for url, count in counts:
        narrow = await demo.get(unescape(url), headers=BROWSER)
        assert found(narrow.text) == f"{count}건", url


async def test_what_narrows_a_list_goes_with_it_until_it_is_taken_away(
    demo: httpx.AsyncClient,
) -> None:
    page = (await demo.get("/search?q=rights&lang=en", headers=BROWSER)).text
    page = (await demo.get(choices(page)["Mention"], headers=BROWSER)).text
    assert "<summary>Kind: <b>Mention</b></summary>" in page
    assert '<input type="hidden" name="kind" value="mention">' in page
    assert f'rel="canonical" href="{BASE}/search?q=rights&amp;kind=mention&amp;lang=en"' in page
    data = (await demo.get("/v1/search?q=rights&kind=mention&limit=100")).json()
    expected = [one["slug"] for one in data["data"]]
    assert len(expected) == data["total"]
    path = "/search?q=rights&kind=mention&lang=en"
    assert await follow(demo, path, "mentions") == expected
    assert choices(page)["Any"] == f"{BASE}/search?q=rights&lang=en"


async def test_what_a_list_is_narrowed_to_is_shown_even_if_it_finds_nothing(
    demo: httpx.AsyncClient,
) -> None:
    page = (await demo.get("/reports?year=1950&lang=en", headers=BROWSER)).text
    assert "<summary>Year: <b>1950</b></summary>" in page
    assert (found(page), choices(page)["Any"]) == ("0 found", f"{BASE}/reports?lang=en")


@pytest.mark.parametrize("asked", ["kind=book", "topic=none", "year=1", "language=!", "type=x"])
async def test_a_list_cannot_be_narrowed_to_what_there_is_not(
    demo: httpx.AsyncClient, asked: str
) -> None:
    page = await demo.get(f"/search?{asked}&type=x", headers=BROWSER)
    assert (page.status_code, "cannot be shown as asked" in page.text) == (422, True)


async def test_a_list_leads_to_its_feeds_and_to_all_of_it(demo: httpx.AsyncClient) -> None:
    page = (await demo.get("/reports?q=rights&language=ko&lang=ko", headers=BROWSER)).text
    feeds = re.findall(r'<link rel="alternate" type="[^"]+" title="[^"]+" href="([^"]+)"', page)
    links = re.findall(rf'<a href="({BASE}/v1/[^"]+)" type="([^"]+)"', page)
    assert set(feeds) <= {url for url, _ in links}
    assert (len(feeds), len(links)) == (3, 5)
    total = (await demo.get("/v1/reports?q=rights&language=ko")).json()["total"]
    for url, media_type in links:
        answer = await demo.get(unescape(url))
        assert (answer.status_code, answer.headers["content-type"].split(";")[0]) == (
            200,
            media_type,
        )
    assert len((await demo.get(unescape(links[-1][0]))).text.splitlines()) == total > 0
