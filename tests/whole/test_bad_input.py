"""Whatever is sent, the answer is a problem that says what to do; never a fault of ours."""

import json
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.schemas.record import COLLECTIONS
from tests.serving import BASE, Json, anyio_backend, demo, demo_url

__all__ = ["anyio_backend", "demo", "demo_url"]
pytestmark = pytest.mark.anyio
LISTS = [*(f"/v1/{name}" for name in COLLECTIONS.values()), "/v1/search"]
MEMBERS = ("type", "title", "status", "detail", "help", "request_id")


def check(answer: httpx.Response) -> Json:
    """Check that an answer is a problem in the caller's hands."""
    assert 400 <= answer.status_code < 500, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem: Json = answer.json()
    assert all(problem[name] for name in MEMBERS)
    assert problem["status"] == answer.status_code
    assert problem["type"].startswith(f"{BASE}/problems/")
    assert problem["detail"].endswith((".", "?"))
    return problem


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("limit=-1", "limit"),
        ("limit=0", "limit"),
        ("limit=1000000", "limit"),
        ("limit=1.5", "limit"),
        ("limit=ten", "limit"),
        ("limit=1&limit=2", "limit"),
        ("cursor=nonsense", None),
        ("cursor=", "cursor"),
        ("cursor=%00", None),
        ("sort=size", "sort"),
        ("published_from=2014-02-30", "published_from"),
        ("published_from=2014-13", "published_from"),
        ("published_from=0000", "published_from"),
        ("published_from=24.11.2023", "published_from"),
        ("published_from=2015&published_to=2014", "published_from"),
        ("published_to=20140101", "published_to"),
        ("year=14", "year"),
        ("year=2014-02", "year"),
        ("has=money", "has"),
        ("highlight=maybe", "highlight"),
        ("facets=colour", "facets"),
        ("facets=topic,,year", "facets"),
        ("facets=", "facets"),
        ("fields=titel", "fields"),
        ("fields=title.en", "fields"),
        ("fields=,", "fields"),
        ("lang=english", "lang"),
        ("lang=e", "lang"),
        ("lang=en,,ko", "lang"),
        ("lang=xx-yy-zz", "lang"),
        ("q=" + "a" * 1001, "q"),
        ("q=a%00b", "q"),
        ("q=%ff", "q"),
        ("%00=1", "\x00"),
        ("%ff=1", None),
        ("nonsense", "nonsense"),
        ("[]=1", "[]"),
        ("q[]=1", "q[]"),
    ],
)
@pytest.mark.parametrize("path", [LISTS[0], LISTS[3], LISTS[4]])
async def test_a_parameter_that_cannot_be_taken_is_named(
    demo: httpx.AsyncClient, path: str, query: str, field: str | None
) -> None:
    problem = check(await demo.get(f"{path}?{query}"))
    if field:
        assert problem["errors"][0]["field"] == field


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("topic=", "topic"),
        ("topic=no-such-topic", "topic"),
        ("topic=%00", "topic"),
        ("topic=" + "a" * 301, "topic"),
        ("-topic=no-such-topic", "topic"),
        ("language=english", "language"),
        ("language=", "language"),
        ("type=novel", "type"),
        ("report=behind-closed-doors", "report"),
        ("&".join(["topic=accountability"] * 51), "topic"),
    ],
)
async def test_a_filter_that_means_nothing_is_named(
    demo: httpx.AsyncClient, query: str, field: str
) -> None:
    assert check(await demo.get(f"/v1/reports?{query}"))["errors"][0]["field"] == field


@pytest.mark.parametrize(
    ("query", "suggestion"),
    [
        ("topics=x", "topic"),
        ("lmit=1", "limit"),
        ("-yaer=2014", "-year"),
        ("sort=-publishd", "-published"),
        ("has=abstrct", "abstract"),
        ("facets=topics", "topic"),
        ("fields=titel", "title"),
        ("type=raport", "report"),
        ("order=published", None),
    ],
)
async def test_what_was_meant_is_suggested(
    demo: httpx.AsyncClient, query: str, suggestion: str | None
) -> None:
    problem = check(await demo.get(f"/v1/reports?{query}"))
    if suggestion:
        assert problem["errors"][0]["suggestions"][0] == suggestion
        assert f"Did you mean {suggestion}" in problem["detail"]


TEXTS = [
    *('"', "-", "OR", "AND OR NOT", "((((", "*", "a*", "\\", "topic:", ":", "~", "[a TO b]", "^"),
    *("💥", "year:abcd", "-" * 500, '"' * 501, "OR " * 60, "인" * 600, "\u202e", "a\tb\nc"),
    *("%", "+", "<script>"),
]
NAMES_OF_NOTHING = [
    *("%00", "%ff", "%ED%A0%80", "%2e%2e%2f", "a%0d%0ab", "%", "a b", "'", '"', "<x>", "{}"),
    *("%E2%80%AE", "a" * 3000, "%F0%9F%92%A5", "x.json", "behind-closed-doors/", ";a=b", "0%0A"),
]


@pytest.mark.parametrize("query", TEXTS)
async def test_free_text_never_fails(demo: httpx.AsyncClient, query: str) -> None:
    for path in ("/v1/reports", "/v1/search"):
        answer = await demo.get(path, params={"q": query, "highlight": "true", "facets": "year"})
        assert answer.status_code == 200, answer.text


@pytest.mark.parametrize("path", NAMES_OF_NOTHING)
@pytest.mark.parametrize("below", ["", "/mentions"])
async def test_a_name_that_cannot_be_is_not_found(
    demo: httpx.AsyncClient, path: str, below: str
) -> None:
    check(await demo.get(f"/v1/reports/{path}{below}"))


@pytest.mark.parametrize("path", ["/v1", "/v1/", "/v2/reports", "/v1/reports/a/b/c", "/.env"])
async def test_an_address_that_is_not_there_is_not_found(
    demo: httpx.AsyncClient, path: str
) -> None:
    assert check(await demo.get(path))["type"] == f"{BASE}/problems/address-not-found"


@pytest.mark.parametrize(
    "host",
    ["evil.example/path", 'a"b', "a b", "a,b", "a@b", "", "a\\b", "[::1", "a:999999", "<x>", "a'b"],
)
async def test_a_host_that_is_none_is_not_repeated(demo: httpx.AsyncClient, host: str) -> None:
    for path in ("/v1/reports?limit=1", "/v1/reports/none", "/v1/reports/behind-closed-doors"):
        answer = await demo.get(path, headers={"Host": host})
        assert host not in answer.text or not host
        found = json.dumps(answer.json().get("links", answer.json().get("next", answer.json())))
        assert "http" not in found.replace("http_", "") or "catalogue.test" not in found
        assert "//" not in str(answer.headers.get("link", ""))


@pytest.mark.parametrize("host", ["example.org", "example.org:8080", "127.0.0.1:1", "[::1]:8000"])
async def test_links_lead_to_the_host_that_was_asked(demo: httpx.AsyncClient, host: str) -> None:
    answer = (await demo.get("/v1/reports?limit=1", headers={"Host": host})).json()
    assert answer["next"].startswith(f"http://{host}/v1/reports?limit=1&cursor=")
    assert answer["data"][0]["links"]["self"].startswith(f"http://{host}/v1/reports/")


@pytest.mark.parametrize(
    "accept", ["text/plain", "application/xml", "*/*;q=0", "nonsense", "", "a/b/c;;q=x"]
)
async def test_json_is_sent_whatever_is_accepted(demo: httpx.AsyncClient, accept: str) -> None:
    """RFC 9110 (12.5.1) allows it for lists; a record that has other formats names them (406)."""
    for path, allowed in (("/v1/reports", {200}), ("/v1/reports/none", {404, 406})):
        answer = await demo.get(path, headers={"Accept": accept})
        assert answer.status_code in allowed
        assert answer.headers["content-type"].endswith("json")


VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner, max_size=4)
    ),
    max_leaves=12,
)
NAMES = st.sampled_from(
    ["q", "kind", "topic", "limit", "cursor", "facets", "year", "has", "slug", "doi", "url"]
)
BODIES = (
    VALUES
    | st.dictionaries(NAMES, VALUES, max_size=4)
    | st.lists(st.dictionaries(NAMES, VALUES, max_size=2), max_size=4)
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=BODIES)
async def test_any_json_is_answered(demo: httpx.AsyncClient, body: Any) -> None:
    content = json.dumps(body).encode()
    for path in ("/v1/search", "/v1/lookup"):
        answer = await demo.post(
            path, content=content, headers={"Content-Type": "application/json"}
        )
        if answer.status_code != 200:
            check(answer)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(
        ["q", "id", "slug", "url", "doi", "isbn", "issn", "un_symbol", "handle", "local"]
    ),
    st.text(max_size=60),
)
async def test_any_text_can_be_looked_up(demo: httpx.AsyncClient, name: str, text: str) -> None:
    path = "/v1/search" if name == "q" else "/v1/lookup"
    answer = await demo.get(path, params={name: text})
    if answer.status_code != 200:
        check(answer)
