"""The service in a process of its own, started and typed to as operators do."""

import os
import resource
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import httpx
from typer.testing import CliRunner, Result

from service.cli.commands import app
from service.editorial import keys
from service.editorial.keys import Scope
from service.editorial.pepper import make_pepper, read_pepper
from service.settings import Settings
from service.tables.database import open_engine, writing

PATIENCE = 120
"""Seconds after which a process that does not answer has failed."""
COMMAND = (sys.executable, "-m", "service")


def free_port() -> int:
    """Find a port that nothing listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


@dataclass
class ServingProcess:
    """A process of `catalogue serve`; it can be killed and started again at the same port."""

    data: Path
    database_url: str
    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """The settings, and nothing that the tests run with."""
        inherited = {name: value for name, value in os.environ.items() if "CATALOGUE_" not in name}
        return inherited | {
            "CATALOGUE_DATA": str(self.data),
            "CATALOGUE_DATABASE_URL": self.database_url,
            "CATALOGUE_PORT": str(self.port),
            "CATALOGUE_RATE_LIMIT": "0",
            "CATALOGUE_KEY_RATE_LIMIT": "0",
        }

    def start(self, largest_file: int = resource.RLIM_INFINITY) -> None:
        """Start it, and wait until it is ready; no file that it writes can grow beyond a size."""
        self.process = subprocess.Popen(  # noqa: S603  the command is our own
            (*COMMAND, "serve"), env=self.environment, stderr=subprocess.DEVNULL
        )
        limits = (largest_file, resource.RLIM_INFINITY)
        resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE, limits)
        self.wait_until_ready()

    def wait_until_ready(self) -> None:
        """Ask until it says that it can answer."""
        for _ in range(PATIENCE * 10):
            assert self.process is not None
            assert self.process.poll() is None, "the service ended by itself"
            try:
                if httpx.get(f"{self.url}/ready", timeout=PATIENCE).is_success:
                    return
            except httpx.TransportError:
                pass
            time.sleep(0.1)
        raise AssertionError("the service is not ready")

    def kill(self) -> None:
        """End it at once, in the middle of whatever it does (`kill -9`)."""
        assert self.process is not None
        self.process.kill()
        self.process.wait(PATIENCE)

    def stop(self) -> None:
        """End it as operators do."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(PATIENCE)

    def type(self, *words: str) -> Result:
        """Run a command on the same catalogue."""
        return CliRunner().invoke(app, words, env=self.environment)

    def issue_key(self) -> str:
        """Make a key with which everything may be written."""
        engine = open_engine(self.database_url)
        settings = Settings(data=self.data)
        make_pepper(settings)
        pepper = read_pepper(settings)
        with writing(engine) as connection:
            key = keys.issue(connection, pepper, "Test", [Scope.edit, Scope.publish])
        engine.dispose()
        return key
