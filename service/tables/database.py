"""The editors' database: engine, sessions that write, and migrations."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from filelock import FileLock
from pydantic_core import from_json
from pydantic_core import to_json as to_bytes
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlmodel import Session

from service.errors import RecordConflict, ServiceUnavailable

MIGRATION_LOCK = 7_304_211
PACKAGE = Path(__file__).parent.parent
CONFLICT = (
    "Another change took a key, slug or identifier at the same moment. Read the record again, "
    "then repeat the change."
)
LOCKED = "The catalogue is busy with another change. Try again in a few seconds."


def to_json(value: Any) -> str:
    """Write JSON as it is read by people: in UTF-8, without escapes."""
    return to_bytes(value).decode()


def open_engine(url: str) -> Engine:
    """Open the database for writing."""
    if not url.startswith("sqlite"):
        return create_engine(
            url, json_serializer=to_json, json_deserializer=from_json, pool_pre_ping=True
        )
    engine = create_engine(url, json_serializer=to_json, json_deserializer=from_json)
    event.listen(engine, "connect", prepare_sqlite)
    event.listen(engine, "begin", begin_immediate)
    return engine


def prepare_sqlite(connection: Any, _record: Any) -> None:
    """Set what makes a SQLite file safe: readers beside the writer, nothing acknowledged lost."""
    connection.isolation_level = None
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("PRAGMA busy_timeout = 5000")


def begin_immediate(connection: Connection) -> None:
    """Take the write lock at once: a transaction that reads first could not be upgraded."""
    reading = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


@contextmanager
def writing(engine: Engine) -> Iterator[Session]:
    """Run one transaction: all of it is stored at the end, or nothing.

    Raises:
        ServiceUnavailable: if the database does not answer or stays locked.
        RecordConflict: if a name was taken by another transaction at the same moment.
    """
    try:
        with Session(engine) as session, session.begin():
            yield session
    except OperationalError as error:
        raise ServiceUnavailable(LOCKED) from error
    except IntegrityError as error:
        raise RecordConflict(CONFLICT) from error


def migrate(engine: Engine, folder: Path) -> None:
    """Bring the database to the newest schema; one process at a time, the others wait."""
    here = PACKAGE.parent / "alembic"
    config = Config()
    config.set_main_option(
        "script_location", str(here if here.is_dir() else PACKAGE / "migrations")
    )
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder / "migration.lock"), engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"SELECT pg_advisory_lock({MIGRATION_LOCK})"))
            connection.commit()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
