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
