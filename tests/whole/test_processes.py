"""The product as operators run it: processes of their own, stopped by signals."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import httpx
import pytest
from sqlalchemy import Engine

from tests.builders import make_report
from tests.serving import publish

PATIENCE = 60


@contextmanager
def served(url: str, folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], httpx.Client]]:
    """Run `catalogue serve` in a process, until the block ends."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings = {"DATA": str(folder), "DATABASE_URL": url, "PORT": str(port), "RATE_LIMIT": "0"}
    environment = os.environ | {f"CATALOGUE_{name}": value for name, value in settings.items()}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # the second start need not compile again
    command = [sys.executable, "-m", "service", "serve"]
    process = subprocess.Popen(command, env=environment)  # noqa: S603  our own command
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE) as client:
            wait_until_ready(process, client)
            yield process, client
    finally:
        process.kill()
        process.wait()


def wait_until_ready(process: subprocess.Popen[bytes], client: httpx.Client) -> None:
    """Ask until the service is ready."""
    for _ in range(PATIENCE * 10):
        assert process.poll() is None
        try:
            if client.get("/ready").status_code == 200:
                return
        except httpx.ConnectError:
            pass
        time.sleep(0.1)
    pytest.fail("the service did not become ready")


def test_processes_of_one_folder_see_what_is_published_and_share_cursors(
    engine: Engine, database_url: str, tmp_path: Path
) -> None:
    publish(engine, *(make_report(key=f"r{number}") for number in range(3)))
    with served(database_url, tmp_path) as (_, one), served(database_url, tmp_path) as (_, other):
        for number in range(3, 5):
            publish(engine, make_report(key=f"r{number}", slug=f"r{number}"))
            for client in (one, other):
                assert client.get(f"/v1/reports/r{number}").status_code == 200
                assert client.get("/v1/reports?q=report").json()["total"] == number + 1
        begun = one.get("/v1/reports?limit=3").json()
        ended = other.get(f"/v1/reports?limit=3&cursor={begun['next_cursor']}").json()
        assert (len(begun["data"]), len(ended["data"]), ended["next"]) == (3, 2, None)


def test_a_process_finishes_its_requests_ends_with_0_and_starts_again_without_index(
    engine: Engine, database_url: str, tmp_path: Path
) -> None:
    publish(engine, make_report(slug="r"))
    with served(database_url, tmp_path) as (process, client):
        answers: list[int] = []

        def body() -> Iterator[bytes]:
            yield b'{"q": '
            process.send_signal(signal.SIGTERM)
            time.sleep(1)
            yield b'"report"}'

        def ask() -> None:
            headers = {"Content-Type": "application/json"}
            answers.append(client.post("/v1/search", content=body(), headers=headers).status_code)

        asking = Thread(target=ask)
        asking.start()
        asking.join(PATIENCE)
        assert answers == [200]
        assert process.wait(PATIENCE) == 0
    shutil.rmtree(tmp_path / "index")
    with served(database_url, tmp_path) as (_, client):
        assert client.get("/v1/reports?q=report").json()["total"] == 1
