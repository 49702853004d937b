"""Lists in other formats: pages, feeds and exports, over both databases."""

import csv
import io
import json
from typing import Any

import feedparser
import httpx
import pytest
import rispy
from pybtex.database import parse_string
from sqlalchemy import Engine

from service.editorial.publication import withdraw
from service.formats.offered import COLLECTIONS, offered_for
from service.tables.database import writing
from service.web import export
from tests.builders import make_mention, make_report
from tests.serving import BASE, publish

pytestmark = pytest.mark.anyio
LISTS = ("reports", "mentions", "resources", "authorities", "search")
BELOW = "/v1/reports/behind-closed-doors/mentions"
KINDS: dict[str, tuple[str, ...]] = {
    "reports": ("report",),
    "mentions": ("mention",),
    "resources": ("resource",),
}
KINDS |= {"authorities": ("authority",), "search": ()}
EACH = [(path, one) for path in LISTS for one in offered_for(KINDS[path])]


@pytest.mark.parametrize(("path", "chosen"), EACH, ids=[f"{p}-{one.name}" for p, one in EACH])
async def test_a_list_is_had_by_parameter_and_header(
    demo: httpx.AsyncClient, path: str, chosen: Any
) -> None:
    asked = {"limit": 2} if chosen.extent == "page" else {}
    named = await demo.get(f"/v1/{path}", params={**asked, "format": chosen.name})
    accepted = await demo.get(
        f"/v1/{path}", params=asked, headers={"Accept": f"{chosen.media_type}, */*;q=0.1"}
    )
    for answer in (named, accepted):
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"].split(";")[0] == chosen.media_type
        assert answer.headers["vary"].split(", ")[0] == "Accept"
        assert f"-{chosen.name}" in answer.headers["etag"]
    again = await demo.get(named.url, headers={"If-None-Match": named.headers["etag"]})
    assert again.status_code == 304
    head = await demo.head(named.url)
    assert head.status_code == 200
    assert not head.content


@pytest.mark.parametrize("path", ["/v1/mentions?format=atom", "/reports/behind-closed-doors"])
async def test_feeds_and_pages_are_packed_for_who_unpacks_them(
    demo: httpx.AsyncClient, path: str
) -> None:
    packed = await demo.get(path, headers={"Accept-Encoding": "gzip"})
    plain = await demo.get(path, headers={"Accept-Encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.content == plain.content
    assert int(packed.headers["content-length"]) * 3 < len(plain.content)
    for answer in (packed, plain):
        assert "Accept-Encoding" in answer.headers["vary"].split(", ")
        own = answer.request.headers["accept-encoding"]
        known = {"Accept-Encoding": own, "If-None-Match": answer.headers["etag"]}
        assert (await demo.get(path, headers=known)).status_code == 304
    assert packed.headers["etag"] != plain.headers["etag"]


@pytest.mark.parametrize("chosen", ["bibtex", "ris", "csl", "rss", "atom", "jsonfeed"])
async def test_pages_of_a_format_add_up(demo: httpx.AsyncClient, chosen: str) -> None:
    total = (await demo.get("/v1/mentions?limit=1")).json()["total"]
    url, found = f"/v1/mentions?limit=50&format={chosen}", list[str]()
    while url:
        answer = await demo.get(url)
        found += ids(chosen, answer.text)
        url = answer.links.get("next", {}).get("url", "")
    assert len(found) == len(set(found)) == total


def ids(chosen: str, text: str) -> list[str]:
    """Read a page with the parser of those who use it."""
    match chosen:
        case "bibtex":
            return list(parse_string(text, "bibtex").entries)
        case "ris":
            return [one["id"] for one in rispy.loads(text)]
        case "csl":
            return [one["id"] for one in json.loads(text)]
        case "jsonfeed":
            return [one["id"] for one in json.loads(text)["items"]]
    return [one.id for one in feedparser.parse(text.encode()).entries]


async def test_a_search_cites_what_can_be_cited(demo: httpx.AsyncClient) -> None:
    answer = await demo.get("/v1/search?q=rights&format=csl&limit=100")
    counted = await demo.get("/v1/search?q=rights&kind=report&kind=mention")
    assert len(answer.json()) == counted.json()["total"] > 3
    cited = await demo.get("/v1/reports?format=citation&style=apa&lang=ko&limit=2&q=보위부")
    assert cited.text.startswith("송한나. (2023). 닫힌 문 너머")


async def test_lists_lead_to_their_feeds(demo: httpx.AsyncClient) -> None:
    answer = await demo.get(f"{BELOW}?outlet=nk-news&limit=5&facets=year")
    found = httpx.Response(200, headers={"Link": answer.headers["link"]}).headers["link"]
    urls = [part.split(">")[0].strip(" <") for part in found.split(", <")]
    assert urls[0] == f"{BASE}{BELOW}?limit=5&outlet=nk-news&format=rss"
    for url in urls:
        assert (await demo.get(url)).status_code == 200


async def test_lists_lead_to_the_same_feeds_in_whatever_order_they_are_asked(
    demo: httpx.AsyncClient,
) -> None:
    one = await demo.get("/v1/reports?topic=accountability&language=ko&topic=statistics")
    other = await demo.get("/v1/reports?language=ko&topic=accountability&topic=statistics")
    assert one.headers["link"] == other.headers["link"]


async def test_a_feed_has_the_latest_change_first_and_nothing_withdrawn(
    client: httpx.AsyncClient, engine: Engine
) -> None:
    publish(engine, make_report(key="a", slug="a", published="2020"))
    publish(engine, make_report(key="b", slug="b", published="2010"))
    publish(engine, make_mention(key="m", slug="m", reports=["a"]))
    record = (await client.get("/v1/reports/a")).json()["id"]
    before = await client.get("/v1/reports?format=atom")
    entry_id = f"{BASE}/v1/reports/{record}"
    assert entry_id in [one.id for one in feedparser.parse(before.content).entries]
    publish(engine, make_report(key="a", slug="renamed", title={"en": "Anew"}, published="2020"))
    feed = feedparser.parse((await client.get("/v1/reports?format=atom")).content)
    renamed = next(one for one in feed.entries if one.id == entry_id)
    assert (renamed.title, renamed.link) == ("Anew", f"{BASE}/reports/renamed")
    updated = [one.updated for one in feed.entries]
    assert updated == sorted(updated, reverse=True)
    with writing(engine) as connection:
        withdraw(connection, record, "Wrong.")
    # On PostgreSQL an answer may be kept for half a second: another page than before is asked.
    after = await client.get(
        "/v1/reports?format=atom&limit=50", headers={"If-None-Match": before.headers["etag"]}
    )
    assert after.status_code == 200
    assert entry_id not in after.text


async def test_lines_are_the_whole_result_in_stored_bytes(
    demo: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "FOUND_AT_ONCE", 40)
    monkeypatch.setattr(export, "WRITTEN_AT_ONCE", 7)
    for path in ("search?kind=mention", "reports?q=rights", "mentions?sort=published"):
        page = (await demo.get(f"/v1/{path}&limit=1")).json()
        answer = await demo.get(f"/v1/{path}&format=ndjson")
        lines = [json.loads(line) for line in answer.text.splitlines()]
        assert len({one["id"] for one in lines}) == len(lines) == page["total"]
        assert answer.headers["content-disposition"].startswith("attachment; filename=")
        one = await demo.get(lines[-1]["links"]["self"])
        assert one.text == answer.text.splitlines()[-1]
    years = [one["published"][:4] for one in lines if "published" in one]
    assert years == sorted(years)


async def test_lines_have_the_fields_and_the_language_asked(demo: httpx.AsyncClient) -> None:
    answer = await demo.get("/v1/reports?q=보위부&format=ndjson&fields=title&lang=ko")
    (line,) = (json.loads(one) for one in answer.text.splitlines() if "닫힌" in one)
    assert list(line) == ["id", "kind", "title"]
    assert line["title"].startswith("닫힌 문 너머")


async def test_a_table_is_the_whole_result_and_may_begin_with_a_mark(
    demo: httpx.AsyncClient,
) -> None:
    total = (await demo.get("/v1/mentions?limit=1")).json()["total"]
    answer = await demo.get("/v1/mentions?format=csv&bom=true&lang=ko")
    assert answer.content.startswith(b"\xef\xbb\xbfkind,id,")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    assert len({row["id"] for row in rows}) == len(rows) == total
    posted = await demo.post("/v1/search", json={"kind": ["mention"], "format": "csv"})
    assert posted.text.count("\r\n") == total + 1
    empty = await demo.get("/v1/mentions?format=csv&year=1801")
    assert empty.text.count("\r\n") == 1


async def test_what_a_withdrawn_record_said_is_in_no_export(
    client: httpx.AsyncClient, engine: Engine
) -> None:
    publish(engine, make_report(key="a", slug="a", title={"en": "Gone"}), make_report(key="b"))
    with writing(engine) as connection:
        withdraw(connection, (await client.get("/v1/reports/a")).json()["id"], "Wrong.")
    for one in COLLECTIONS:
        assert "Gone" not in (await client.get("/v1/reports", params={"format": one.name})).text


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ("/v1/reports?format=rs", "format"),
        ("/v1/authorities?format=bibtex", "format"),
        ("/v1/search?kind=authority&format=ris", "format"),
        ("/v1/reports/behind-closed-doors?format=rss", "format"),
        ("/v1/mentions/nk-news-2023-11-24?format=csv", "format"),
        ("/v1/reports?format=citation&style=chikago", "style"),
        ("/v1/reports?style=apa", "style"),
        ("/v1/reports?bom=true", "bom"),
        ("/v1/reports?format=rss&fields=title", "fields"),
        ("/v1/reports?format=atom&facets=year", "facets"),
        ("/v1/reports?format=ndjson&limit=5", "limit"),
        ("/v1/reports?format=csv&cursor=*", "cursor"),
        ("/v1/reports?format=csv&sort=relevance&q=a", "sort"),
        ("/v1/reports?format=atom&limit=101", "limit"),
    ],
)
async def test_what_cannot_be_is_refused_and_says_what_can(
    demo: httpx.AsyncClient, asked: str, field: str
) -> None:
    answer = await demo.get(asked)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == field


async def test_a_post_sends_pages_as_json_only(demo: httpx.AsyncClient) -> None:
    answer = await demo.post("/v1/search", json={"q": "rights", "format": "rss"})
    assert answer.status_code == 422
    assert "ndjson" in answer.json()["detail"]
