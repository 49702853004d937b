"""A server that stands before PostgreSQL, and can be gone or silent while PostgreSQL is well."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from sqlalchemy import make_url

PIECE = 65_536


@dataclass
class Relay:
    """Passes on what clients and PostgreSQL say to each other, unless it is gone or silent."""

    url: str
    server: asyncio.Server | None = None
    port: int = 0
    speaks: asyncio.Event = field(default_factory=asyncio.Event)
    lines: set[asyncio.StreamWriter] = field(default_factory=set)

    @property
    def own_url(self) -> str:
        """The URL of the database by way of the relay."""
        url = make_url(self.url).set(host="127.0.0.1", port=self.port, query={})
        return url.render_as_string(hide_password=False)

    async def come(self) -> None:
        """Take connections, always at the same address."""
        self.speaks.set()
        self.server = await asyncio.start_server(self.take, "127.0.0.1", self.port)
        self.port = self.server.sockets[0].getsockname()[1]

    async def go(self) -> None:
        """Cut all connections and refuse new ones."""
        if self.server is not None:
            self.server.close()
        for line in self.lines:
            line.transport.abort()
        self.lines.clear()

    def fall_silent(self) -> None:
        """Take connections and all that is said, and answer nothing, as a server that hangs."""
        self.speaks.clear()

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Connect a client with PostgreSQL."""
        self.lines.add(writer)
        await self.speaks.wait()
        url = make_url(self.url)
        folder, port = url.query.get("host"), url.port or 5432
        if folder:
            there = await asyncio.open_unix_connection(f"{folder}/.s.PGSQL.{port}")
        else:
            there = await asyncio.open_connection(url.host, port)
        self.lines.add(there[1])
        await asyncio.gather(self.pass_on(reader, there[1]), self.pass_on(there[0], writer))

    async def pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Pass on what one side says, until it says no more."""
        with suppress(OSError):
            while piece := await reader.read(PIECE):
                await self.speaks.wait()
                writer.write(piece)
        writer.close()


@asynccontextmanager
async def relayed(url: str) -> AsyncIterator[Relay]:
    """Stand before a database."""
    relay = Relay(url)
    await relay.come()
    yield relay
    relay.speaks.set()
    await relay.go()
