"""Promises of several processes that share one folder, whichever of them is killed."""

import contextlib
import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread

import httpx
import pytest

from tests.builders import make_report, to_file
from tests.whole.serving_process import COMMAND, PATIENCE, ServingProcess, free_port

PROCESSES = 4
KILLS = int(os.environ.get("KILLS", "1"))
BATCH = 1000
ASKED = "/v1/reports?q=report&limit=1"


@pytest.fixture
def processes(database_url: str, tmp_path: Path) -> Iterator[list[ServingProcess]]:
    """Services on one database of either kind and one folder, started one after the other."""
    made = [ServingProcess(tmp_path, database_url, free_port()) for _ in range(PROCESSES)]
    for process in made:
        process.start()
    yield made
    for process in made:
        process.stop()


def test_processes_on_one_folder_answer_while_whoever_writes_the_index_is_killed(
    processes: list[ServingProcess], tmp_path: Path
) -> None:
    with searching(processes) as answers:
        for number in range(KILLS):
            importing = start_import(processes[0], tmp_path / "records.ndjson", number)
            writer = next_writer(processes, tmp_path / "index.lock")
            writer.kill()
            writer.start()
            assert importing.wait(PATIENCE) == 0
    for process in processes:
        found = httpx.get(f"{process.url}{ASKED}", timeout=PATIENCE).json()
        assert found["total"] == KILLS * BATCH
    checked = processes[0].type("check")
    assert checked.exit_code == 0, checked.output
    assert {status for told in answers for status in told} == {200}
    assert all(answers)


@contextlib.contextmanager
def searching(processes: list[ServingProcess]) -> Iterator[list[list[int]]]:
    """Search in every process without a pause, until the block ends; give the statuses of each."""
    is_over, answers = Event(), [list[int]() for _ in processes]

    def search(process: ServingProcess, told: list[int]) -> None:
        while not is_over.is_set():
            with contextlib.suppress(httpx.TransportError):  # it was killed, and is started again
                told.append(httpx.get(f"{process.url}{ASKED}", timeout=PATIENCE).status_code)
            is_over.wait(0.02)

    threads = [Thread(target=search, args=each) for each in zip(processes, answers, strict=True)]
    for thread in threads:
        thread.start()
    try:
        yield answers
    finally:
        is_over.set()
        for thread in threads:
            thread.join()


def start_import(process: ServingProcess, file: Path, number: int) -> subprocess.Popen[bytes]:
    """Publish many reports at once, in one more process."""
    keys = (f"r{number}-{count}" for count in range(BATCH))
    file.write_bytes(to_file([make_report(key=key, slug=key) for key in keys]).read())
    command = (*COMMAND, "import", str(file), "--publish")
    return subprocess.Popen(  # noqa: S603  the command is our own
        command, env=process.environment, stdout=subprocess.DEVNULL
    )


def next_writer(processes: list[ServingProcess], lock: Path) -> ServingProcess:
    """Wait until one of the processes holds the lock of the index."""
    known = {process.process.pid: process for process in processes if process.process}
    for _ in range(PATIENCE * 1000):
        if (holder := holder_of(lock)) in known:
            return known[holder]
        time.sleep(0.001)
    raise AssertionError("no process writes the index")


def holder_of(lock: Path) -> int | None:
    """Return the process that holds the lock on a file, as the system lists them."""
    inode = lock.stat().st_ino
    for line in Path("/proc/locks").read_text("utf-8").splitlines():
        _, kind, *_, holder, file, _, _ = line.split()
        if kind == "FLOCK" and file.endswith(f":{inode}"):
            return int(holder)
    return None
