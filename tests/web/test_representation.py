"""Single records in every format: which one is answered, and that caches can tell them apart."""

import json
import re

import httpx
import pytest
from sqlalchemy import Engine

from service.formats.format import Format
from service.formats.offered import offered
from service.schemas.record import COLLECTIONS
from service.schemas.values import RecordKind
from tests.builders import make_report
from tests.serving import BASE, Json, publish

pytestmark = pytest.mark.anyio

REPORT = "/v1/reports/behind-closed-doors"
BIBTEX = "application/x-bibtex"
EACH = [(kind, one) for kind in RecordKind for one in offered(kind)]


async def slug_of(client: httpx.AsyncClient, kind: RecordKind) -> str:
    listed = (await client.get(f"/v1/{COLLECTIONS[kind]}?limit=1")).json()
    slug: str = listed["data"][0]["slug"]
    return slug


@pytest.mark.parametrize(("kind", "chosen"), EACH, ids=[f"{kind}.{f.suffix}" for kind, f in EACH])
async def test_a_format_is_had_by_suffix_parameter_and_header(
    demo: httpx.AsyncClient, kind: RecordKind, chosen: Format
) -> None:
    path = f"/v1/{COLLECTIONS[kind]}/{await slug_of(demo, kind)}"
    answers = [
        await demo.get(f"{path}.{chosen.suffix}"),
        await demo.get(path, params={"format": chosen.name}),
        await demo.get(path, headers={"Accept": chosen.media_type}),
    ]
    for answer in answers:
        assert answer.status_code == 200
        assert answer.headers["content-type"].split(";")[0] == chosen.media_type
        assert answer.headers["vary"] == "Accept"
        assert answer.content == answers[0].content
        assert answer.headers["etag"] == answers[0].headers["etag"]


@pytest.mark.parametrize("kind", RecordKind)
async def test_every_record_links_to_its_other_formats(
    demo: httpx.AsyncClient, kind: RecordKind
) -> None:
    answer = await demo.get(f"/v1/{COLLECTIONS[kind]}/{await slug_of(demo, kind)}")
    found = re.findall(r'<([^>]+)>; rel="alternate"; type="([^"]+)"', answer.headers["link"])
    known = [*(one.media_type for one in offered(kind)), "text/html"]
    assert [media_type for _, media_type in found] == known
    for url, media_type in found:
        other = await demo.get(url)
        assert other.headers["content-type"].split(";")[0] == media_type


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("*/*", "application/json"),
        (f"{BIBTEX};q=0.5, application/ld+json", "application/ld+json"),
        (f"application/json;q=0.1, {BIBTEX}", BIBTEX),
        ("text/*", "text/x-bibliography"),
    ],
)
async def test_the_header_says_what_is_wanted_most(
    demo: httpx.AsyncClient, accept: str, media_type: str
) -> None:
    answer = await demo.get(REPORT, headers={"Accept": accept})
    assert answer.headers["content-type"].split(";")[0] == media_type


@pytest.mark.parametrize(
    ("asked", "accept", "page"),
    [
        (".html", "*/*", ""),
        ("?format=html&lang=ko,en", "*/*", "?lang=ko"),
        ("", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", ""),
    ],
)
async def test_who_wants_a_page_is_sent_to_it(
    demo: httpx.AsyncClient, asked: str, accept: str, page: str
) -> None:
    answer = await demo.get(REPORT + asked, headers={"Accept": accept})
    assert answer.status_code == 303
    assert answer.headers["location"] == f"{BASE}/reports/behind-closed-doors{page}"
    assert answer.headers["vary"] == "Accept"


async def test_what_is_not_offered_is_refused_with_what_is(demo: httpx.AsyncClient) -> None:
    answer = await demo.get(REPORT, headers={"Accept": "image/png"})
    assert answer.status_code == 406
    problem = answer.json()
    assert problem["type"] == f"{BASE}/problems/not-acceptable"
    assert [one["format"] for one in problem["offered"]] == [
        one.name for one in offered(RecordKind.report)
    ]


async def test_a_format_that_does_not_exist_is_refused_with_those_near_it(
    demo: httpx.AsyncClient,
) -> None:
    answer = await demo.get(REPORT, params={"format": "bibtx"})
    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert "bibtex" in error["suggestions"]
    assert "datacite" in error["message"]
    answer = await demo.get(f"{REPORT}.bibb")
    assert answer.status_code == 404
    assert "Did you mean .bib?" in answer.json()["detail"]
    answer = await demo.get("/v1/authorities/nkdb.bib")
    assert answer.status_code == 404
    assert ".jsonld" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        (".bib?fields=title", "fields"),
        ("?style=apa", "style"),
        (".bib?format=bibtex", "format"),
        (".txt?style=chikago", "style"),
        (".txt?style=..%2Fapa", "style"),
    ],
)
async def test_what_a_format_would_ignore_is_refused(
    demo: httpx.AsyncClient, asked: str, field: str
) -> None:
    answer = await demo.get(REPORT + asked)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == field


async def test_a_citation_is_in_the_style_and_language_of_the_reader(
    demo: httpx.AsyncClient,
) -> None:
    english = await demo.get(REPORT, params={"format": "citation", "style": "apa"})
    assert english.headers["content-type"] == "text/x-bibliography; charset=utf-8"
    assert english.text.startswith("Song, H. (2023). Behind Closed Doors")
    korean = await demo.get(f"{REPORT}.txt?lang=ko")
    assert korean.text.startswith("송한나. (2023). 닫힌 문 너머")


async def test_each_representation_has_validators_of_its_own(demo: httpx.AsyncClient) -> None:
    plain, bibtex = await demo.get(REPORT), await demo.get(f"{REPORT}.bib")
    tag = bibtex.headers["etag"]
    assert tag != plain.headers["etag"]
    asked = {"If-None-Match": tag}
    assert (await demo.get(REPORT, headers=asked)).status_code == 200
    unchanged = await demo.get(REPORT, headers=asked | {"Accept": BIBTEX})
    assert unchanged.status_code == 304
    assert unchanged.headers["etag"] == tag
    assert unchanged.headers["vary"] == "Accept"


async def test_a_former_slug_redirects_to_the_same_format(
    client: httpx.AsyncClient, engine: Engine
) -> None:
    publish(engine, make_report(key="r", slug="old"))
    publish(engine, make_report(key="r", slug="new"))
    answer = await client.get("/v1/reports/old.txt?style=apa")
    assert answer.status_code == 308
    assert answer.headers["location"] == f"{BASE}/v1/reports/new.txt?style=apa"


async def test_head_has_no_body(demo: httpx.AsyncClient) -> None:
    head = await demo.head(f"{REPORT}.bib")
    assert head.status_code == 200
    assert not head.content


async def test_json_stays_the_bytes_that_were_published(demo: httpx.AsyncClient) -> None:
    found: Json = (await demo.get(REPORT)).json()
    listed = (await demo.get(f"/v1/search?q={found['id']}")).json()["data"][0]
    assert json.dumps(found) == json.dumps(listed)
    assert (await demo.get(f"{REPORT}.json")).json() == found
