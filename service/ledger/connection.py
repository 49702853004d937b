"""Connections that only read: the same statements on SQLite and PostgreSQL."""

import asyncio
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import psycopg
from psycopg_pool import AsyncConnectionPool, ConnectionPool, PoolTimeout
from sqlalchemy.engine import make_url

from service.errors import ServiceUnavailable
from service.patience import (
    OUT_OF_PATIENCE,
    PatientAsyncConnection,
    PatientConnection,
    connecting,
)

Row = tuple[Any, ...]
DATABASE_ERRORS = (sqlite3.Error, psycopg.Error, PoolTimeout)
CACHE = 500
"""Memory of a SQLite connection in KiB: of keyed reads only the upper pages come again, and what
else is read again the system keeps for all threads."""
UNAVAILABLE = "The database does not answer. Reading goes on as soon as it is back."


@contextmanager
def database_errors() -> Iterator[None]:
    """Turn the errors of drivers into ours."""
    try:
        yield
    except DATABASE_ERRORS as error:
        raise ServiceUnavailable(UNAVAILABLE) from error


class Reads(Protocol):
    """Runs a statement with `?` in place of each value."""

    @property
    def blocking(self) -> "BlockingReads | None":
        """The same without waiting, where a keyed read takes microseconds."""

    async def rows(self, statement: str, values: Sequence[Any] = ()) -> list[Row]:
        """Return all rows; raises ServiceUnavailable."""

    async def close(self) -> None:
        """Give the connections back."""


class BlockingReads(Protocol):
    """The same for threads of their own, such as the one that feeds the index."""

    def rows(self, statement: str, values: Sequence[Any] = ()) -> list[Row]:
        """Return all rows; raises ServiceUnavailable."""

    def close(self) -> None:
        """Give the connections back."""


def open_sqlite(url: str, patience: float) -> sqlite3.Connection:
    """Open a SQLite database that exists already, and that this connection cannot change."""
    path = Path(make_url(url).database or "").absolute().as_uri()
    connection = sqlite3.connect(
        f"{path}?mode=rw", uri=True, isolation_level=None, check_same_thread=False, timeout=patience
    )
    connection.execute("PRAGMA query_only = 1")
    connection.execute(f"PRAGMA cache_size = -{CACHE}")
    return connection


class BlockingSqliteReads:
    """Reads a SQLite file in the calling thread.

    Each thread has its own connection: statements that overlap on one see the same moment, and
    might never come to see a later one.
    """

    def __init__(self, url: str, patience: float) -> None:
        self.open = partial(open_sqlite, url, patience)
        self.opened: list[sqlite3.Connection] = []
        self.own = threading.local()
        with database_errors():
            self.connect()

    def connect(self) -> sqlite3.Connection:
        """Open the connection of the calling thread."""
        self.own.connection = self.open()
        self.opened.append(self.own.connection)
        return self.opened[-1]

    def rows(self, statement: str, values: Sequence[Any] = ()) -> list[Row]:
        """Return all rows; raises ServiceUnavailable."""
        try:  # in place, because a keyed read takes hardly longer than a context manager
            connection = getattr(self.own, "connection", None) or self.connect()
            return connection.execute(statement, values).fetchall()
        except sqlite3.Error as error:
            raise ServiceUnavailable(UNAVAILABLE) from error

    def close(self) -> None:
        """Close the file."""
        for connection in self.opened:
            connection.close()


class SqliteReads:
    """Reads a SQLite file on the event loop: a keyed read takes microseconds, a thread more."""

    def __init__(self, url: str, patience: float) -> None:
        self.blocking = BlockingSqliteReads(url, patience)

    async def rows(self, statement: str, values: Sequence[Any] = ()) -> list[Row]:
        """Return all rows; raises ServiceUnavailable."""
        return self.blocking.rows(statement, values)

    async def close(self) -> None:
        """Close the file."""
        self.blocking.close()


class PostgresReads:
    """Reads PostgreSQL without blocking the event loop; documents come as bytes, not in hex."""

    blocking = None

    def __init__(self, url: str, patience: float) -> None:
        self.patience = patience
        self.pool = AsyncConnectionPool(
            psycopg_url(url),
            connection_class=PatientAsyncConnection,
            max_size=8,
            open=False,
            configure=self.configure,
            **pooling(patience),
        )
        self.opening = asyncio.Lock()

    async def configure(self, connection: PatientAsyncConnection) -> None:
        """Let a new connection wait as long as the pool does."""
        connection.patience = self.patience

    async def rows(self, statement: str, values: Sequence[Any] = ()) -> list[Row]:
        """Return all rows; raises ServiceUnavailable."""
        with database_errors():
            async with self.opening:
                await self.pool.open()
            try:
                return await self.ask(statement, values)
            except OUT_OF_PATIENCE:
                raise
            except psycopg.OperationalError:
                # The server was started anew: let go of what is cut off, and ask again.
                await self.pool.check()
                return await self.ask(statement, values)

    async def ask(self, statement: str, values: Sequence[Any]) -> list[Row]:
        """Run a statement on some connection."""
        async with self.pool.connection() as connection:
            cursor = await connection.execute(statement.replace("?", "%s"), values, binary=True)
            return await cursor.fetchall()

    async def close(self) -> None:
        """Close the pool."""
        await self.pool.close()


class BlockingPostgresReads:
    """Reads PostgreSQL in the calling thread, as `PostgresReads` does."""

    def __init__(self, url: str, patience: float) -> None:
        self.patience = patience
        self.pool = ConnectionPool(
            psycopg_url(url),
            connection_class=PatientConnection,
            max_size=5,
            open=True,
            configure=self.configure,
            **pooling(patience),
        )

    def configure(self, connection: PatientConnection) -> None:
        """Let a new connection wait as long as the pool does."""
        connection.patience = self.patience

    def rows(self, statement: str, values: Sequence[Any] = ()) -> list[Row]:
        """Return all rows; raises ServiceUnavailable."""
        with database_errors():
            try:
                return self.ask(statement, values)
            except OUT_OF_PATIENCE:
                raise
            except psycopg.OperationalError:
                self.pool.check()
                return self.ask(statement, values)

    def ask(self, statement: str, values: Sequence[Any]) -> list[Row]:
        """Run a statement on some connection."""
        with self.pool.connection() as connection:
            return connection.execute(statement.replace("?", "%s"), values, binary=True).fetchall()

    def close(self) -> None:
        """Close the pool."""
        self.pool.close()


READ_ONLY: dict[str, Any] = {"autocommit": True, "options": "-c default_transaction_read_only=on"}


def pooling(patience: float) -> dict[str, Any]:
    """Return the settings of a pool for which nobody waits longer than so many seconds."""
    return {
        "min_size": 1,
        "timeout": patience,
        # What gave up tries again when asked; until then it would try ever more seldom.
        "reconnect_timeout": patience,
        "kwargs": READ_ONLY | connecting(patience),
    }


def psycopg_url(url: str) -> str:
    """Write a SQLAlchemy URL as psycopg reads it."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


def open_reads(url: str, patience: float = 5) -> Reads:
    """Open the reads that fit the database, for the event loop; they wait for so many seconds."""
    return SqliteReads(url, patience) if url.startswith("sqlite") else PostgresReads(url, patience)


def open_blocking_reads(url: str, patience: float = 5) -> BlockingReads:
    """Open the reads that fit the database, for a thread; they wait for so many seconds."""
    if url.startswith("sqlite"):
        return BlockingSqliteReads(url, patience)
    return BlockingPostgresReads(url, patience)
