from datetime import timedelta
from email.utils import format_datetime, parsedate_to_datetime

import httpx
import pytest
from sqlalchemy import Engine

from service.editorial.publication import withdraw
from service.tables.database import writing
from tests.builders import make_mention, make_report, make_resource
from tests.serving import publish

pytestmark = pytest.mark.anyio
PATHS = [
    "/v1/reports/behind-closed-doors",
    "/v1/reports",
    "/v1/search?q=rights",
    "/v1/lookup?slug=behind-closed-doors",
]
PAGES = ["/", "/docs", "/openapi.json", "/problems"]
KEPT = ("etag", "last-modified", "cache-control", "vary")
OWN = {"x-request-id", "date"}


@pytest.mark.parametrize("path", PATHS)
async def test_what_a_caller_has_is_not_sent_again(demo: httpx.AsyncClient, path: str) -> None:
    whole = await demo.get(path)
    tag, modified = whole.headers["etag"], whole.headers["last-modified"]
    for headers in (
        {"If-None-Match": tag},
        {"If-None-Match": f"W/{tag}"},
        {"If-None-Match": f'"other", W/"weak" ,{tag}'},
        {"If-None-Match": "*"},
        {"If-Modified-Since": modified},
        {
            "If-Modified-Since": format_datetime(
                parsedate_to_datetime(modified) + timedelta(days=1), usegmt=True
            )
        },
        {"If-None-Match": tag, "If-Modified-Since": "Mon, 01 Jan 1990 00:00:00 GMT"},
    ):
        answer = await demo.get(path, headers=headers)
        assert (answer.status_code, answer.content) == (304, b""), headers
        assert {name: answer.headers[name] for name in KEPT} == {
            name: whole.headers[name] for name in KEPT
        }
        assert "content-type" not in answer.headers


@pytest.mark.parametrize("path", PATHS)
async def test_what_a_caller_does_not_have_is_sent(demo: httpx.AsyncClient, path: str) -> None:
    whole = await demo.get(path)
    before = parsedate_to_datetime(whole.headers["last-modified"]) - timedelta(seconds=1)
    for headers in (
        {"If-None-Match": '"other"'},
        {"If-None-Match": ""},
        {"If-None-Match": '"other"', "If-Modified-Since": whole.headers["last-modified"]},
        {"If-Modified-Since": format_datetime(before, usegmt=True)},
        {"If-Modified-Since": "yesterday"},
        {"If-Modified-Since": "Thu, 32 Foo 2023 99:00:00 GMT"},
    ):
        answer = await demo.get(path, headers=headers)
        assert (answer.status_code, answer.content) == (200, whole.content), headers


@pytest.mark.parametrize(
    "path", [*PATHS, *PAGES, "/v1/reports/none", "/v1/reports?limit=0", "/none", "/health"]
)
async def test_head_is_get_without_a_body(demo: httpx.AsyncClient, path: str) -> None:
    plain = {"Accept-Encoding": "identity"}
    whole, head = await demo.get(path, headers=plain), await demo.head(path, headers=plain)
    assert head.status_code == whole.status_code
    assert head.content == b""
    assert int(head.headers["content-length"]) == len(whole.content)
    assert {n: v for n, v in head.headers.items() if n not in OWN} == {
        n: v for n, v in whole.headers.items() if n not in OWN
    }


async def test_a_tag_changes_with_what_it_stands_for(
    client: httpx.AsyncClient, engine: Engine
) -> None:
    publish(engine, make_report(slug="r"), make_report(key="s", slug="s"))
    paths = ("/v1/reports/r", "/v1/reports/s", "/v1/reports", "/v1/lookup?slug=r")
    before = {path: (await client.get(path)).headers["etag"] for path in paths}
    publish(engine, make_mention(reports=["report"]))
    after = {path: (await client.get(path)).headers["etag"] for path in paths}
    assert [path for path in paths if before[path] == after[path]] == ["/v1/reports/s"]


async def test_a_look_up_that_finds_less_than_before_is_sent_again(
    client: httpx.AsyncClient, engine: Engine
) -> None:
    url = "https://example.org/doors"
    publish(engine, make_resource(key="older", slug="older", url=url))
    publish(engine, make_resource(key="newer", slug="newer", url=url))
    before = await client.get("/v1/lookup", params={"url": url})
    older = (await client.get("/v1/resources/older")).json()["id"]
    with writing(engine) as connection:
        withdraw(connection, older, "Wrong.")
    headers = {"If-None-Match": before.headers["etag"]}
    after = await client.get("/v1/lookup", params={"url": url}, headers=headers)
    assert (after.status_code, after.json()["total"]) == (200, 1)


async def test_a_post_is_not_kept(demo: httpx.AsyncClient) -> None:
    for path, body in (("/v1/search", {"q": "rights"}), ("/v1/lookup", [{"slug": "x"}])):
        answer = await demo.post(path, json=body, headers={"If-None-Match": "*"})
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "no-store"
        assert "etag" not in answer.headers
