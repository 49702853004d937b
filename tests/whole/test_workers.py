"""Several workers over one folder: whichever dies, none is missed and nothing is lost."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread

import httpx
import pytest

from service.editorial.revision import BY_OPERATOR
from service.editorial.schedule import schedule
from service.tables.base import now
from service.tables.database import open_engine, writing
from service.tables.revision import revisions
from tests.builders import make_report
from tests.database import SqliteFiles
from tests.desk import Desk
from tests.whole.editors import Editors
from tests.whole.serving_process import COMMAND, PATIENCE, ServingProcess, free_port

WORKERS = 2


class Workers(ServingProcess):
    """The service with several workers."""

    def launch(self) -> None:
        """Start it and wait until it is ready."""
        environment = self.environment
        environment.pop("PYTHONDONTWRITEBYTECODE", None)  # each worker need not compile again
        words = (*COMMAND, "serve", f"--workers={WORKERS}")
        self.process = subprocess.Popen(words, env=environment)  # noqa: S603  our own
        self.wait_until_ready()

    def pids(self) -> set[int]:
        """Return the processes that answer: those that were spawned to run the app."""
        assert self.process is not None
        task = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        children = [int(pid) for pid in task.read_text().split()]
        return {pid for pid in children if "spawn_main" in command_of(pid)}

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the first process."""
        assert self.process is not None
        self.process.send_signal(number)


def command_of(pid: int) -> str:
    """Return the command line of a process; none if it is over."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return ""


def eventually(promise: Callable[[], bool]) -> None:
    """Wait until something is so."""
    for _ in range(PATIENCE * 10):
        if promise():
            return
        time.sleep(0.1)
    pytest.fail("it did not happen")


@pytest.fixture(scope="module")
def workers(sqlite: SqliteFiles, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workers]:
    """Several workers over one folder."""
    made = Workers(tmp_path_factory.mktemp("workers"), sqlite.migrated(), free_port())
    made.launch()
    yield made
    made.stop()
    assert made.process is not None
    assert made.process.returncode == 0


@pytest.fixture
def fresh(sqlite: SqliteFiles, tmp_path: Path) -> Iterator[Workers]:
    """Several workers that a test may end."""
    made = Workers(tmp_path, sqlite.migrated(), free_port())
    made.launch()
    eventually(lambda: len(made.pids()) == WORKERS)
    yield made
    made.stop()


class Begun:
    """A request that a worker has begun to answer, and waits for the rest of."""

    HEAD = (
        b"POST /v1/search HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        b"Content-Length: 2\r\nExpect: 100-continue\r\n\r\n"
    )

    def __init__(self, port: int) -> None:
        self.connection = socket.create_connection(("127.0.0.1", port), PATIENCE)
        self.connection.sendall(self.HEAD)
        assert self.connection.recv(1000).startswith(b"HTTP/1.1 100 ")

    def finish(self) -> bytes:
        """Send the rest; return how the answer begins."""
        with self.connection:
            self.connection.sendall(b"{}")
            return self.connection.recv(12)


def is_refused(port: int) -> bool:
    """Say whether nobody listens at a port."""
    try:
        socket.create_connection(("127.0.0.1", port), PATIENCE).close()
    except ConnectionRefusedError:
        return True
    return False


def ask(url: str, stopping: Event, failures: list[str]) -> None:
    """Ask over new connections and kept ones, until told to stop; note what is refused."""
    with httpx.Client(base_url=url, timeout=PATIENCE) as kept:
        while not stopping.is_set():
            for get in (kept.get, lambda path: httpx.get(url + path, timeout=PATIENCE)):
                try:
                    answer = get("/v1/reports?q=report")
                    if answer.status_code != 200:
                        failures.append(answer.text)
                except httpx.TransportError as error:
                    failures.append(repr(error))


@pytest.mark.skipif(sys.platform != "linux", reason="children are looked up in /proc")
def test_workers_are_replaced_without_a_refused_request(workers: Workers) -> None:
    stopping, failures = Event(), list[str]()
    asking = Thread(target=ask, args=(workers.url, stopping, failures))
    eventually(lambda: len(workers.pids()) == WORKERS)
    before = workers.pids()
    asking.start()
    try:
        workers.signal(signal.SIGHUP)
        eventually(lambda: not before & workers.pids() and len(workers.pids()) == WORKERS)
    finally:
        stopping.set()
        asking.join(PATIENCE)
    assert failures == []


@pytest.mark.skipif(sys.platform != "linux", reason="children are looked up in /proc")
def test_killed_workers_are_replaced_and_lose_nothing_that_was_acknowledged(
    workers: Workers,
) -> None:
    editors = Editors(workers.url, workers.issue_key())
    eventually(lambda: len(workers.pids()) == WORKERS)
    before = workers.pids()
    threads = editors.start(2)
    editors.wait_for(10)
    for pid in before:  # one of them writes the index
        os.kill(pid, signal.SIGKILL)
    editors.stop(threads)
    eventually(lambda: len(workers.pids()) == WORKERS)
    workers.wait_until_ready()
    with httpx.Client(base_url=workers.url, timeout=PATIENCE) as client:
        client.headers["Authorization"] = f"Bearer {editors.key}"
        for record_id, known in editors.acknowledged.items():
            found = client.get(f"/v1/editorial/{known['kind']}s/{record_id}").json()
            assert found["revision"] >= known["revision"]
    assert workers.type("check").exit_code == 0


def test_workers_end_an_embargo_exactly_once(workers: Workers) -> None:
    engine = open_engine(workers.database_url)
    desk = Desk(engine)
    desk.put(make_report(key="r", slug="r"))
    with writing(engine) as connection:
        moment = now() + timedelta(seconds=1)
        schedule(connection, BY_OPERATOR, [desk.record("r").id], moment)
    eventually(lambda: httpx.get(f"{workers.url}/v1/reports/r").status_code == 200)
    history = [row.action for row in desk.rows(revisions, record_id=desk.record("r").id)]
    assert history.count("published") == 1
    engine.dispose()


@pytest.mark.skipif(sys.platform != "linux", reason="children are looked up in /proc")
def test_workers_that_are_replaced_because_they_died_or_as_asked_are_logged(
    sqlite: SqliteFiles, tmp_path: Path
) -> None:
    made, log = Workers(tmp_path, sqlite.migrated(), free_port()), tmp_path / "log"
    words = (*COMMAND, "serve", f"--workers={WORKERS}")
    with log.open("wb") as output:
        made.process = subprocess.Popen(words, env=made.environment, stderr=output)  # noqa: S603
    eventually(lambda: len(made.pids()) == WORKERS)
    killed = made.pids()
    for pid in killed:  # before they are up
        os.kill(pid, signal.SIGKILL)
    eventually(lambda: log.read_text().count("worker replaced") == WORKERS)
    made.wait_until_ready()
    old = made.pids()
    made.signal(signal.SIGHUP)
    eventually(lambda: log.read_text().count("worker replaced") == 2 * WORKERS)
    new = made.pids()
    made.stop()
    assert made.process.returncode == 0
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    replaced = [line for line in lines if line["event"] == "worker replaced"]
    told = [(line["level"], line.get("died", line.get("ended"))) for line in replaced]
    assert {pid for level, pid in told if level == "warning"} == killed
    assert {pid for level, pid in told if level == "info"} == old
    assert {line["began"] for line in replaced} == old | new


@pytest.mark.skipif(sys.platform != "linux", reason="children are looked up in /proc")
def test_workers_whose_first_process_was_killed_finish_and_make_room_for_the_next(
    fresh: Workers,
) -> None:
    orphans, begun = fresh.pids(), Begun(fresh.port)
    fresh.kill()
    eventually(lambda: is_refused(fresh.port))
    assert begun.finish() == b"HTTP/1.1 200"
    eventually(lambda: not any(command_of(pid) for pid in orphans))
    fresh.launch()


def test_who_comes_while_workers_stop_is_refused_at_once_and_what_is_under_way_is_answered(
    fresh: Workers,
) -> None:
    begun = Begun(fresh.port)
    fresh.signal(signal.SIGTERM)
    eventually(lambda: is_refused(fresh.port))
    assert begun.finish() == b"HTTP/1.1 200"
    assert fresh.process is not None
    assert fresh.process.wait(PATIENCE) == 0


@pytest.mark.skipif(sys.platform != "linux", reason="children are looked up in /proc")
def test_a_stop_in_the_midst_of_a_restart_is_a_stop_like_any(fresh: Workers) -> None:
    begun = [Begun(fresh.port) for _ in range(4 * WORKERS)]
    fresh.signal(signal.SIGHUP)
    eventually(lambda: len(fresh.pids()) > WORKERS)
    fresh.signal(signal.SIGTERM)
    eventually(lambda: is_refused(fresh.port))
    assert {one.finish() for one in begun} == {b"HTTP/1.1 200"}
    assert fresh.process is not None
    assert fresh.process.wait(PATIENCE) == 0
