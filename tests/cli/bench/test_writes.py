import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.console import Console

from service.cli.bench.corpus import Corpus
from service.cli.bench.preparation import Site, prepare
from service.cli.bench.rounds import Length
from service.cli.bench.writes import FIELDS, READS, Writes, measure_writes, publish_each, workplace
from service.cli.bench.writes_table import show, to_json
from service.cli.bench.writing import MENTIONS
from service.ledger.connection import open_blocking_reads
from service.ledger.read import LedgerSource
from tests.database import PostgresqlServer

CORPUS = Corpus(30)
LOADS = ("alone", "beside searches", "beside searches and the writer")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bench") / "reports-30"
    prepare(CORPUS, Site(folder), lambda _text: None)
    return folder


@pytest.fixture(scope="module")
def found(folder: Path) -> Iterator[Writes]:
    before = length(folder)
    yield measure_writes(CORPUS, Site(folder), Length(rounds=1, seconds=1), lambda _text: None)
    assert length(folder) == before, "the prepared data must stay as it is"


def length(folder: Path) -> int:
    reads = open_blocking_reads(Site(folder).settings.url)
    sequence = LedgerSource(reads).head().sequence
    reads.close()
    return sequence


def test_a_new_title_changes_the_documents_of_all_mentions_and_an_abstract_one(
    found: Writes,
) -> None:
    # What both show besides stays: the resources and topics of the corpus.
    assert found.publishing["title"].documents == MENTIONS + 1
    assert found.publishing["abstract"].documents == 1


def test_reads_are_measured_alone_and_beside_the_writer(found: Writes) -> None:
    assert [one.work for one in found.reading] == [*READS, *READS]
    assert [one.is_cached for one in found.reading] == [True] * len(READS) + [False] * len(READS)
    assert all(one.kept == one.beside.rate / one.alone.rate for one in found.reading)


def test_what_was_found_is_shown_as_tables_and_as_json(found: Writes) -> None:
    written = io.StringIO()
    show(found, Console(file=written, width=100))
    assert all(name in written.getvalue() for name in (*FIELDS, *READS, *LOADS))
    plain = json.loads(json.dumps(to_json(found)))
    assert plain["publishing"].keys() == FIELDS.keys()
    assert [one["kept"] for one in plain["reading"]] == [one.kept for one in found.reading]
    assert plain["mixed"].keys() == found.mixed.keys()
    assert [one["p99_to_p50"] for one in plain["mixed"].values()] == [
        one.p99 / one.p50 for one in found.mixed.values()
    ]


def test_look_ups_are_measured_alone_and_beside_searches_and_beside_the_writer_too(
    found: Writes,
) -> None:
    assert tuple(found.mixed) == LOADS
    assert all(0 < one.p50 <= one.p99 for one in found.mixed.values())


def test_a_database_on_a_server_is_written_to_as_often_as_you_like(
    postgresql: PostgresqlServer, tmp_path: Path
) -> None:
    site = Site(tmp_path / "reports-30", postgresql.empty())
    prepare(CORPUS, site, lambda _text: None)
    for _ in range(2):
        with workplace(site, pytest.fail) as place:
            assert place == site
            found = publish_each(place, Length(rounds=1, seconds=1), lambda _text: None)
        assert found["title"].documents == MENTIONS + 1
    prepare(CORPUS, site, pytest.fail)
    postgresql.remove(site.settings.url)
