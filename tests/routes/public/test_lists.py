"""Lists and search: pages, order, filters, facets, views."""

from collections import Counter
from itertools import pairwise
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine

from service.editorial.publication import withdraw
from service.schemas.record import COLLECTIONS
from service.tables.database import writing
from service.web.parameters import Sort
from tests.builders import make_authority, make_mention, make_report
from tests.serving import BASE, Json, publish

pytestmark = pytest.mark.anyio
LISTS = [*(f"/v1/{name}" for name in COLLECTIONS.values()), "/v1/search"]


async def pages(client: httpx.AsyncClient, path: str, **parameters: Any) -> list[Json]:
    """Follow `next` to the end."""
    answer = (await client.get(path, params=parameters)).json()
    found = [answer]
    while answer["next"]:
        assert len(found) < 1000
        response = await client.get(answer["next"])
        assert response.status_code == 200, response.text
        found.append(answer := response.json())
    return found


def slugs(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [record["slug"] for record in answer.json()["data"]]


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("sort", Sort)
async def test_the_pages_add_up_to_total_and_repeat_nothing(
    demo: httpx.AsyncClient, path: str, sort: str
) -> None:
    found = await pages(demo, path, sort=sort, limit=17)
    ids = [record["id"] for page in found for record in page["data"]]
    assert {page["total"] for page in found} == {len(ids)}
    assert len(set(ids)) == len(ids) > 17
    assert all(len(page["data"]) == 17 for page in found[:-1])


@pytest.mark.parametrize("query", ["rights", "인권", "북한 OR report"])
async def test_the_pages_of_a_search_add_up_too(demo: httpx.AsyncClient, query: str) -> None:
    found = await pages(demo, "/v1/search", q=query, limit=3)
    ids = [record["id"] for page in found for record in page["data"]]
    assert len(set(ids)) == len(ids) == found[0]["total"] > 3


@pytest.mark.parametrize("sort", [*Sort, None])
async def test_what_stays_put_is_on_exactly_one_page_while_records_are_published(
    client: httpx.AsyncClient, engine: Engine, sort: str | None
) -> None:
    def numbered(numbers: range) -> list[Json]:
        return [
            make_report(key=f"r{n}", title={"en": f"Report {n}"}, published=f"{1990 + n % 30}")
            for n in numbers
        ]

    publish(engine, *numbered(range(20)))
    asked = {"sort": sort} if sort else {"q": "report"}
    answer = (await client.get("/v1/reports", params={"limit": 4, **asked})).json()
    found, number = answer["data"], 20
    before = {record["id"] for record in (await client.get("/v1/reports?limit=100")).json()["data"]}
    while answer["next"]:
        publish(engine, *numbered(range(number, number + 2)))
        number += 2
        assert number < 100
        answer = (await client.get(answer["next"])).json()
        found += answer["data"]
    counted = Counter(record["id"] for record in found)
    assert before <= counted.keys()
    assert set(counted.values()) == {1}


async def test_a_page_says_where_the_next_one_is(demo: httpx.AsyncClient) -> None:
    answer = await demo.get("/v1/reports?q=%ED%95%9C+report&topic=accountability&limit=1&q=")
    assert answer.status_code == 422
    answer = await demo.get("/v1/reports?has=abstract&sort=published&limit=2")
    url = answer.json()["next"]
    assert answer.links["next"]["url"] == url
    assert url.startswith(f"{BASE}/v1/reports?has=abstract&limit=2&sort=published&cursor=")
    last = (await pages(demo, "/v1/reports", limit=100))[-1]
    assert (last["next"], last["next_cursor"]) == (None, None)


async def test_a_star_is_the_cursor_of_the_first_page(demo: httpx.AsyncClient) -> None:
    star = await demo.get("/v1/reports?cursor=*&limit=2")
    assert star.json()["data"] == (await demo.get("/v1/reports?limit=2")).json()["data"]
    assert "cursor=*" not in star.json()["next"]
    assert star.json()["next"].count("cursor=") == 1


async def test_only_the_page_size_may_change_under_a_cursor(demo: httpx.AsyncClient) -> None:
    first = (await demo.get("/v1/reports?limit=2")).json()
    cursor = first["next_cursor"]
    assert (await demo.get(f"/v1/reports?limit=3&cursor={cursor}")).status_code == 200
    for query in ("limit=2&sort=published", "limit=2&q=rights", "has=abstract"):
        answer = await demo.get(f"/v1/reports?{query}&cursor={cursor}")
        assert answer.status_code == 422
        assert answer.json()["type"] == f"{BASE}/problems/invalid-cursor"
    assert (await demo.get(f"/v1/mentions?limit=2&cursor={cursor}")).status_code == 422


async def test_dates_are_in_order(demo: httpx.AsyncClient) -> None:
    for sort, is_ordered in (("published", str.__le__), ("-published", str.__ge__)):
        found = (await demo.get(f"/v1/mentions?limit=100&sort={sort}&published_from=1990")).json()
        dates = [record["published"][:4] for record in found["data"]]
        assert all(is_ordered(one, other) for one, other in pairwise(dates))
    found = (await demo.get("/v1/search?limit=100&sort=-updated")).json()
    updated = [record["updated_at"] for record in found["data"]]
    assert updated == sorted(updated, reverse=True)


@pytest.fixture
async def library(client: httpx.AsyncClient, engine: Engine) -> httpx.AsyncClient:
    """Three reports of 2014, 2015 and 2016 under two topics, and a mention."""
    publish(
        engine,
        make_authority(key="t1", slug="justice", type="topic", label={"en": "Justice"}),
        make_authority(key="t2", slug="media", type="topic", label={"en": "Media", "ko": "언론"}),
        make_authority(key="o", slug="old-outlet", type="outlet", label={"en": "Outlet"}),
        make_report(key="a", slug="a", topics=["t1"], published="2014-02-07", languages=["en"]),
        make_report(
            key="b", slug="b", topics=["t1", "t2"], published="2015-02", languages=["ko", "en"]
        ),
        make_report(key="c", slug="c", topics=["t2"], published="2016", languages=["ko"]),
        make_report(key="d", slug="d"),
        make_mention(key="m", slug="m", outlet="o", published="2015", reports=["a"]),
    )
    publish(engine, make_authority(key="o", slug="outlet", type="outlet", label={"en": "Outlet"}))
    return client


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("topic=justice", ["b", "a"]),
        ("topic=justice&topic=media", ["c", "b", "a"]),
        ("topic=justice&language=ko", ["b"]),
        ("topic=justice&-topic=media", ["a"]),
        ("-topic=justice&has=doi", []),
        ("-topic=justice", ["c", "d"]),
        ("language=EN", ["b", "a"]),
        ("year=2014&year=2016", ["c", "a"]),
        ("-year=2014&-year=2016", ["b", "d"]),
        ("published_from=2015", ["c", "b"]),
        ("published_to=2015-02", ["b", "a"]),
        ("published_from=2014-02&published_to=2014", ["a"]),
        ("published_from=2014-02-08&published_to=2015-02-28", ["b"]),
        ("has=mentions", ["a"]),
        ("q=&topic=media", ["c", "b"]),
        ("q=report+-topic:media", ["d", "a"]),
    ],
)
async def test_filters_choose(library: httpx.AsyncClient, query: str, found: list[str]) -> None:
    answer = await library.get(f"/v1/reports?{query}")
    assert sorted(slugs(answer)) == sorted(found)
    assert answer.json()["total"] == len(found)
    names = {name for name, _ in httpx.QueryParams(query).multi_items()}
    body: Json = {}
    for name in names:
        values: Any = httpx.QueryParams(query).get_list(name)
        is_list = name not in {"q", "published_from", "published_to"}
        body[name] = values if is_list else values[0]
    posted = await library.post("/v1/search", json={**body, "kind": ["report"]})
    assert sorted(slugs(posted)) == sorted(found)


async def test_an_authority_is_named_by_id_slug_or_former_slug(library: httpx.AsyncClient) -> None:
    outlet = (await library.get("/v1/authorities/outlet")).json()
    for name in (outlet["id"], "outlet", "old-outlet"):
        assert slugs(await library.get("/v1/mentions", params={"outlet": name})) == ["m"]
        assert slugs(await library.get("/v1/mentions", params={"-outlet": name})) == []
        assert slugs(await library.get(f"/v1/authorities/{outlet['id']}/mentions")) == ["m"]
    for name in ("a", (await library.get("/v1/reports/a")).json()["id"]):
        assert slugs(await library.get("/v1/mentions", params={"report": name})) == ["m"]
    answer = await library.get("/v1/mentions?outlet=no-such")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "outlet"


async def test_facets_call_kinds_and_languages_as_readers_do(library: httpx.AsyncClient) -> None:
    path = "/v1/search?facets=kind,language,year&limit=1"
    named = (await library.get(path)).json()["facets"]
    labels = {one["value"]: one["label"] for one in named["kind"]}
    assert labels["report"] == {"en": "Report", "ko": "보고서"}
    assert not any("label" in one for one in named["year"])
    korean = (await library.get(f"{path}&lang=ko")).json()["facets"]
    assert {"ko": "한국어", "en": "영어"}.items() <= {
        one["value"]: one["label"] for one in korean["language"]
    }.items()


async def test_facets_count_all_that_was_found_and_name_authorities(
    library: httpx.AsyncClient,
) -> None:
    answer = (await library.get("/v1/reports?facets=topic,year,language&limit=1")).json()
    facets = answer["facets"]
    assert list(facets) == ["topic", "year", "language"]
    assert {one["value"]: one["count"] for one in facets["topic"]} == {"justice": 2, "media": 2}
    assert {one["value"]: one["count"] for one in facets["language"]} == {"en": 2, "ko": 2}
    media = next(one for one in facets["topic"] if one["value"] == "media")
    assert media["label"] == {"en": "Media", "ko": "언론"}
    assert media["id"] == (await library.get("/v1/authorities/media")).json()["id"]
    for one in facets["topic"]:
        found = await library.get("/v1/reports", params={"topic": one["value"]})
        assert found.json()["total"] == one["count"]
    korean = (await library.get("/v1/reports?facets=topic&lang=ko")).json()["facets"]["topic"]
    assert next(one["label"] for one in korean if one["value"] == "media") == "언론"


async def test_fields_choose_members_and_lang_one_text(library: httpx.AsyncClient) -> None:
    answer = await library.get("/v1/reports?topic=media&fields=topics,slug&lang=ko&sort=published")
    first = answer.json()["data"][0]
    assert list(first) == ["id", "kind", "slug", "topics"]
    assert [topic["label"] for topic in first["topics"]] == ["Justice", "언론"]
    one = (await library.get("/v1/reports/b?fields=topics&lang=ko")).json()
    assert one == {name: value for name, value in first.items() if name != "slug"}


async def test_highlights_mark_what_was_found(library: httpx.AsyncClient) -> None:
    answer = (await library.get("/v1/reports?q=report&highlight=true&fields=slug")).json()
    assert all("<mark>" in record["highlights"]["title"]["en"] for record in answer["data"])
    plain = (await library.get("/v1/reports?q=report")).json()
    assert all("highlights" not in record for record in plain["data"])


async def test_a_search_by_body_pages_by_cursor(demo: httpx.AsyncClient) -> None:
    body: Json = {"q": "rights", "limit": 3, "kind": ["report", "mention"]}
    ids: list[str] = []
    answer: Json = {"next_cursor": "*"}
    while answer["next_cursor"]:
        response = await demo.post("/v1/search", json={**body, "cursor": answer["next_cursor"]})
        assert response.headers["cache-control"] == "no-store"
        answer = response.json()
        assert answer["next"] is None
        ids += [record["id"] for record in answer["data"]]
    assert len(ids) == len(set(ids)) == answer["total"] > 3
    url = await demo.get("/v1/search?q=rights&kind=report&kind=mention&limit=100")
    assert [record["id"] for record in url.json()["data"]] == ids


async def test_the_worked_example_is_found_by_every_name_of_its_ministries(
    demo: httpx.AsyncClient,
) -> None:
    for query in ("보위부", "국가보위성", "Ministry of State Security", "behind closed doors"):
        found = await demo.get("/v1/reports", params={"q": query})
        assert "behind-closed-doors" in slugs(found)


@pytest.mark.parametrize(
    ("path", "near"),
    [
        ("/v1/reports?topic=accountabilty", "accountability"),
        ("/v1/reports?topic=acountability", "accountability"),
        ("/v1/mentions?person=hanna-sung", "hanna-song"),
        ("/v1/mentions?person=Hanna%20Song", "hanna-song"),
        ("/v1/mentions?report=behind-closed-dors", "behind-closed-doors"),
        ("/v1/mentions?-authority=%EB%B3%B4%EC%9D%98%EB%B6%80", "ministry-of-state-security"),
        ("/v1/reports?facets=topic,lnguage", "language"),
        ("/v1/reports?format=citation&style=chicgo", "chicago"),
        ("/v1/reports?format=citation&style=APA", "apa"),
        ("/v1/reports/behind-closed-doors.txt?style=../apa", "apa"),
    ],
)
async def test_a_value_that_is_not_there_is_refused_with_those_that_look_like_it(
    demo: httpx.AsyncClient, path: str, near: str
) -> None:
    answer = await demo.get(path)
    assert answer.status_code == 422, answer.text
    (error,) = answer.json()["errors"]
    assert error["suggestions"][0] == near
    assert near in answer.json()["detail"]


@pytest.mark.parametrize(
    ("path", "named"),
    [
        ("/v1/reports?facets=topic,foo", "kind, type, language, year, outlet, topic"),
        ("/v1/reports?format=citation&style=../../etc/passwd", "chicago, harvard, mla"),
    ],
)
async def test_where_nothing_looks_like_a_value_those_that_are_there_are_named(
    demo: httpx.AsyncClient, path: str, named: str
) -> None:
    answer = await demo.get(path)
    assert answer.status_code == 422, answer.text
    assert named in answer.json()["errors"][0]["message"]


async def test_nothing_is_offered_for_what_nothing_looks_like(demo: httpx.AsyncClient) -> None:
    answer = await demo.get("/v1/reports?topic=zzzzzzzz")
    assert answer.status_code == 422
    assert not answer.json()["errors"][0].get("suggestions")


async def test_what_was_withdrawn_is_not_offered(engine: Engine, client: httpx.AsyncClient) -> None:
    publish(engine, make_report(slug="behind", title={"en": "Behind closed doors"}))
    path = "/v1/mentions?report=behind-closed-dors"
    assert (await client.get(path)).json()["errors"][0]["suggestions"] == ["behind"]
    (report,) = (await client.get("/v1/reports")).json()["data"]
    with writing(engine) as connection:
        withdraw(connection, report["id"], "Published in error.")
    assert not (await client.get(path)).json()["errors"][0].get("suggestions")


async def test_by_post_the_cursor_alone_leads_to_the_last_page_as_is_said(
    demo: httpx.AsyncClient,
) -> None:
    cursor, ids = "*", []
    while cursor:
        page = (await demo.post("/v1/search", json={"limit": 100, "cursor": cursor})).json()
        ids += [record["id"] for record in page["data"]]
        cursor, following = page["next_cursor"], page["next"]
        assert following is None
    assert len(set(ids)) == len(ids) == page["total"]
    described = (await demo.get("/openapi.json")).json()
    said = described["components"]["schemas"]["SearchPage"]["properties"]["next"]["description"]
    for text in (said, described["info"]["description"]):
        assert "`next_cursor`" in text
        assert "By POST" in text
