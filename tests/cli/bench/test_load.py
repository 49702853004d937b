from collections.abc import Iterator
from pathlib import Path

import pytest

from service.cli.bench import rounds
from service.cli.bench.client import Job, drive, format_request
from service.cli.bench.load import Target, by_client, measure
from service.cli.bench.servers import Server
from service.errors import ServiceUnavailable

BODY = b'{"title": "' + b"x" * 100_000 + b'"}'


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    answers = tmp_path_factory.mktemp("answers")
    Path(answers, "0").write_bytes(BODY)
    Path(answers, "1").write_bytes(b"")
    with rounds.serve_bare(answers) as server:
        yield server


def test_the_bare_app_sends_equal_bytes(bare: Server) -> None:
    assert bare.get("/0").body == BODY
    assert bare.get("/1").status == 304


def test_load_is_measured(bare: Server) -> None:
    sample = measure(Target(bare.port, bare.pid, ["/0", "/1"]), 1)
    assert sample.rate > 0
    assert 0 < sample.p50 <= sample.p99


def test_our_own_client_counts_every_answer(bare: Server) -> None:
    headers = [("Host", "127.0.0.1"), ("Accept", "*/*")]
    requests = [format_request(path, headers) for path in ("/0", "/1")]
    tally = drive(Job(bare.port, requests, connections=3, seconds=20, most=60))
    assert len(tally.latencies) == 60
    assert tally.failures == 0


def test_our_own_client_counts_failures(bare: Server) -> None:
    request = format_request("/missing", [("Host", "127.0.0.1")])
    assert drive(Job(bare.port, [request], connections=2, seconds=20, most=10)).failures > 0


def test_both_generators_report_the_same_figures(bare: Server) -> None:
    found = by_client(Target(bare.port, bare.pid, ["/0"]), 1)
    assert found.keys() == {"requests", "seconds", "p50", "p99", "failures"}


def test_a_server_that_answers_with_errors_is_not_measured(bare: Server) -> None:
    with pytest.raises(ServiceUnavailable, match="requests failed, such as /missing"):
        measure(Target(bare.port, bare.pid, ["/missing"]), 1)
