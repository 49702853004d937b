"""How far the ledger is now: asked for with every request, so at next to no cost."""

import asyncio
import sqlite3
import time
from typing import Protocol

from service.errors import ServiceUnavailable
from service.ledger.connection import UNAVAILABLE, Reads, open_sqlite
from service.ledger.entry import Head
from service.ledger.read import Ledger

OLDEST = 0.5
"""Seconds that a head of PostgreSQL is believed. Nothing is asked while nobody asks us."""
VERSION = "PRAGMA data_version"


class Heads(Protocol):
    """Tells the ledger's head."""

    async def latest(self) -> Head:
        """Return a head that every change of this process is in; raises ServiceUnavailable."""

    def expire(self) -> None:
        """Note that this process may have changed the ledger; any thread may say so."""

    def close(self) -> None:
        """Give the connection back."""


class SqliteHeads:
    """The head of a SQLite file, never too old: SQLite counts the changes of its file.

    https://www.sqlite.org/pragma.html#pragma_data_version
    """

    def __init__(self, url: str, ledger: Ledger, patience: float) -> None:
        self.ledger = ledger
        self.version: int | None = None
        self.head: Head | None = None
        try:
            self.connection = open_sqlite(url, patience)
        except sqlite3.Error as error:
            raise ServiceUnavailable(UNAVAILABLE) from error

    async def latest(self) -> Head:
        """Return the head as it is; raises ServiceUnavailable."""
        try:
            (version,) = self.connection.execute(VERSION).fetchone()
        except sqlite3.Error as error:
            raise ServiceUnavailable(UNAVAILABLE) from error
        if self.head is None or version != self.version:
            # The version was taken first: what changes from now on changes it again.
            self.head, self.version = await self.ledger.head(), version
        return self.head

    def expire(self) -> None:
        """Do nothing: the file says it."""

    def close(self) -> None:
        """Close the file."""
        self.connection.close()


class PolledHeads:
    """The head of a server, asked for at most every `OLDEST` seconds.

    Changes of this process are seen at once, as it says so by `expire`.
    """

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.head: Head | None = None
        self.asked = self.expired = float("-inf")
        self.asking = asyncio.Lock()

    async def latest(self) -> Head:
        """Return the head, at most `OLDEST` seconds old; raises ServiceUnavailable."""
        if head := self.believed():
            return head
        async with self.asking:  # of many requests at this moment one asks
            if (head := self.believed()) is None:
                begun = time.monotonic()
                self.head = head = await self.ledger.head()
                self.asked = begun
            return head

    def believed(self) -> Head | None:
        """Return the head, if it is young enough and this process changed nothing since."""
        is_young = time.monotonic() - self.asked < OLDEST
        return self.head if is_young and self.asked > self.expired else None

    def expire(self) -> None:
        """Ask again before the next answer."""
        self.expired = time.monotonic()

    def close(self) -> None:
        """Do nothing: the connections are the ledger's."""


def open_heads(url: str, reads: Reads, patience: float = 5) -> Heads:
    """Open what tells the head of this database; raises ServiceUnavailable."""
    ledger = Ledger(reads)
    return SqliteHeads(url, ledger, patience) if url.startswith("sqlite") else PolledHeads(ledger)
