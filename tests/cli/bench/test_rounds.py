import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pydantic_core
import pytest
from rich.console import Console

from service.cli.bench import growth
from service.cli.bench.corpus import Corpus
from service.cli.bench.load import Sample, Target, by_client
from service.cli.bench.preparation import Preparation, Site, prepare, prepare_naive
from service.cli.bench.process import family
from service.cli.bench.rounds import (
    Length,
    Measurement,
    Row,
    measure_all,
    serve_catalogue,
    serve_naive,
    share,
)
from service.cli.bench.servers import Server
from service.cli.bench.table import Result, show, to_json
from service.cli.bench.work import Work, list_work

CORPUS = Corpus(30)


@dataclass(frozen=True)
class Running:
    folder: Path
    prepared: Preparation
    catalogue: Server
    naive: Server
    works: list[Work]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("bench") / "reports-30"
    prepared = prepare(CORPUS, Site(folder), lambda _text: None)
    prepare_naive(CORPUS, folder, lambda _text: None)
    with serve_catalogue(Site(folder)) as catalogue, serve_naive(folder) as naive:
        yield Running(folder, prepared, catalogue, naive, list_work(CORPUS, catalogue))


def test_every_record_of_the_corpus_is_imported(running: Running) -> None:
    assert running.prepared.imported.records == sum(1 for _ in CORPUS.records())


def test_data_that_is_there_is_used_again(running: Running) -> None:
    assert prepare(CORPUS, Site(running.folder), pytest.fail) == running.prepared
    prepare_naive(CORPUS, running.folder, pytest.fail)


def test_both_apps_answer_every_kind_of_work(running: Running) -> None:
    for work in running.works:
        status = 304 if work.name == "lookup, 304" else 200
        for path in work.catalogue[:5]:
            answer = running.catalogue.get(path, dict(work.headers), work.body)
            assert answer.status == status
        for path in work.naive[:5]:
            assert running.naive.get(path).status == 200


def test_both_apps_find_the_same_reports_in_lists(running: Running) -> None:
    lists = [work for work in running.works if work.name.startswith("list")]
    for path, other in [
        pair for work in lists for pair in zip(work.catalogue, work.naive, strict=True)
    ]:
        found = pydantic_core.from_json(running.catalogue.get(path).body)
        expected = pydantic_core.from_json(running.naive.get(other).body)
        assert found["total"] == expected["total"]
        assert len(found["data"]) == len(expected["data"])


def test_searches_find_something_and_mark_and_count_it(running: Running) -> None:
    (work,) = [work for work in running.works if work.name == "search, 3 facets"]
    for path in work.catalogue[:5]:
        found = pydantic_core.from_json(running.catalogue.get(path).body)
        assert found["total"] > 0
        assert "<mark>" in json.dumps(found["data"])
        assert found["facets"].keys() == {"topic", "year", "language"}


@pytest.mark.parametrize("name", ["lookup of 1,000", "export of"])
def test_our_own_client_sends_bodies_and_takes_streams(running: Running, name: str) -> None:
    (work,) = [work for work in running.works if work.name.startswith(name)]
    catalogue = running.catalogue
    target = Target(catalogue.port, catalogue.pid, work.catalogue, work.headers, work.body)
    found = by_client(target, 1)
    assert found["requests"] > 0
    assert not found["failures"]


def test_an_export_holds_what_the_textbook_app_needs_many_requests_for(running: Running) -> None:
    (work,) = [work for work in running.works if work.name.startswith("export")]
    pages = [pydantic_core.from_json(running.naive.get(path).body) for path in work.naive]
    assert len(pages) == work.naive_requests
    exported = running.catalogue.get(work.catalogue[0]).body.splitlines()
    slugs = {pydantic_core.from_json(line)["slug"] for line in exported}
    assert slugs == {report["slug"] for page in pages for report in page["data"]}


def test_several_workers_are_measured_as_one(running: Running) -> None:
    with serve_catalogue(Site(running.folder, workers=2)) as server:
        assert server.get("/v1/reports?limit=1").status == 200
        assert len(family(server.pid)) >= 3


def test_no_round_asks_what_another_has_asked() -> None:
    paths = [f"/{number}" for number in range(10)]
    assert sorted(path for turn in range(3) for path in share(paths, turn, 3)) == paths
    assert share(["/hot"], 2, 3) == ["/hot"]


@pytest.fixture(scope="module")
def result(running: Running) -> Result:
    apps = {"catalogue": running.catalogue, "naive": running.naive}
    length = Length(rounds=1, seconds=1)
    rows = measure_all(running.works[:1], apps, length, lambda _text: None)
    found = Measurement(rows, 1.0, None, 50.0, in_memory=True)
    return Result(30, Site(running.folder), length, running.prepared, found)


def test_results_are_shown_as_a_table_and_as_json(result: Result) -> None:
    written = io.StringIO()
    show(result, Console(file=written, width=100))
    assert "lookup, hot" in written.getvalue()
    assert "memory idle mb: unknown" in written.getvalue()
    assert "all apps answer from memory" in written.getvalue()
    plain = json.loads(json.dumps(to_json(result)))
    (work,) = plain["work"]
    assert work["to_naive"] == work["apps"]["catalogue"]["rate"] / work["apps"]["naive"]["rate"]
    assert work["to_bare"] is None
    assert plain["files_in_memory"] is True


def test_the_table_says_when_a_disk_was_measured_too(result: Result) -> None:
    written = io.StringIO()
    larger = replace(result, measurement=replace(result.measurement, in_memory=False))
    show(larger, Console(file=written, width=1000))
    assert "some of the time may be the disk's" in written.getvalue()
    assert to_json(larger)["files_in_memory"] is False


def test_growth_compares_the_last_size_with_the_first(result: Result) -> None:
    (row,) = result.measurement.rows
    dearer = Sample(rate=10, p50=1, p99=2, processor=4 * (row.apps["catalogue"].processor or 0))
    grown = Row("lookup, other", row.apps | {"catalogue": dearer})
    larger = replace(result, reports=60, measurement=replace(result.measurement, rows=[grown]))
    written = io.StringIO()
    growth.show([result, larger], Console(file=written, width=1000))
    (line,) = [line for line in written.getvalue().splitlines() if "lookup" in line]
    assert "lookup, hot / other" in line
    assert line.split()[-1] == "4.00"
    assert all(size in written.getvalue() for size in (" 30 ", " 60 "))
