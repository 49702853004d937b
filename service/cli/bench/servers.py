"""The servers that are compared, on this machine only."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from service.errors import ServiceUnavailable

PATIENCE = 300.0
"""Seconds until a server must have given its first answer."""


@dataclass(frozen=True)
class Server:
    """A running server: its port, its process, and the seconds to its first good answer."""

    port: int
    pid: int
    started_in: float

    def get(
        self, path: str, headers: Mapping[str, str] | None = None, body: bytes = b""
    ) -> "Answer":
        """Ask once, with POST if there is a body.

        Raises:
            ServiceUnavailable: if the answer is an error.
        """
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(
                "POST" if body else "GET", path, body or None, headers=dict(headers or {})
            )
            response = connection.getresponse()
            answer = Answer(response.status, response.read(), response.getheader("ETag"))
        finally:
            connection.close()
        if answer.status >= 400:
            text = answer.body[:500].decode(errors="replace")
            raise ServiceUnavailable(f"{path} was answered with {answer.status}: {text}")
        return answer


@dataclass(frozen=True)
class Answer:
    """An answer: its status, its body, its entity tag."""

    status: int
    body: bytes
    etag: str | None


def free_port() -> int:
    """Find a port of this machine that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        port: int = found.getsockname()[1]
    return port


def by_uvicorn(factory: str) -> list[str]:
    """Write the command that runs an app, `module:factory`, in one process."""
    return ["uvicorn", factory, "--factory", "--no-access-log", "--log-level", "warning"]


@contextmanager
def serving(module: Sequence[str], path: str, environment: Mapping[str, str]) -> Iterator[Server]:
    """Run a Python module with its arguments until the end; begin when `path` is answered well."""
    port = free_port()
    command = [sys.executable, "-m", *module, "--host", "127.0.0.1", "--port", str(port)]
    begin = time.perf_counter()
    process = subprocess.Popen(command, env={**os.environ, **environment})  # noqa: S603  our own
    try:
        await_answer(process, port, path)
        yield Server(port, process.pid, time.perf_counter() - begin)
    finally:
        process.terminate()
        process.wait(timeout=30)


def await_answer(process: "subprocess.Popen[bytes]", port: int, path: str) -> None:
    """Ask until the server answers well. Raises ServiceUnavailable if it ends, or never does."""
    end = time.perf_counter() + PATIENCE
    while time.perf_counter() < end and process.poll() is None:
        try:
            Server(port, process.pid, 0).get(path)
        except (OSError, http.client.HTTPException, ServiceUnavailable):
            time.sleep(0.01)
        else:
            return
    raise ServiceUnavailable(f"A server did not answer {path} well; see what it said above.")
