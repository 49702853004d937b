"""Promises of searches beyond what is found: other texts, orders, facets and reasons."""

from typing import Any

import httpx
import pytest

from service.search.query import FACETS
from service.search.ranking import REASONS
from service.web.ranking import SENTENCES

pytestmark = pytest.mark.anyio
Json = dict[str, Any]


async def search(demo: httpx.AsyncClient, **parameters: Any) -> Json:
    """Search, and return the answer."""
    answer = await demo.get("/v1/search", params=parameters)
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


async def test_a_slip_is_corrected_unless_the_text_is_insisted_on(demo: httpx.AsyncClient) -> None:
    found = await search(demo, q="보의부")
    assert found["corrected"] == "보위부"
    for insisted in ({"q": "보의부", "exact": "true"}, {"q": '"보의부"'}):
        found = await search(demo, **insisted)
        assert (found["total"], "corrected" in found) == (0, False)


@pytest.mark.parametrize("text", ["POW", "납북자"])
async def test_short_words_are_not_taken_for_others(demo: httpx.AsyncClient, text: str) -> None:
    found = await search(demo, q=text)
    assert (found["total"], "corrected" in found) == (0, False)


async def test_titles_are_in_order_on_all_pages(demo: httpx.AsyncClient) -> None:
    whole = await search(demo, sort="title", limit=100, lang="ko", kind="report")
    url, found = "/v1/search?sort=title&limit=7&lang=ko&kind=report", []
    while url:
        page = (await demo.get(url)).json()
        found += [record["id"] for record in page["data"]]
        url = page["next"]
    assert found[:100] == [record["id"] for record in whole["data"]]
    assert len(set(found)) == len(found) == whole["total"]
    titles = [record["title"] for record in whole["data"]]
    hangul = [title.replace(" ", "") for title in titles if "가" <= title[0] <= "힣"]
    assert len(hangul) > 1
    assert [title[:2] for title in hangul] == sorted(title[:2] for title in hangul)


async def test_what_is_mentioned_most_comes_first(demo: httpx.AsyncClient) -> None:
    counts = [
        report["mention_count"]
        for report in (await demo.get("/v1/reports?sort=-coverage&limit=100")).json()["data"]
    ]
    assert counts[0] > 1
    assert counts == sorted(counts, reverse=True)


async def test_files_are_in_the_order_of_titles_too(demo: httpx.AsyncClient) -> None:
    lines = (await demo.get("/v1/reports?sort=title&format=csv&lang=ko")).text.splitlines()
    listed = await demo.get("/v1/reports?sort=title&lang=ko&limit=1")
    assert listed.json()["data"][0]["id"] in lines[1]


async def test_every_facet_can_be_counted(demo: httpx.AsyncClient) -> None:
    found = await search(demo, facets=",".join(FACETS))
    assert list(found["facets"]) == list(FACETS)


async def test_values_of_a_facet_are_found_by_name_in_any_language(demo: httpx.AsyncClient) -> None:
    for text in ("보위부", "bowibu", "state sec"):
        found = await search(demo, facets="organisation", facet_q=text)
        (value,) = found["facets"]["organisation"]
        assert value["value"] == "ministry-of-state-security"


async def test_values_of_a_facet_are_found_by_their_labels(demo: httpx.AsyncClient) -> None:
    for name, text, value, label in (
        ("language", "한국", "ko", {"en": "Korean", "ko": "한국어"}),
        ("medium", "POD", "podcast", {"en": "Podcast", "ko": "팟캐스트"}),
        ("kind", "언론 보도", None, None),
    ):
        found = (await search(demo, facets=name, facet_q=text))["facets"][name]
        assert [one["value"] for one in found] == ([value] if value else [])
        assert [one["label"] for one in found] == ([label] if label else [])


@pytest.mark.parametrize("text", ["!", "*", '"', "zzzz", "ㅂㅇㅂ", "\u202e", "a" * 100, "💥", " "])
async def test_every_text_may_be_looked_for_in_facets(demo: httpx.AsyncClient, text: str) -> None:
    found = await search(demo, facets=",".join(FACETS), facet_q=text, q="prison", explain="true")
    assert all(len(values) <= 20 for values in found["facets"].values())


async def test_years_for_a_chart_have_no_gaps(demo: httpx.AsyncClient) -> None:
    found = await search(demo, facets="year,outlet", facet_sort="value", facet_limit=3)
    years = [int(one["value"]) for one in found["facets"]["year"]]
    assert years == list(range(years[0], years[-1] + 1))
    assert sum(one["count"] for one in found["facets"]["year"]) <= found["total"]
    outlets = [one["value"] for one in found["facets"]["outlet"]]
    assert (len(outlets), outlets) == (3, sorted(outlets))


async def test_a_record_comes_before_what_only_names_it(demo: httpx.AsyncClient) -> None:
    first = (await search(demo, q="closed doors"))["data"][0]
    assert (first["kind"], first["slug"]) == ("report", "behind-closed-doors")


@pytest.mark.parametrize("text", ["NKDB", "nkdb", "북한인권정보센터", "북한 인권 정보 센터"])
async def test_an_organisation_comes_before_what_only_names_it(
    demo: httpx.AsyncClient, text: str
) -> None:
    first = (await search(demo, q=text))["data"][0]
    assert (first["kind"], first["slug"]) == ("authority", "nkdb")


async def test_the_order_of_records_is_explained(demo: httpx.AsyncClient) -> None:
    found = await search(demo, q="closed doors", kind="report", explain="true")
    first = found["data"][0]["explanation"]
    assert "all_in_title" in [one["reason"] for one in first["reasons"]]
    scores = [record["explanation"]["score"] for record in found["data"]]
    assert scores == sorted(scores, reverse=True)
    assert "explanation" not in (await search(demo, q="doors"))["data"][0]


async def test_an_explanation_may_be_asked_where_nothing_is_found(demo: httpx.AsyncClient) -> None:
    answer = await demo.get("/v1/search?q=xyzzyxyzzy&explain=true")
    assert (answer.status_code, answer.json()["total"]) == (200, 0)


@pytest.mark.parametrize("others", [{"sort": "title"}, {"q": ""}])
async def test_what_is_not_ranked_is_not_explained(demo: httpx.AsyncClient, others: Json) -> None:
    found = await search(demo, **{"q": "doors", "explain": "true", **others})
    assert all("explanation" not in record for record in found["data"])


def test_every_reason_has_its_sentence() -> None:
    assert set(REASONS) <= SENTENCES.keys()


@pytest.mark.parametrize("name", ["facet_q", "facet_sort", "explain"])
async def test_other_formats_refuse_what_they_would_ignore(
    demo: httpx.AsyncClient, name: str
) -> None:
    value = {"facet_q": "a", "facet_sort": "value", "explain": "true"}[name]
    answer = await demo.get("/v1/reports", params={"format": "atom", name: value})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, name)


@pytest.mark.parametrize("name", ["kind", "year", "has", "topic", "-medium"])
async def test_of_a_list_that_is_too_long_no_more_is_looked_at(
    demo: httpx.AsyncClient, name: str
) -> None:
    answer = await demo.post("/v1/search", json={name: [1] * 100_000})
    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert (error["field"], error["message"].startswith("has more than")) == (name, True)
