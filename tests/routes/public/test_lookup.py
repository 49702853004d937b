"""Look-ups: every spelling of every name, alone and in batches."""

import httpx
import pytest
from sqlalchemy import Engine

from service.editorial.publication import withdraw
from service.tables.database import writing
from tests.builders import make_mention, make_report, make_resource
from tests.serving import BASE, publish

pytestmark = pytest.mark.anyio
URL = "https://www.example.org/news/2023/doors?id=7"
IDENTIFIERS = [
    {"scheme": "doi", "value": "10.1000/Doors.1"},
    {"scheme": "isbn", "value": "978-0-306-40615-7"},
    {"scheme": "issn", "value": "0378-5955"},
    {"scheme": "un_symbol", "value": "A/HRC/25/63"},
    {"scheme": "handle", "value": "20.1000/100"},
    {"scheme": "local", "value": "NKDB 2023-4"},
]
ISSN = {"scheme": "issn", "value": "0378-5955"}
SPELLINGS = [
    ("doi", "10.1000/doors.1"),
    ("doi", "doi:10.1000/DOORS.1"),
    ("doi", "https://doi.org/10.1000/Doors.1"),
    ("doi", "http://dx.doi.org/10.1000/doors.1"),
    ("isbn", "9780306406157"),
    ("isbn", "978-0-306-40615-7"),
    ("isbn", "0-306-40615-2"),
    ("isbn", "0306406152"),
    ("issn", "03785955"),
    ("issn", "0378-5955"),
    ("un_symbol", "a/hrc/25/63"),
    ("un_symbol", "A/HRC/25/63"),
    ("handle", "20.1000/100"),
    ("handle", "https://hdl.handle.net/20.1000/100"),
    ("local", "NKDB 2023-4"),
    ("slug", "doors"),
    ("slug", "old-doors"),
]
ADDRESSES = [
    URL,
    URL.replace("https", "http"),
    URL.replace("www.", ""),
    f"{URL}&utm_source=x&fbclid=y",
    f"{URL}#top",
    URL.replace("example.org", "EXAMPLE.org:443"),
]


@pytest.fixture
async def library(client: httpx.AsyncClient, engine: Engine) -> httpx.AsyncClient:
    publish(engine, make_report(key="r", slug="old-doors", identifiers=IDENTIFIERS))
    publish(
        engine,
        make_report(key="r", slug="doors", identifiers=IDENTIFIERS),
        make_mention(key="m", slug="article", url=URL),
        make_resource(key="f", slug="file", url=URL),
        make_report(key="s", slug="shares", identifiers=[ISSN]),
        make_report(key="w", slug="gone"),
    )
    gone = (await client.get("/v1/reports/gone")).json()["id"]
    with writing(engine) as connection:
        withdraw(connection, gone, "Wrong.")
    return client


async def test_every_spelling_finds_the_report(library: httpx.AsyncClient) -> None:
    report = (await library.get("/v1/reports/doors")).json()
    for scheme, value in [*SPELLINGS, ("id", report["id"])]:
        answer = await library.get("/v1/lookup", params={scheme: value})
        assert answer.status_code == 200, (scheme, value, answer.text)
        assert report in answer.json()["data"]
        assert answer.json()["total"] == (2 if scheme == "issn" else 1)
        assert answer.headers["etag"]


async def test_every_spelling_of_an_address_finds_all_that_has_it(
    library: httpx.AsyncClient,
) -> None:
    for url in ADDRESSES:
        answer = (await library.get("/v1/lookup", params={"url": url})).json()
        assert {record["slug"] for record in answer["data"]} == {"article", "file"}, url


async def test_a_batch_answers_each_in_order(library: httpx.AsyncClient) -> None:
    report = (await library.get("/v1/reports/doors")).json()
    asked = [{scheme: value} for scheme, value in [*SPELLINGS, ("id", report["id"])]]
    asked += [{"url": url} for url in ADDRESSES]
    answer = await library.post("/v1/lookup", json=asked)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    found = answer.json()["data"]
    assert [one["lookup"] for one in found] == asked
    assert all(report in one["records"] for one in found[: len(SPELLINGS) + 1])
    assert all(len(one["records"]) == 2 for one in found[len(SPELLINGS) + 1 :])
    assert all(one["withdrawn"] == [] and "error" not in one for one in found)


async def test_a_batch_tells_of_each_what_is_wrong_with_it(library: httpx.AsyncClient) -> None:
    asked = [{"isbn": "978-0-306-40615-8"}, {"doi": "10.1000/none"}, {"slug": "gone"}]
    wrong, unknown, gone = (await library.post("/v1/lookup", json=asked)).json()["data"]
    assert "check digit" in wrong["error"]
    assert unknown == {
        "lookup": asked[1],
        "records": [],
        "total": 0,
        "next": None,
        "withdrawn": [],
    }
    assert gone["records"] == []
    assert [one["reason"] for one in gone["withdrawn"]] == ["Wrong."]


async def test_a_batch_says_where_what_replaces_a_withdrawn_record_is(
    library: httpx.AsyncClient, engine: Engine
) -> None:
    report = (await library.get("/v1/reports/doors")).json()
    other = (await library.get("/v1/reports/shares")).json()
    with writing(engine) as connection:
        withdraw(connection, other["id"], "Printed twice.", report["id"])
    (found,) = (await library.post("/v1/lookup", json=[{"slug": "shares"}])).json()["data"]
    (gone,) = found["withdrawn"]
    assert gone["replaced_by"] == f"{BASE}/v1/reports/{report['id']}"


@pytest.fixture
async def serial(client: httpx.AsyncClient, engine: Engine) -> httpx.AsyncClient:
    """A catalogue in which 120 reports share an ISSN, of which the first 10 were withdrawn."""
    publish(
        engine,
        *(make_report(key=f"r{n}", slug=f"r{n}", identifiers=[ISSN]) for n in range(130)),
    )
    with writing(engine) as connection:
        for number in range(10):
            gone = (await client.get(f"/v1/reports/r{number}?fields=id")).json()["id"]
            withdraw(connection, gone, "Wrong.")
    return client


async def test_what_shares_a_name_is_all_found_a_hundred_at_a_time(
    serial: httpx.AsyncClient,
) -> None:
    page = (await serial.get("/v1/lookup?issn=0378-5955&fields=slug")).json()
    assert (len(page["data"]), page["total"]) == (100, 120)
    rest = (await serial.get(page["next"])).json()
    assert (len(rest["data"]), rest["total"], rest["next"]) == (20, 120, None)
    slugs = {record["slug"] for record in (*page["data"], *rest["data"])}
    assert slugs == {f"r{number}" for number in range(10, 130)}
    assert rest["data"][0].keys() == {"id", "kind", "slug"}


async def test_the_next_page_is_also_in_the_headers_and_only_of_its_own_name(
    serial: httpx.AsyncClient,
) -> None:
    answer = await serial.get("/v1/lookup?issn=0378-5955")
    following = answer.json()["next"]
    assert answer.headers["link"] == f'<{following}>; rel="next"'
    for url in (following.replace("0378-5955", "0317-8471"), f"{following}x"):
        refused = await serial.get(url)
        assert (refused.status_code, refused.json()["type"]) == (
            422,
            f"{BASE}/problems/invalid-cursor",
        )


async def test_a_batch_shows_ten_of_what_shares_a_name_and_says_where_the_others_are(
    serial: httpx.AsyncClient,
) -> None:
    page = (await serial.get("/v1/lookup?issn=0378-5955")).json()
    last = (await serial.get(page["next"])).json()
    answer = await serial.post("/v1/lookup", json=[{"issn": "0378-5955"}] * 60)
    for one in answer.json()["data"]:
        assert (one["records"], one["total"]) == (page["data"][:10], 120)
        assert one["withdrawn"] == []
        rest = (await serial.get(one["next"])).json()
        assert rest["data"] == [*page["data"][10:], *last["data"][:10]]


async def test_what_is_not_there_is_not_found_and_what_is_withdrawn_is_gone(
    library: httpx.AsyncClient,
) -> None:
    for query, status, problem in (
        ("doi=10.1000/none", 404, "record-not-found"),
        ("slug=none", 404, "record-not-found"),
        ("id=000000000000", 404, "record-not-found"),
        ("id=none", 404, "record-not-found"),
        ("slug=gone", 410, "record-withdrawn"),
        ("isbn=978-0-306-40615-8", 422, "invalid-request"),
        ("doi=nonsense", 422, "invalid-request"),
        ("url=not+a+url", 422, "invalid-request"),
        ("url=javascript:alert(1)", 422, "invalid-request"),
        ("", 422, "invalid-request"),
        ("doi=10.1000/doors.1&slug=doors", 422, "invalid-request"),
        ("dio=10.1000/doors.1", 422, "invalid-request"),
    ):
        answer = await library.get(f"/v1/lookup?{query}")
        assert (answer.status_code, answer.json()["type"]) == (
            status,
            f"{BASE}/problems/{problem}",
        ), query


async def test_look_ups_are_shown_as_asked(library: httpx.AsyncClient) -> None:
    answer = (await library.get("/v1/lookup?slug=doors&fields=title&lang=en")).json()["data"][0]
    assert answer["title"] == "A report"
    assert answer.keys() == {"id", "kind", "title"}


async def test_the_look_ups_of_a_batch_are_shown_as_asked_and_so_are_those_that_follow(
    serial: httpx.AsyncClient,
) -> None:
    asked = [{"issn": "0378-5955"}, {"slug": "r20"}]
    answer = await serial.post("/v1/lookup?fields=title&lang=ko,en", json=asked)
    many, one = answer.json()["data"]
    assert [record["title"] for record in (*many["records"], *one["records"])] == ["A report"] * 11
    rest = (await serial.get(many["next"])).json()["data"]
    shown = {frozenset(record) for record in (*many["records"], *one["records"], *rest)}
    assert shown == {frozenset({"id", "kind", "title"})}


@pytest.mark.parametrize(
    ("name", "value"), [("fields", "titel"), ("lang", "!"), ("fields", ""), ("slug", "r1")]
)
async def test_a_batch_that_is_to_be_shown_as_nothing_can_be_is_refused(
    library: httpx.AsyncClient, name: str, value: str
) -> None:
    answer = await library.post(f"/v1/lookup?{name}={value}", json=[{"slug": "doors"}])
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, name)


async def test_a_thousand_look_ups_are_answered_and_no_more(library: httpx.AsyncClient) -> None:
    many = [{"slug": "doors"}] * 1000
    answer = await library.post("/v1/lookup", json=many)
    assert len(answer.json()["data"]) == 1000
    answer = await library.post("/v1/lookup", json=[*many, many[0]])
    assert answer.status_code == 422
    assert "1000" in answer.json()["detail"]


@pytest.mark.parametrize("query", ["", "?lang=ko", "?slug=doors&doi=10.1000/abc"])
async def test_without_exactly_one_name_the_parameters_are_named(
    library: httpx.AsyncClient, query: str
) -> None:
    answer = await library.get(f"/v1/lookup{query}")
    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert error["field"] == "id, slug, url, doi, isbn, issn, un_symbol, handle, local"
    assert error["message"] == "give exactly one of these"
