import asyncio
from collections.abc import AsyncIterator
from typing import Annotated, Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request

from service.errors import CatalogueError, InvalidRequest, UnknownParameter
from service.web.http import request as module
from service.web.http.request import pairs, read_parameters
from tests.serving import BASE


class Asked(BaseModel):
    model_config = ConfigDict(extra="forbid", validate_by_name=False, validate_by_alias=True)

    q: str = ""
    topic: Annotated[list[str], Field(max_length=3)] = []
    without_topic: Annotated[list[str], Field(alias="-topic")] = []
    limit: Annotated[int, Field(ge=1, le=100)] = 20


def ask(query: bytes) -> Asked:
    scope = {"type": "http", "path": "/v1/search", "query_string": query, "headers": []}
    return read_parameters(Request(scope), Asked)


def refused(query: bytes) -> CatalogueError:
    with pytest.raises(InvalidRequest) as caught:
        ask(query)
    return caught.value


def test_names_and_values_are_read() -> None:
    assert ask(b"") == Asked()
    asked = ask(b"q=a+b%20c%2B&topic=x&-topic=y&topic=z&limit=5")
    assert asked.model_dump() == {
        "q": "a b c+",
        "topic": ["x", "z"],
        "without_topic": ["y"],
        "limit": 5,
    }


def test_text_may_stand_in_a_url_as_utf_8_without_percent_encoding() -> None:
    assert ask("q=보위부".encode()) == ask(b"q=%EB%B3%B4%EC%9C%84%EB%B6%80") == Asked(q="보위부")


def test_stray_separators_do_not_matter_and_an_empty_search_is_none() -> None:
    assert ask(b"&&limit=3&") == Asked(limit=3)
    assert ask(b"q=") == ask(b"q") == Asked()


@pytest.mark.parametrize(
    ("query", "field", "words"),
    [
        (b"limit=1&limit=2", "limit", "more than once"),
        (b"limit=", "limit", "empty"),
        (b"limit", "limit", "empty"),
        (b"topic=a&topic=", "topic", "empty"),
        (b"q=%ff", "q", "UTF-8"),
        (b"q=%ED%A0%80", "q", "UTF-8"),
        (b"q=\xff", "q", "UTF-8"),
        (b"limit=0", "limit", "1 or more"),
        (b"limit=101", "limit", "100 or less"),
        (b"limit=1e3", "limit", "whole number"),
        (b"limit=" + b"9" * 5000, "limit", "whole number"),
        (b"topic=a&topic=b&topic=c&topic=d", "topic", "more than 3"),
    ],
)
def test_a_value_that_cannot_be_taken_is_named(query: bytes, field: str, words: str) -> None:
    error = refused(query)
    assert not isinstance(error, UnknownParameter)
    assert error.errors[0].field == field
    assert words in error.errors[0].message
    assert error.detail.startswith(f"{field}: ")


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("limt", ["limit"]),
        ("Topic", ["topic", "-topic"]),
        ("without_topic", []),
        ("tpoic", ["topic", "-topic"]),
        ("-tpoic", ["-topic", "topic"]),
        ("zzz", []),
    ],
)
def test_the_names_that_were_meant_are_those_of_the_route(name: str, near: list[str]) -> None:
    error = refused(f"{name}=1".encode())
    assert isinstance(error, UnknownParameter)
    assert list(error.errors[0].suggestions)[:2] == near


def test_no_more_errors_are_told_than_help() -> None:
    assert len(refused(b"&".join(b"x%d=1" % number for number in range(1000))).errors) == 20


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(query: bytes) -> None:
    list(pairs(query))
    try:
        ask(query)
    except InvalidRequest as error:
        assert error.errors  # noqa: PT017  either is right


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"{}", "application/json", 200),
        (b"{}", "application/json; charset=UTF-8", 200),
        (b"{}", 'application/json;charset="utf-8"', 200),
        (b"{}", "application/merge-patch+json", 200),
        (b"{}", "", 415),
        (b"{}", "text/plain", 415),
        (b"{}", "application/x-www-form-urlencoded", 415),
        (b"{}", "application/json; charset=utf-16", 415),
        (b"{}", "application/json; charset=iso-8859-1", 415),
        ("{}".encode("utf-16"), "application/json", 400),
        ('{"q":"é"}'.encode("latin-1"), "application/json", 400),
        (b"\xef\xbb\xbf{}", "application/json", 400),
        (b"", "application/json", 400),
        (b"{", "application/json", 400),
        (b'{"limit": NaN}', "application/json", 400),
        (b'{"q": "\\ud800"}', "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b'{"q":' * 100_000, "application/json", 400),
        (b'{"q": "a\\u0000b"}', "application/json", 422),
        (b"[]", "application/json", 422),
        (b"null", "application/json", 422),
        (b'"text"', "application/json", 422),
        (b'{"q": 5}', "application/json", 422),
        (b'{"limit": "x"}', "application/json", 422),
        (b'{"limit": %s}' % (b"9" * 5000), "application/json", 400),
        (b'{"limt": 5}', "application/json", 422),
        (b'{"topic": "accountability"}', "application/json", 422),
        (b'{"q": "%s"}' % (b"a" * 1001), "application/json", 422),
        (b" " * 1_000_001, "application/json", 413),
    ],
)
async def test_a_body_is_json_in_utf_8_that_fits(
    demo: httpx.AsyncClient, body: bytes, content_type: str, status: int
) -> None:
    headers = {"Content-Type": content_type} if content_type else {}
    answer = await demo.post("/v1/search", content=body, headers=headers)
    assert answer.status_code == status, answer.text
    if status != 200:
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["status"] == status


@pytest.mark.anyio
async def test_a_compressed_body_is_refused(demo: httpx.AsyncClient) -> None:
    headers = {"Content-Encoding": "gzip", "Content-Type": "application/json"}
    answer = await demo.post("/v1/search", content=b"{}", headers=headers)
    assert answer.status_code == 415


@pytest.mark.anyio
async def test_members_of_a_body_are_named_by_their_place(demo: httpx.AsyncClient) -> None:
    answer = await demo.post("/v1/lookup", json=[{"slug": "x"}, {"dio": "10.1/1"}, {"doi": 5}])
    errors = answer.json()["errors"]
    assert errors[0] == {
        "field": "1.dio",
        "message": "there is no such member",
        "suggestions": ["doi"],
    }
    assert [error["field"] for error in errors] == ["1.dio", "2.doi"]
    answer = await demo.post("/v1/search", json={"kind": ["reprot"], "tpoic": ["x"]})
    suggestions: list[Any] = [error["suggestions"][0] for error in answer.json()["errors"]]
    assert sorted(suggestions) == ["report", "topic"]


@pytest.mark.anyio
async def test_a_route_with_a_body_takes_no_parameters(demo: httpx.AsyncClient) -> None:
    answer = await demo.post("/v1/search?q=rights", json={})
    assert answer.status_code == 422
    assert answer.json()["type"] == f"{BASE}/problems/unknown-parameter"


@pytest.mark.anyio
async def test_a_body_that_drips_is_given_up(
    demo: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "SLOWEST_BODY", 0.0)

    async def drip() -> AsyncIterator[bytes]:
        while True:
            await asyncio.sleep(0)
            yield b" "

    answer = await demo.post(
        "/v1/search", content=drip(), headers={"Content-Type": "application/json"}
    )
    assert answer.status_code == 408
    assert answer.json()["type"] == f"{BASE}/problems/request-timeout"
    assert answer.headers["connection"] == "close"
