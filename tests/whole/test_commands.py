"""Promises of the commands that serve: as an operator starts, asks and stops them."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

import httpx
from typer.testing import CliRunner, Result

from service.cli.commands import app

PATIENCE = 60


def free_port() -> int:
    """Find a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(command: str, folder: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run `catalogue COMMAND` until it answers; end it if the test has not."""
    port = free_port()
    process = subprocess.Popen(  # noqa: S603  our own command
        [sys.executable, "-m", "service", command, "--port", str(port)],
        env=os.environ | {"CATALOGUE_DATA": str(folder)},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        address = f"http://127.0.0.1:{port}"
        wait_for(address, process)
        yield process, address
    finally:
        process.kill()
        process.communicate()


def wait_for(address: str, process: "subprocess.Popen[str]") -> None:
    """Wait until the service is ready."""
    end = monotonic() + PATIENCE
    while monotonic() < end and process.poll() is None:
        try:
            if httpx.get(f"{address}/ready").status_code == 200:
                return
        except httpx.TransportError:
            sleep(0.1)
    raise AssertionError("the service did not become ready")


def stop(process: "subprocess.Popen[str]") -> str:
    """Ask the service to end, as `docker stop` does; return what it printed."""
    process.send_signal(signal.SIGTERM)
    printed, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0
    return printed


def typed(*words: str, folder: Path, stdin: bytes) -> Result:
    """Type a command that ends by itself."""
    result = CliRunner().invoke(app, words, env={"CATALOGUE_DATA": str(folder)}, input=stdin)
    assert result.exit_code == 0, result.output
    return result


def test_demo_serves_the_worked_example_and_loads_nothing_twice(tmp_path: Path) -> None:
    with running("demo", tmp_path) as (process, address):
        found = httpx.get(f"{address}/v1/search", params={"q": "보위부", "kind": "report"}).json()
        assert found["data"][0]["slug"] == "behind-closed-doors"
        printed = stop(process)
    assert "272 new or changed" in printed
    assert [line for line in printed.splitlines() if address in line][2].endswith("q=보위부")
    line = {"kind": "authority", "key": "nkdb", "type": "organisation", "label": {"en": "Changed"}}
    typed("import", "--publish", "-", folder=tmp_path, stdin=json.dumps(line).encode())
    with running("demo", tmp_path) as (process, address):
        assert httpx.get(f"{address}/v1/reports").json()["total"] == 21
        changed = httpx.get(f"{address}/v1/authorities/nkdb").json()
        assert changed["label"] == {"en": "Changed"}
        printed = stop(process)
    assert printed.startswith("The demo was loaded before; it is served as it is now.")
    assert "new or changed" not in printed


def test_serve_starts_with_an_empty_catalogue_and_ends_with_0(tmp_path: Path) -> None:
    with running("serve", tmp_path / "data") as (process, address):
        assert httpx.get(f"{address}/v1/reports").json()["total"] == 0
        assert httpx.get(f"{address}/health").json() == {"status": "alive"}
        stop(process)
