"""Promises of the lists of related records."""

import httpx
import pytest

pytestmark = pytest.mark.anyio


async def slugs(demo: httpx.AsyncClient, path: str) -> list[str]:
    """Return the slugs of a list, in order."""
    answer = await demo.get(f"{path}?limit=100&fields=slug")
    assert answer.status_code == 200
    found = answer.json()
    assert found["total"] == len(found["data"])
    return [record["slug"] for record in found["data"]]


async def test_a_report_that_this_one_follows_up_comes_first(demo: httpx.AsyncClient) -> None:
    coi = (await demo.get("/v1/lookup?un_symbol=A/HRC/25/63")).json()["data"][0]["slug"]
    assert (await slugs(demo, "/v1/reports/behind-closed-doors/related"))[0] == coi


async def test_a_report_that_follows_this_one_up_is_related_too(demo: httpx.AsyncClient) -> None:
    coi = (await demo.get("/v1/lookup?un_symbol=A/HRC/25/63")).json()["data"][0]["slug"]
    assert "behind-closed-doors" in (await slugs(demo, f"/v1/reports/{coi}/related"))[:6]


async def test_a_record_is_not_related_to_itself(demo: httpx.AsyncClient) -> None:
    for path in ("/v1/reports/behind-closed-doors", "/v1/mentions/nk-news-2023-11-24"):
        assert path.rsplit("/", 1)[1] not in await slugs(demo, f"{path}/related")


async def test_other_coverage_of_the_same_report_comes_first(demo: httpx.AsyncClient) -> None:
    answer = await demo.get("/v1/mentions/nk-news-2023-11-24/related?limit=1")
    reports = {report["slug"] for report in answer.json()["data"][0]["reports"]}
    assert "behind-closed-doors" in reports


async def test_related_records_can_be_filtered_and_counted(demo: httpx.AsyncClient) -> None:
    path = "/v1/reports/behind-closed-doors/related?language=ko&facets=topic&limit=1"
    found = (await demo.get(path)).json()
    assert found["facets"]["topic"]
    assert "ko" in found["data"][0]["languages"]


async def test_every_related_address_that_a_document_links_to_answers(
    demo: httpx.AsyncClient,
) -> None:
    for path in ("/v1/reports/behind-closed-doors", "/v1/mentions/nk-news-2023-11-24"):
        links = (await demo.get(path)).json()["links"]
        for url in links.values():
            assert (await demo.get(url)).status_code == 200


async def related_by(demo: httpx.AsyncClient, path: str) -> list[dict[str, object]]:
    """Return why the first record of a list is related."""
    answer = await demo.get(f"{path}?limit=1")
    return list(answer.json()["data"][0]["related_by"])


async def test_a_related_record_says_why_it_is_one(demo: httpx.AsyncClient) -> None:
    reasons = await related_by(demo, "/v1/reports/behind-closed-doors/related")
    assert reasons[0] == {"reason": "is_continued_by"}
    topics = [one for one in reasons if one["reason"] == "same_topic"]
    assert all({"id", "label"} <= one.keys() for one in topics)
    reasons = await related_by(demo, "/v1/mentions/nk-news-2023-11-24/related")
    assert "same_report" in {one["reason"] for one in reasons}


async def test_every_related_record_has_a_reason(demo: httpx.AsyncClient) -> None:
    for path in ("reports/behind-closed-doors", "mentions/nk-news-2023-11-24"):
        answer = (await demo.get(f"/v1/{path}/related?limit=100&lang=ko")).json()
        assert all(1 <= len(record["related_by"]) <= 10 for record in answer["data"])
        labels = [one.get("label") for record in answer["data"] for one in record["related_by"]]
        assert all(isinstance(label, str | None) for label in labels)


async def test_reasons_are_left_out_where_other_fields_are_asked(demo: httpx.AsyncClient) -> None:
    path = "/v1/reports/behind-closed-doors/related?limit=1"
    assert "related_by" not in (await demo.get(f"{path}&fields=slug")).json()["data"][0]
    assert "related_by" in (await demo.get(f"{path}&fields=related_by")).json()["data"][0]


async def test_similar_words_are_named(demo: httpx.AsyncClient) -> None:
    path = "/v1/reports/2009-white-paper-on-north-korean-human-rights/related?limit=100"
    answer = (await demo.get(path)).json()
    reasons = {
        record["slug"]: one["words"]
        for record in answer["data"]
        for one in record["related_by"]
        if one["reason"] == "similar_words"
    }
    assert reasons["white-paper-on-human-rights-in-north-korea-2015"] == ["White", "Paper"]
    assert "blood-coal" not in reasons


async def test_a_report_may_be_related_by_words_alone(demo: httpx.AsyncClient) -> None:
    path = "/v1/reports/integration-survey-2023/related"
    found = (await demo.get(path)).json()["data"]
    assert [one["reason"] for one in found[-1]["related_by"]] == ["similar_words"]
    assert len(found[-1]["related_by"][0]["words"]) >= 2
