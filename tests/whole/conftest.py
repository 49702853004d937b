"""Tests of the running product: the demo, started as a newcomer starts it."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

SECONDS_TO_START = 60
COMMAND = (sys.executable, "-m", "service")


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of `catalogue demo`, which runs in a process of its own. Tests only read it."""
    with running_demo(tmp_path_factory.mktemp("demo")) as (client, _):
        yield client


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of a demo of its own, with the key that README issues."""
    with running_demo(tmp_path_factory.mktemp("desk")) as (client, settings):
        issue = [
            *COMMAND,
            "keys",
            "issue",
            "--name=NKDB editors",
            "--scope=edit",
            "--scope=publish",
        ]
        made = subprocess.run(  # noqa: S603  the command is our own
            issue, env=settings, check=True, capture_output=True, text=True
        )
        client.headers["Authorization"] = f"Bearer {made.stdout.splitlines()[-1]}"
        yield client


@contextmanager
def running_demo(folder: Path) -> Iterator[tuple[httpx.Client, dict[str, str]]]:
    """Run `catalogue demo`; give a client of it, and the environment that it runs in."""
    port = free_port()
    inherited = {name: value for name, value in os.environ.items() if "CATALOGUE_" not in name}
    settings = inherited | {
        "CATALOGUE_DATA": str(folder),
        "CATALOGUE_RATE_LIMIT": "0",
        "CATALOGUE_KEY_RATE_LIMIT": "0",
        "CATALOGUE_PORT": str(port),
    }
    with (
        subprocess.Popen(  # noqa: S603  the command is our own
            [*COMMAND, "demo"], env=settings, stdout=subprocess.DEVNULL
        ) as process,
        httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as client,
    ):
        try:
            wait_until_ready(client, process)
            yield client, settings
        finally:
            process.terminate()
            process.wait(SECONDS_TO_START)


def free_port() -> int:
    """Find a port that nothing listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def wait_until_ready(client: httpx.Client, process: subprocess.Popen[bytes]) -> None:
    """Ask until the service says that it can answer."""
    for _ in range(SECONDS_TO_START * 10):
        assert process.poll() is None, "the demo ended by itself"
        try:
            if client.get("/ready").is_success:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise AssertionError(f"the demo was not ready within {SECONDS_TO_START} seconds")
