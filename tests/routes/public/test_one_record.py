"""Single records of every kind: by id and slug, moved, withdrawn, and what belongs to them."""

from urllib.parse import quote

import httpx
import pytest
from sqlalchemy import Engine

from service.editorial.publication import withdraw
from service.schemas.record import COLLECTIONS, SUBLISTS
from service.schemas.values import RecordKind
from service.tables.database import writing
from tests.builders import make_mention, make_report, make_resource
from tests.serving import BASE, Json, publish

pytestmark = pytest.mark.anyio


async def first(client: httpx.AsyncClient, kind: RecordKind) -> Json:
    listed = (await client.get(f"/v1/{COLLECTIONS[kind]}", params={"limit": 1})).json()
    found: Json = listed["data"][0]
    return found


@pytest.mark.parametrize("kind", RecordKind)
async def test_a_record_is_read_by_slug_and_by_id(
    demo: httpx.AsyncClient, kind: RecordKind
) -> None:
    record = await first(demo, kind)
    path = f"/v1/{COLLECTIONS[kind]}"
    by_id = await demo.get(f"{path}/{record['id']}")
    by_slug = await demo.get(f"{path}/{record['slug']}")
    assert by_id.status_code == 200
    assert by_id.headers["content-type"] == "application/json"
    assert by_id.json() == record
    assert by_slug.content == by_id.content


@pytest.mark.parametrize("kind", RecordKind)
async def test_every_link_of_a_record_leads_somewhere(
    demo: httpx.AsyncClient, kind: RecordKind
) -> None:
    record = await first(demo, kind)
    assert set(record["links"]) == {"self", "page", *SUBLISTS[kind]}
    page = record["links"].pop("page")
    assert page == f"{BASE}/{COLLECTIONS[kind]}/{quote(record['slug'])}"
    assert (await demo.get(page)).headers["content-type"] == "text/html; charset=utf-8"
    for name, url in record["links"].items():
        assert url.startswith(f"{BASE}/v1/")
        answer = await demo.get(url)
        assert answer.status_code == 200, name
        assert answer.json()["id"] == record["id"] if name == "self" else "data" in answer.json()


async def test_a_name_of_another_kind_is_not_found(demo: httpx.AsyncClient) -> None:
    record = await first(demo, RecordKind.report)
    for name in (record["id"], record["slug"], "no-such-record", "0" * 12, "가", "a" * 500):
        answer = await demo.get(f"/v1/mentions/{name}")
        assert answer.status_code == 404
        assert answer.json()["type"] == f"{BASE}/problems/record-not-found"


async def test_a_sub_list_holds_what_belongs_to_the_record(
    client: httpx.AsyncClient, engine: Engine
) -> None:
    publish(
        engine,
        make_resource(key="pdf", label={"en": "PDF"}),
        make_report(key="one", slug="one", resources=["pdf"]),
        make_report(key="two", slug="two"),
        make_mention(key="m1", slug="m1", reports=["one"], published="2020"),
        make_mention(key="m2", slug="m2", reports=["one", "two"], published="2021"),
    )

    async def slugs(path: str) -> list[str]:
        answer = (await client.get(path)).json()
        assert answer["total"] == len(answer["data"])
        return [record["slug"] for record in answer["data"]]

    assert await slugs("/v1/reports/one/mentions") == ["m2", "m1"]
    assert await slugs("/v1/reports/one/mentions?sort=published") == ["m1", "m2"]
    assert await slugs("/v1/reports/one/mentions?year=2020") == ["m1"]
    assert await slugs("/v1/reports/two/mentions") == ["m2"]
    assert await slugs("/v1/reports/one/resources") == ["pdf"]
    assert await slugs("/v1/reports/two/resources") == []
    assert await slugs("/v1/mentions/m1/reports") == ["one"]
    assert sorted(await slugs("/v1/mentions/m2/reports")) == ["one", "two"]
    assert await slugs("/v1/resources/pdf/reports") == ["one"]
    assert await slugs("/v1/resources/pdf/mentions") == []


async def test_a_mention_that_covers_no_report_has_an_empty_list(
    client: httpx.AsyncClient, engine: Engine
) -> None:
    publish(engine, make_report(slug="other"), make_mention(slug="alone"))
    answer = (await client.get("/v1/mentions/alone/reports")).json()
    assert (answer["data"], answer["total"], answer["next"]) == ([], 0, None)


async def test_a_former_slug_redirects_with_sub_list_and_query(
    client: httpx.AsyncClient, engine: Engine
) -> None:
    publish(engine, make_report(key="r", slug="old-name"))
    publish(engine, make_report(key="r", slug="새-이름"))
    new = f"{BASE}/v1/reports/%EC%83%88-%EC%9D%B4%EB%A6%84"
    for asked, location in {
        "old-name": new,
        "old-name?lang=ko%2Cen&fields=title": f"{new}?lang=ko%2Cen&fields=title",
        "old-name/mentions?q=보": f"{new}/mentions?q=%EB%B3%B4",
        "old-name/resources": f"{new}/resources",
    }.items():
        answer = await client.get(f"/v1/reports/{asked}")
        assert answer.status_code == 308
        assert answer.headers["location"] == location
        assert answer.json()["type"] == f"{BASE}/problems/record-moved"
    assert (await client.get(new)).json()["slug"] == "새-이름"


async def test_a_withdrawn_record_is_gone_and_says_why(
    client: httpx.AsyncClient, engine: Engine
) -> None:
    publish(engine, make_report(key="a", slug="a"), make_report(key="b", slug="b"))
    publish(engine, make_report(key="a", slug="a2"))
    ids = {name: (await client.get(f"/v1/reports/{name}")).json()["id"] for name in ("a2", "b")}
    with writing(engine) as connection:
        withdraw(connection, ids["a2"], "Printed twice.", replaced_by=ids["b"])
    for name in ("a2", "a", ids["a2"]):
        answer = await client.get(f"/v1/reports/{name}")
        assert answer.status_code == 410
        problem = answer.json()
        assert problem["id"] == ids["a2"]
        assert problem["reason"] == "Printed twice."
        assert problem["replaced_by"] == f"{BASE}/v1/reports/{ids['b']}"
        assert problem["withdrawn_at"].endswith("Z")
    assert (await client.get("/v1/reports/a2/mentions")).status_code == 410
    assert (await client.get("/v1/lookup?slug=a2")).status_code == 410
    assert (await client.get("/v1/reports")).json()["total"] == 1
    assert (await client.get(f"/v1/search?q={ids['a2']}")).json()["total"] == 0
