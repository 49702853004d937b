"""A real server on a real socket, and a client that sees every byte."""

import asyncio
import math
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import pytest
import uvicorn
from fastapi import FastAPI
from starlette.types import Receive, Scope, Send

from service.app import create_app
from service.settings import Settings
from service.web.server.boundary import Boundary
from service.web.server.protocol import Connection
from service.web.server.shortcut import SHORTCUT
from tests.serving import on_a_socket

PATIENCE = 30
DATE = re.compile(rb"(?<=\r\ndate: )[^\r]+")


class Line:
    """A connection on which requests are written, and answers read, byte by byte as they are."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    async def ask(self, target: str, *fields: str, method: str = "GET") -> bytes:
        """Send a request and return its answer."""
        self.send(target, *fields, method=method)
        return await self.read(method)

    def send(self, target: str, *fields: str, method: str = "GET", version: str = "1.1") -> None:
        """Send a request."""
        host = [] if any(one.startswith("Host:") for one in fields) else ["Host: catalogue.test"]
        head = (f"{method} {target} HTTP/{version}", *host, *fields, "\r\n")
        self.writer.write("\r\n".join(head).encode())

    async def read(self, method: str = "GET") -> bytes:
        """Return one answer: head, and a body of the length that it tells, or in pieces."""
        return await asyncio.wait_for(self.read_answer(method), PATIENCE)

    async def read_answer(self, method: str) -> bytes:
        """Do so, for as long as it takes."""
        head = await self.reader.readuntil(b"\r\n\r\n")
        length = re.search(rb"\r\ncontent-length: (\d+)", head)
        if method == "HEAD" or head.startswith((b"HTTP/1.1 204", b"HTTP/1.1 304")):
            return head
        if length:
            return head + await self.reader.readexactly(int(length[1]))
        return head + b"".join([part async for part in self.parts()])

    async def parts(self) -> AsyncIterator[bytes]:
        """Read a body that comes in pieces, with what tells the length of each."""
        size = -1
        while size:
            line = await self.reader.readuntil(b"\r\n")
            size = int(line, 16)
            yield line + await self.reader.readexactly(size + 2)

    async def is_closed(self) -> bool:
        """Say whether the server says nothing more."""
        return await asyncio.wait_for(self.reader.read(), PATIENCE) == b""


@asynccontextmanager
async def connected(port: int) -> AsyncIterator[Line]:
    """Connect to a server."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    yield Line(reader, writer)
    writer.close()


@dataclass(frozen=True)
class Served:
    """A server, and a connection to it."""

    app: FastAPI
    server: uvicorn.Server
    port: int
    line: Line

    @property
    def connection(self) -> Connection:
        """The only connection, as the server sees it."""
        (found,) = self.server.server_state.connections
        return cast("Connection", found)


@asynccontextmanager
async def on_line(
    url: str, folder: Path, buffer: int = 1_000_000, **settings: Any
) -> AsyncIterator[Served]:
    """Serve what is in a database, and connect to it."""
    known: dict[str, Any] = {"rate_limit": "0", "key_rate_limit": "0"}
    app = create_app(Settings(data=folder, database_url=url, **known | settings))
    async with on_a_socket(app, buffer) as (server, port), connected(port) as line:
        # The ledger is asked when a test says so, and never tells by itself.
        heads = app.state.catalogue.heads
        heads.oldest = heads.began_listening = math.inf
        yield Served(app, server, port, line)


async def keep(line: Line, *targets: str) -> None:
    """Ask until it is kept."""
    for target in targets * 2:
        await line.ask(target)


async def ask_both_ways(
    served: Served, long_way: list[str], target: str, *fields: str, method: str
) -> tuple[list[bytes], list[int]]:
    """Ask with the shortcut and without it; say what came, and how often each went the long way."""
    state, answers, detours = served.server.lifespan.state, [], []
    shortcut = state[SHORTCUT]
    for way in (shortcut, None):
        state[SHORTCUT] = way
        long_way.clear()
        answers.append(plain(await served.line.ask(target, *fields, method=method)))
        detours.append(len(long_way))
    state[SHORTCUT] = shortcut
    return answers, detours


def plain(answer: bytes) -> bytes:
    """Leave out the date, which is that of the second."""
    return DATE.sub(b"", answer)


@pytest.fixture
def long_way(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths of the requests that reach the application."""
    found: list[str] = []
    answer = Boundary.__call__

    async def note(self: Boundary, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            found.append(scope["path"])
        await answer(self, scope, receive, send)

    monkeypatch.setattr(Boundary, "__call__", note)
    return found
