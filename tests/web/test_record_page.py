"""Pages of records as they are answered: language, validators, moved, withdrawn, never a draft."""

import httpx
import pytest
from sqlalchemy import Engine

from service.editorial.publication import withdraw
from service.schemas.record import COLLECTIONS
from service.tables.database import writing
from tests.builders import make_mention, make_report
from tests.serving import BASE, publish

pytestmark = pytest.mark.anyio
PAGE = "/reports/behind-closed-doors"
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


async def test_the_language_is_that_of_the_link_then_of_the_browser(
    demo: httpx.AsyncClient,
) -> None:
    for query, header, language in (
        ("", "ko-KR,en;q=0.5", "ko"),
        ("?lang=en", "ko", "en"),
        ("", "fr", "en"),
    ):
        answer = await demo.get(PAGE + query, headers={"Accept-Language": header})
        assert answer.headers["content-language"] == language
        assert f'<html lang="{language}">' in answer.text
        assert "Accept-Language" in answer.headers["vary"]


@pytest.mark.parametrize("path", [PAGE, f"/embed{PAGE}", f"/embed{PAGE}/mentions"])
@pytest.mark.parametrize("added", ["fbclid=x", "utm_source=newsletter&utm_source=x", "%ff=%ff"])
async def test_what_others_add_to_a_shared_address_is_ignored(
    demo: httpx.AsyncClient, path: str, added: str
) -> None:
    plain = await demo.get(f"{path}?lang=ko", headers=BROWSER)
    page = await demo.get(f"{path}?{added}&lang=ko", headers=BROWSER)
    assert (page.status_code, page.text) == (200, plain.text)
    assert page.headers["etag"] == plain.headers["etag"]
    assert (await demo.get(f"/v1{PAGE}?{added}", headers=BROWSER)).status_code == 422


async def test_a_language_that_there_is_not_has_a_page_that_leads_on(
    demo: httpx.AsyncClient,
) -> None:
    asked = BROWSER | {"Accept-Language": "ko"}
    page = await demo.get(f"{PAGE}?lang=fr", headers=asked)
    assert page.status_code == 422
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert '<html lang="ko">' in page.text
    assert f'href="{BASE}{PAGE}"' in page.text
    data = await demo.get(f"{PAGE}?lang=fr")
    assert data.headers["content-type"] == "application/problem+json"


async def test_a_page_is_not_sent_twice_nor_in_another_language(demo: httpx.AsyncClient) -> None:
    first = await demo.get(f"{PAGE}?lang=ko")
    asked = {"If-None-Match": first.headers["etag"]}
    again = await demo.get(f"{PAGE}?lang=ko", headers=asked)
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert (await demo.get(f"{PAGE}?lang=en", headers=asked)).status_code == 200
    head = await demo.head(PAGE)
    assert (head.status_code, head.content) == (200, b"")


async def test_pages_run_no_script_and_ask_no_other_site(demo: httpx.AsyncClient) -> None:
    policy = (await demo.get(PAGE)).headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "script-src" not in policy
    assert "unsafe" not in policy


async def test_every_page_that_a_page_links_to_is_there(demo: httpx.AsyncClient) -> None:
    text = (await demo.get(PAGE)).text
    links = {part.partition('"')[0] for part in text.split('href="')[1:]}
    own = [one for one in links if one.startswith(BASE) and "/v1/" not in one]
    assert len(own) > len(COLLECTIONS)
    for url in own:
        assert (await demo.get(url.replace("&amp;", "&"))).status_code == 200, url


async def test_an_old_slug_and_an_id_lead_to_the_page(
    client: httpx.AsyncClient, engine: Engine
) -> None:
    publish(engine, make_report(key="r", slug="old"))
    publish(engine, make_report(key="r", slug="new"))
    record = (await client.get("/v1/reports/new")).json()
    for name in ("old", record["id"]):
        answer = await client.get(f"/reports/{name}?lang=ko")
        assert answer.status_code == 308
        assert answer.headers["location"] == f"{BASE}/reports/new?lang=ko"
    answer = await client.get("/embed/reports/old/mentions")
    assert answer.headers["location"] == f"{BASE}/embed/reports/new/mentions"


async def test_what_was_withdrawn_has_a_page_that_says_why(
    client: httpx.AsyncClient, engine: Engine
) -> None:
    publish(engine, make_report(key="a", slug="a"), make_report(key="b", slug="b"))
    ids = [(await client.get(f"/v1/reports/{name}")).json()["id"] for name in ("a", "b")]
    with writing(engine) as connection:
        withdraw(connection, ids[0], "Printed <twice>.", replaced_by=ids[1])
    page = await client.get("/reports/a?lang=ko", headers=BROWSER)
    assert page.status_code == 410
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "Printed &lt;twice&gt;." in page.text
    assert f'href="{BASE}/reports/{ids[1]}"' in page.text
    assert '<html lang="ko">' in page.text
    data = await client.get("/reports/a")
    assert (data.status_code, data.json()["reason"]) == (410, "Printed <twice>.")


async def test_what_is_not_there_has_a_page_too(demo: httpx.AsyncClient) -> None:
    for path in ("/reports/no-such-report", "/no-such-page"):
        page = await demo.get(path, headers=BROWSER)
        assert page.status_code == 404
        assert "<h1>There is no such" in page.text
    korean = await demo.get("/reports/no-such-report?lang=ko", headers=BROWSER)
    assert "No report" not in korean.text
    assert 'lang="en"' not in korean.text.partition("<main")[2]
    assert f'href="{BASE}/reports/no-such-report?lang=en"' in korean.text
    data = await demo.get("/v1/reports/no-such-report", headers=BROWSER)
    assert data.headers["content-type"] == "application/problem+json"


async def test_a_page_shows_coverage_as_soon_as_it_is_public(
    client: httpx.AsyncClient, engine: Engine
) -> None:
    publish(engine, make_report(key="r", slug="r"))
    before = await client.get("/reports/r?lang=en")
    for year in (2020, 2023):
        mention = make_mention(key=f"m{year}", headline={"en": f"In {year}"}, reports=["r"])
        publish(engine, mention | {"published": f"{year}"})
    after = await client.get(
        "/reports/r?lang=en", headers={"If-None-Match": before.headers["etag"]}
    )
    assert "In 2020" in after.text
    assert "2 mentions" in after.text
    assert "<svg" in after.text
