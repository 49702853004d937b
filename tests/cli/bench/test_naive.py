import asyncio
from pathlib import Path
from typing import Any

import httpx
import pytest

from service.cli.bench import naive
from service.cli.bench.corpus import Corpus
from service.cli.bench.naive_load import load_naive

CORPUS = Corpus(30)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("naive") / "naive.sqlite"
    load_naive(path, CORPUS.records())
    return path


@pytest.fixture(autouse=True)
def environment(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(naive.DATABASE, str(database))


def get(path: str) -> Any:
    async def ask() -> httpx.Response:
        app = naive.create_naive()
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://naive") as client:
            response = await client.get(path)
        app.state.engine.dispose()
        return response

    response = asyncio.run(ask())
    assert response.status_code == 200
    return response.json()


def test_a_report_comes_with_all_its_parts() -> None:
    report, shown = CORPUS.report(7), get("/reports/report-7")
    mentions = CORPUS.mentions(7)
    assert shown["title"] == report["title"]
    assert shown["publisher"]["slug"] == report["publishers"][0]
    agents = [contributor["agent"]["slug"] for contributor in shown["contributors"]]
    assert agents == [contributor["agent"] for contributor in report["contributors"]]
    for name in ("topics", "organisations", "places"):
        assert {item["slug"] for item in shown[name]} == set(report[name])
    assert len(shown["resources"]) == len(report["resources"])
    assert shown["mention_count"] == len(mentions)
    latest = sorted((mention["published"] for mention in mentions), reverse=True)[:5]
    assert [mention["published"] for mention in shown["latest_mentions"]] == latest


def test_a_list_holds_the_reports_of_a_topic_the_latest_first() -> None:
    expected = [n for n in range(30) if "topic-1" in CORPUS.report(n)["topics"]]
    page = get("/reports?topic=topic-1&limit=100")
    assert page["total"] == len(expected)
    assert {report["slug"] for report in page["data"]} == {f"report-{n}" for n in expected}
    dates = [report["published"] for report in page["data"]]
    assert dates == sorted(dates, reverse=True)


def test_a_search_finds_all_words_and_marks_and_counts_them() -> None:
    title = CORPUS.report(3)["title"]
    words = next(iter(title.values())).split()[:2]
    found = get(f"/search?q={' '.join(words)}&facets=topic&facets=year&facets=language&limit=100")
    hit = next(hit for hit in found["data"] if hit["slug"] == "report-3")
    assert "<mark>" in hit["highlights"]["title"]
    assert sum(found["facets"]["year"].values()) == found["total"] == len(found["data"])
    assert set(CORPUS.report(3)["topics"]) <= set(found["facets"]["topic"])
