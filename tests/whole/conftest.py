"""Tests of the running product: the demo, started as a newcomer starts it."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator

import httpx
import pytest

SECONDS_TO_START = 60


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of `catalogue demo`, which runs in a process of its own."""
    port = free_port()
    settings = {
        "CATALOGUE_DATA": str(tmp_path_factory.mktemp("demo")),
        "CATALOGUE_RATE_LIMIT": "0",
        "CATALOGUE_PORT": str(port),
    }
    inherited = {name: value for name, value in os.environ.items() if "CATALOGUE_" not in name}
    command = [sys.executable, "-m", "service", "demo"]
    with (
        subprocess.Popen(  # noqa: S603  the command is our own
            command, env=inherited | settings, stdout=subprocess.DEVNULL
        ) as process,
        httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as client,
    ):
        try:
            wait_until_ready(client, process)
            yield client
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
