"""Suggestions and reasons, as a search box and a list of hits show them."""

import httpx
import pytest

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("ㅂㅇㅂ", "ministry-of-state-security"),
        ("보윕", "ministry-of-state-security"),
        ("bowi", "ministry-of-state-security"),
        ("behind clo", "behind-closed-doors"),
        ("닫힌문", "behind-closed-doors"),
        ("song han", "hanna-song"),
        ("ㅅㅎㄴ", "hanna-song"),
        ("북한인권정", "nkdb"),
        ("wapo", "the-washington-post"),
        ("gul", "political-prison-camps"),
        ("cradel to", "from-cradle-to-grave"),
        ("보의부", "ministry-of-state-security"),
    ],
)
async def test_a_search_box_is_completed(demo: httpx.AsyncClient, text: str, slug: str) -> None:
    answer = await demo.get("/v1/suggest", params={"q": text, "limit": 3})
    assert slug in [one["slug"] for one in answer.json()["data"]]


async def test_a_suggestion_is_ready_to_be_shown(demo: httpx.AsyncClient) -> None:
    params = {"q": "bowi", "lang": "ko"}
    (one,) = (await demo.get("/v1/suggest", params=params)).json()["data"]
    assert (one["text"], one["label"], one["type"]) == ("Bowibu", "국가보위성", "organisation")
    assert (await demo.get(one["url"])).json()["id"] == one["id"]


async def test_suggestions_are_of_the_kinds_asked_and_as_many(demo: httpx.AsyncClient) -> None:
    async def kinds(**params: str) -> set[str]:
        answer = (await demo.get("/v1/suggest", params={"q": "n", **params})).json()["data"]
        assert len(answer) <= int(params.get("limit", 10))
        return {one["kind"] if one["kind"] == "report" else one["type"] for one in answer}

    assert await kinds(kind="report") == {"report"}
    assert "report" not in await kinds(kind="authority", limit="20")
    assert await kinds(type="outlet") == {"outlet"}
    assert await kinds(type="outlet", limit="1") == {"outlet"}


@pytest.mark.parametrize("text", ["", "  ", "!!", "zzzzzzzz", "x" * 200, "ㅋ" * 200])
async def test_what_begins_nothing_suggests_nothing(demo: httpx.AsyncClient, text: str) -> None:
    answer = await demo.get("/v1/suggest", params={"q": text})
    assert (answer.status_code, answer.json()) == (200, {"data": []})


async def test_suggestions_can_be_kept(demo: httpx.AsyncClient) -> None:
    first = await demo.get("/v1/suggest", params={"q": "보"})
    again = await demo.get(
        "/v1/suggest", params={"q": "보"}, headers={"If-None-Match": first.headers["ETag"]}
    )
    assert again.status_code == 304


async def test_hits_say_by_which_name_they_were_found(demo: httpx.AsyncClient) -> None:
    params = {"q": "kwanliso", "lang": "ko", "highlight": "true"}
    (hit,) = (await demo.get("/v1/mentions", params=params)).json()["data"]
    (why,) = hit["matched"]
    assert why.pop("id")
    assert why == {
        "authority": "political-prison-camps", "label": "정치범수용소", "name": "kwanliso",
    }  # fmt: skip
    assert hit["highlights"] == {}
    found = (await demo.get("/v1/reports", params={"q": "behind closed doors"})).json()["data"]
    assert "matched" not in found[0]


async def test_reasons_are_left_out_of_fields_that_do_not_ask_for_them(
    demo: httpx.AsyncClient,
) -> None:
    for fields, shown in (("headline", False), ("headline,matched", True)):
        params = {"q": "kwanliso", "fields": fields}
        (hit,) = (await demo.get("/v1/mentions", params=params)).json()["data"]
        assert ("matched" in hit) == shown
