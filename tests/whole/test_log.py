"""Promises of the log: what an operator must know is in it, and no key ever is."""

import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

import httpx
import pytest
from sqlalchemy import Engine, make_url

from service.editorial.keys import Scope
from service.logging import write
from service.tables.database import migrate, open_engine
from tests.builders import make_report
from tests.database import PostgresqlServer, SqliteFiles
from tests.desk import Desk
from tests.keyed import key_for, sent

TRIES = 600


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """The database of a data folder that a process of its own serves."""
    opened = open_engine(f"sqlite:///{tmp_path / 'catalogue.sqlite'}")
    migrate(opened, tmp_path)
    yield opened
    opened.dispose()


@contextmanager
def served(data: Path, log: Path, level: str = "debug", workers: int = 1) -> Iterator[httpx.Client]:
    """Serve a data folder in a process of its own, which logs from some level on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {"CATALOGUE_DATA": str(data), "CATALOGUE_LOG_LEVEL": level}
    command = [sys.executable, "-m", "service", "serve", "--port", str(port)]
    command += ["--workers", str(workers)]
    with log.open("wb") as output:
        process = subprocess.Popen(command, env=environment, stdout=output, stderr=output)  # noqa: S603
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{port}") as client:
                wait_for(client)
                yield client
        finally:
            process.terminate()
            process.wait()


def wait_for(client: httpx.Client) -> None:
    """Wait until the service answers."""
    for _ in range(TRIES):
        try:
            client.get("/health")
        except httpx.TransportError:
            time.sleep(0.2)
        else:
            return
    pytest.fail("the service did not start")


def test_no_key_is_logged_wherever_it_was_written(engine: Engine, tmp_path: Path) -> None:
    good = key_for(engine, tmp_path, Scope.edit)
    other = key_for(engine, tmp_path, Scope.edit)
    log = tmp_path / "log"
    with served(tmp_path, log) as client:
        reports = "/v1/editorial/reports"
        assert client.get(reports, headers=sent(good)).status_code == 200
        client.get(f"{reports}/{good}", headers=sent(good))
        client.get(reports, params={"key": good}, headers=sent(other))
        client.get("/v1/reports", params={"q": good}, headers={"X-Request-ID": good})
        client.post(reports, json={"title": good}, headers=sent(good) | {"Idempotency-Key": good})
        client.post(reports, content=good, headers={"Authorization": good})
        client.request(other, f"/{good}")
    text = log.read_text()
    assert "/v1/editorial/reports" in text
    assert not [key for key in (good, other) if key.split("_", 2)[2] in text]


def test_of_a_key_in_an_exception_only_what_people_see_of_it_is_left() -> None:
    key = "rc_01234567_" + "a" * 43
    line = write({"event": "fault", "exception": f"KeyError: '{key}'"})
    assert re.search(r"rc_01234567_\*\*\*", line)
    assert "aaaa" not in line


def events(log: Path, name: str) -> list[dict[str, object]]:
    """Read what was logged under a name; each line of the log is one event."""
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    return [line for line in lines if line["event"] == name]


@pytest.mark.usefixtures("engine")
def test_the_log_says_what_is_served_why_requests_failed_and_that_it_stopped(
    tmp_path: Path,
) -> None:
    file, log = tmp_path / "catalogue.sqlite", tmp_path / "log"
    with served(tmp_path, log, "info") as client:
        client.get("/v1/reports")
        assert client.get("/oembed?url=https://example.org/&format=yaml").status_code == 501
        assert not events(log, "failed"), "what callers must mend is no failure of ours"
        file.write_bytes(b"no database" * 1000)
        failed = client.get("/v1/reports/r?lang=en")
    assert failed.status_code == 503
    (serving,) = events(log, "serving")
    assert (serving["address"], serving["database"]) == (str(client.base_url), str(file))
    assert serving["sequence"] == 0
    assert serving["version"] == version("report-catalogue")
    told = {str(one["request_id"]): one for one in events(log, "failed")}
    line = told[failed.json()["request_id"]]
    assert (line["level"], line["path"], line["status"]) == ("error", "/v1/reports/r", 503)
    assert re.search("not a database|malformed", str(line["cause"]))
    assert len(events(log, "stopped")) == 1
    assert not events(log, "request")


@pytest.mark.usefixtures("engine")
def test_what_is_no_request_is_not_logged_however_often_it_comes(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with served(tmp_path, log, "info") as client:
        for _ in range(3):
            with socket.create_connection(("127.0.0.1", client.base_url.port or 0)) as line:
                line.sendall(b"nonsense\r\n\r\n")
                assert line.recv(1000).startswith(b"HTTP/1.1 400 ")
        upgrade = {"Connection": "Upgrade", "Upgrade": "websocket"}
        assert client.get("/health", headers=upgrade).status_code == 200
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    assert [line["event"] for line in lines] == ["serving", "stopped"]


def test_the_log_says_from_where_readers_are_served_and_how_far_that_is(
    engine: Engine, sqlite: SqliteFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replica_url = sqlite.migrated()
    replica = open_engine(replica_url)
    Desk(engine).release(make_report(key="a"), make_report(key="b"))
    Desk(replica).release(make_report(key="a"))
    replica.dispose()
    monkeypatch.setenv("CATALOGUE_READ_DATABASE_URL", replica_url)
    with served(tmp_path, tmp_path / "log", "info") as client:
        assert client.get("/v1/reports").json()["total"] == 1
    (serving,) = events(tmp_path / "log", "serving")
    assert (serving["read_database"], serving["sequence"]) == (make_url(replica_url).database, 1)
    assert serving["database"] == str(tmp_path / "catalogue.sqlite")


def test_a_replica_that_is_not_there_yet_keeps_nobody_from_starting(
    postgresql: PostgresqlServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = postgresql.migrated()
    gone = make_url(url).set(database="gone", password="secret")
    monkeypatch.setenv("CATALOGUE_DATABASE_URL", url)
    monkeypatch.setenv("CATALOGUE_READ_DATABASE_URL", gone.render_as_string(hide_password=False))
    with served(tmp_path, tmp_path / "log", "info") as client:
        assert client.get("/ready").status_code == 503
    (serving,) = events(tmp_path / "log", "serving")
    assert serving["sequence"] is None
    assert "secret" not in (tmp_path / "log").read_text()
    postgresql.remove(url)


@pytest.mark.usefixtures("engine")
def test_every_line_names_the_process_that_wrote_it(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with served(tmp_path, log, workers=2) as client:
        for _ in range(20):
            client.get("/v1/reports")
            client.get("/oembed")
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    assert all(isinstance(line["process"], int) for line in lines)
    (first,) = {one["process"] for one in events(log, "serving")}
    workers = {one["process"] for one in events(log, "request")}
    assert workers
    assert first not in workers


@pytest.mark.usefixtures("engine")
def test_each_request_is_logged_on_demand_also_when_its_answer_is_in_memory(
    tmp_path: Path,
) -> None:
    with served(tmp_path, tmp_path / "log") as client:
        for _ in range(5):
            client.get("/v1/reports?limit=7")
    paths = [one["path"] for one in events(tmp_path / "log", "request")]
    assert paths.count("/v1/reports") == 5
