"""oEmbed and cards: what consumers of oEmbed are promised, and that any site may frame a card."""

import re
from xml.etree import ElementTree as ET

import httpx
import pytest
from sqlalchemy import Engine

from tests.builders import make_authority, make_report
from tests.serving import BASE, publish

pytestmark = pytest.mark.anyio
PAGE = f"{BASE}/reports/behind-closed-doors"


async def test_a_page_leads_to_its_card(demo: httpx.AsyncClient) -> None:
    page = (await demo.get(PAGE)).text
    (href,) = re.findall(r'json\+oembed" title="[^"]*" href="([^"]+)"', page)
    found = (await demo.get(href.replace("&amp;", "&"))).json()
    assert (found["type"], found["version"]) == ("rich", "1.0")
    assert found["title"] == "Behind Closed Doors"
    (source,) = re.findall(r'src="([^"]+)"', found["html"])
    card = await demo.get(source)
    assert "Behind Closed Doors" in card.text
    assert "frame-ancestors *" in card.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("language", "title"), [("en", "Behind Closed Doors"), ("ko", "닫힌 문 너머")]
)
async def test_a_card_is_in_the_language_of_the_page(
    demo: httpx.AsyncClient, language: str, title: str
) -> None:
    page = (await demo.get(PAGE, headers={"Accept-Language": language})).text
    (href,) = re.findall(r'json\+oembed" title="[^"]*" href="([^"]+)"', page)
    shared = {"url": f"{PAGE}?utm_source=x&lang={language}"}
    for found in (
        (await demo.get(href.replace("&amp;", "&"))).json(),
        (await demo.get("/oembed", params=shared)).json(),
    ):
        assert title in found["title"]
        assert f'title="{found["title"]}"' in found["html"]
        (source,) = re.findall(r'src="([^"]+)"', found["html"])
        assert f'<html lang="{language}">' in (await demo.get(source)).text


async def test_a_language_that_there_is_not_and_names_of_consumers_do_not_matter(
    demo: httpx.AsyncClient,
) -> None:
    asked = {"url": f"{PAGE}?lang=fr", "dnt": "1"}
    found = (await demo.get("/oembed", params=asked)).json()
    assert found["title"] == "Behind Closed Doors"
    assert f'src="{BASE}/embed/reports/behind-closed-doors"' in found["html"]


async def test_xml_says_the_same_as_json(demo: httpx.AsyncClient) -> None:
    asked = {"url": PAGE, "maxwidth": "300", "maxheight": "200"}
    found = (await demo.get("/oembed", params=asked)).json()
    assert (found["width"], found["height"]) == (300, 200)
    answer = await demo.get("/oembed", params=asked | {"format": "xml"})
    assert answer.headers["content-type"].startswith("text/xml")
    root = ET.fromstring(answer.content)  # noqa: S314  our own answer
    assert {item.tag: item.text for item in root} == {k: str(v) for k, v in found.items()}


@pytest.mark.parametrize(
    "url",
    [
        "https://elsewhere.example/reports/behind-closed-doors",
        f"{BASE}/reports/no-such-report",
        f"{BASE}/reports/",
        f"{BASE}/mentions/x",
        "http://[",
        "javascript:alert(1)",
    ],
)
async def test_what_is_no_page_of_a_report_is_not_found(demo: httpx.AsyncClient, url: str) -> None:
    answer = await demo.get("/oembed", params={"url": url})
    assert answer.status_code == 404


async def test_a_report_is_embedded_by_each_address_that_it_ever_had(
    client: httpx.AsyncClient, engine: Engine
) -> None:
    for slug in ("rooms", "doors"):
        publish(engine, make_report(slug=slug))
    record_id = (await client.get("/v1/reports/doors")).json()["id"]
    expected = (await client.get("/oembed", params={"url": f"{BASE}/reports/doors"})).json()
    for path in (f"reports/{record_id}", "reports/rooms", f"v1/reports/{record_id}"):
        answer = await client.get("/oembed", params={"url": f"{BASE}/{path}"})
        assert (answer.status_code, answer.json()) == (200, expected), path


async def test_a_report_is_embedded_however_long_its_texts_and_many_its_publishers_are(
    client: httpx.AsyncClient, engine: Engine
) -> None:
    names = [f"{number:02}" + "&" * 998 for number in range(30)]
    publish(
        engine,
        *(make_authority(key=name[:2], label={"en": name}) for name in names),
        make_report(
            slug="long",
            title={"en": '"' * 1000},
            subtitle={"en": '"' * 1000},
            publishers=[name[:2] for name in names],
        ),
    )
    for form in ("json", "xml"):
        asked = {"url": f"{BASE}/reports/long", "format": form}
        answer = await client.get("/oembed", params=asked)
        assert answer.status_code == 200
        assert all(name[:2] in answer.text for name in names)


async def test_another_format_is_not_implemented_as_oembed_says(demo: httpx.AsyncClient) -> None:
    answer = await demo.get("/oembed", params={"url": PAGE, "format": "yaml"})
    assert answer.status_code == 501
    assert "'yaml'" in answer.json()["detail"]


async def test_the_script_is_small(demo: httpx.AsyncClient) -> None:
    answer = await demo.get("/embed.js")
    assert answer.headers["content-type"].startswith("text/javascript")
    assert len(answer.content) < 5000
