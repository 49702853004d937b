"""How far the ledger is now: asked for with every request, so at next to no cost."""

import asyncio
import sqlite3
import time
from contextlib import suppress

import psycopg
import structlog

from service.errors import ServiceUnavailable
from service.ledger.connection import UNAVAILABLE, Reads, open_sqlite, psycopg_url
from service.ledger.entry import CHANNEL, Head
from service.ledger.read import Ledger

OLDEST_OF_SERVER = 0.5
OLDEST_OF_FILE = 0.001
"""Seconds that a head is believed: a server is asked over the network, a file costs 5 µs."""
FAILED_FOR = 1.0
"""Seconds that a failure is believed: who waits would else fail one after the other."""
VERSION = "PRAGMA data_version"
LISTEN = f"LISTEN {CHANNEL}"
LISTEN_AGAIN = 30.0
"""Seconds until a server that does not tell of changes is asked to again."""
log = structlog.get_logger(__name__)


class Heads:
    """Tells the ledger's head, asked for at most every so many seconds.

    Nothing is asked while nobody asks us. What this process changed is seen at once, as it says
    so by `expire`.
    """

    def __init__(self, ledger: Ledger, oldest: float) -> None:
        self.ledger = ledger
        self.oldest = oldest
        self.head: Head | None = None
        self.asked = self.expired = float("-inf")
        self.failed = float("-inf")
        self.failure = ServiceUnavailable(UNAVAILABLE)
        self.asking = asyncio.Lock()

    def believed(self) -> Head | None:
        """Return the head, if it is young enough and this process changed nothing since."""
        is_young = time.monotonic() - self.asked < self.oldest
        return self.head if is_young and self.asked > self.expired else None

    async def latest(self) -> Head:
        """Return the head; raises ServiceUnavailable."""
        async with self.asking:  # of many requests at this moment one asks
            if head := self.believed():
                return head
            self.check_failure()
            begun = time.monotonic()
            try:
                self.head = head = await self.ask()
            except ServiceUnavailable as error:
                self.failed, self.failure = time.monotonic(), error
                raise
            self.asked = begun
            return head

    def check_failure(self) -> None:
        """Raise the last failure anew, if it is young enough and nothing was changed since."""
        is_young = time.monotonic() - self.failed < FAILED_FOR
        if is_young and self.failed > self.expired:
            raise ServiceUnavailable(self.failure.detail) from self.failure.__cause__

    async def ask(self) -> Head:
        """Ask the database; raises ServiceUnavailable."""
        return await self.ledger.head()

    def expire(self) -> None:
        """Ask again before the next answer: the ledger may have changed. Any thread may say so."""
        self.expired = time.monotonic()

    def close(self) -> None:
        """Give back what was opened for this."""


class SqliteHeads(Heads):
    """The head of a SQLite file, which counts its changes: a connection that stays open sees them.

    https://www.sqlite.org/pragma.html#pragma_data_version
    """

    def __init__(self, ledger: Ledger, url: str, patience: float) -> None:
        super().__init__(ledger, OLDEST_OF_FILE)
        self.version: int | None = None
        try:
            self.connection = open_sqlite(url, patience)
        except sqlite3.Error as error:
            raise ServiceUnavailable(UNAVAILABLE) from error

    def believed(self) -> Head | None:
        """Return the head, if it is young enough, or if the file says at once that it is right."""
        begun, head = time.monotonic(), super().believed()
        if head is None and self.head is not None:
            with suppress(ServiceUnavailable):
                if self.read_version() == self.version:
                    self.asked, head = begun, self.head
        return head

    async def ask(self) -> Head:
        """Ask the file, and read the head only if it changed; raises ServiceUnavailable."""
        version = self.read_version()
        if self.head is None or version != self.version:
            # The version was taken first: what changes from now on changes it again.
            self.head, self.version = await self.ledger.head(), version
        return self.head

    def read_version(self) -> int:
        """Ask the file how often it changed; raises ServiceUnavailable."""
        try:
            (version,) = self.connection.execute(VERSION).fetchone()
        except sqlite3.Error as error:
            raise ServiceUnavailable(UNAVAILABLE) from error
        return int(version)

    def close(self) -> None:
        """Close the file."""
        self.connection.close()


class PostgresHeads(Heads):
    """The head of a server, which tells of publications; what it does not tell is asked for.

    A standby, or a pool of connections between us, cannot tell: there the bound is all there is.
    https://www.postgresql.org/docs/current/sql-listen.html
    """

    def __init__(self, ledger: Ledger, url: str) -> None:
        super().__init__(ledger, OLDEST_OF_SERVER)
        self.url = psycopg_url(url)
        self.listening: asyncio.Task[None] | None = None
        self.began_listening = float("-inf")
        self.is_standby_told = False

    async def ask(self) -> Head:
        """Ask the server, which is listened to from then on; raises ServiceUnavailable."""
        is_due = time.monotonic() - self.began_listening > LISTEN_AGAIN
        if is_due and (self.listening is None or self.listening.done()):
            self.began_listening = time.monotonic()
            self.listening = asyncio.create_task(self.listen())
        return await super().ask()

    async def listen(self) -> None:
        """Expire the head whenever the server tells of a publication, until it is gone."""
        try:
            connecting = psycopg.AsyncConnection.connect(self.url, autocommit=True)
            async with await connecting as connection:
                await connection.execute(LISTEN.encode())
                self.expire()  # what was published before is not told
                async for _ in connection.notifies():
                    self.expire()
        except psycopg.errors.ReadOnlySqlTransaction:
            if not self.is_standby_told:
                log.info("the read database is a standby: it is asked, as it cannot tell")
            self.is_standby_told = True  # it is still asked to: it may become a primary
        except psycopg.Error as error:
            log.warning("not listening to the database", reason=str(error), again_in=LISTEN_AGAIN)

    def close(self) -> None:
        """Listen no more."""
        if self.listening is not None:
            self.listening.cancel()


def open_heads(url: str, reads: Reads, patience: float = 5) -> Heads:
    """Open what tells the head of this database; raises ServiceUnavailable."""
    ledger = Ledger(reads)
    if url.startswith("sqlite"):
        return SqliteHeads(ledger, url, patience)
    return PostgresHeads(ledger, url)
