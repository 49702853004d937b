"""The editors' database: opening it, transactions that write or read, and migrations."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from filelock import FileLock
from pydantic_core import from_json
from pydantic_core import to_json as to_bytes
from sqlalchemy import Connection, Engine, create_engine, event, inspect, make_url
from sqlalchemy.exc import (
    DataError,
    DBAPIError,
    IntegrityError,
    ProgrammingError,
    SQLAlchemyError,
    TimeoutError,  # noqa: A004  of the pool
)
from sqlmodel import SQLModel

from service.errors import RecordConflict, ServiceUnavailable

PACKAGE = Path(__file__).parent.parent
WRITERS = 7_304_211
"""The advisory lock of PostgreSQL that puts writers in line."""
SMALL_CACHE = 2_000
CACHE = {"import": 64_000}
"""Memory of a SQLite connection in KiB: an import goes back and forth in every index."""
UNIQUE = "23505"
"""What PostgreSQL calls a value that is there twice."""
CONFLICT = (
    "Another change took a key, slug or identifier at the same moment. Read the record again, "
    "then repeat the change."
)
UNAVAILABLE = "The database does not answer. Nothing was stored; try again when it is back."
BUSY = "The catalogue is busy with another change. Try again in a few seconds."
DAMAGED = "The file of the database is damaged. The operator must restore a backup."
REASONS = {
    "locked": BUSY,
    "lock timeout": BUSY,
    "full": "The disk of the database is full. Nothing was stored; the operator must free space.",
    "disk i/o": "The disk of the database cannot be written to. Nothing was stored; the operator "
    "must see what is wrong with it.",
    "readonly": "The database cannot be written to. The operator must make its file writable.",
    "read-only": "The database cannot be written to. The operator must name the primary server.",
    "malformed": DAMAGED,
    "not a database": DAMAGED,
    "unable to open": "The database file cannot be opened. The operator must check its folder.",
}
"""What to answer where the engine's own message holds these words."""


class NewerSchema(Exception):
    """The database has a schema that only a later version of the program knows."""


def to_json(value: Any) -> str:
    """Write JSON as it is read by people: in UTF-8, without escapes."""
    return to_bytes(value).decode()


def open_engine(url: str, patience: float = 5) -> Engine:
    """Open the database. A writer waits for another one for `patience` seconds."""
    if url.startswith("sqlite"):
        arguments: dict[str, Any] = {"timeout": patience}
    else:
        milliseconds = int(patience * 1000)
        arguments = {"connect_timeout": 5, "options": f"-c lock_timeout={milliseconds}"}
    engine = create_engine(
        url,
        connect_args=arguments,
        json_serializer=to_json,
        json_deserializer=from_json,
        pool_pre_ping=True,
    )
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", prepare_sqlite)
        event.listen(engine, "begin", begin_sqlite)
    else:
        event.listen(engine, "begin", begin_postgresql)
    return engine


def existing(url: str) -> str:
    """Return the URL of a database that is there: SQLite would make a file that is not."""
    found = make_url(url)
    if not url.startswith("sqlite"):
        return url
    file = Path(found.database or "").absolute().as_uri()
    found = found.set(database=file, query={"mode": "rw", "uri": "true"})
    return found.render_as_string(hide_password=False)


def prepare_sqlite(connection: Any, _record: Any) -> None:
    """Set what makes a SQLite file safe: readers beside the writer, nothing acknowledged lost."""
    connection.isolation_level = None
    # For a new file only. The document of a report fits into one page, and is read at once.
    connection.execute("PRAGMA page_size = 8192")
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}")


def begin_sqlite(connection: Connection) -> None:
    """Take the write lock at once: a transaction that reads first could not be upgraded."""
    purpose = connection.get_execution_options().get("purpose")
    if purpose == "migrate":
        # A table is changed by making it anew, and until then others refer to nothing.
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
    connection.exec_driver_sql(f"PRAGMA cache_size = -{CACHE.get(str(purpose), SMALL_CACHE)}")
    connection.exec_driver_sql("BEGIN" if purpose == "read" else "BEGIN IMMEDIATE")


def begin_postgresql(connection: Connection) -> None:
    """Put writers in line, as SQLite does: two that wait for each other cannot happen."""
    purpose = connection.get_execution_options().get("purpose")
    if purpose == "read":
        isolation = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"
        connection.exec_driver_sql(isolation)
        return
    if purpose == "migrate":
        connection.exec_driver_sql("SET LOCAL lock_timeout = 0")
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITERS})")


@contextmanager
def writing(engine: Engine, purpose: str = "write") -> Iterator[Connection]:
    """Run one transaction: all of it is stored at the end, or nothing.

    The purpose `import` gives it more memory.

    Raises:
        ServiceUnavailable: if the database does not answer, stays locked or cannot be written to.
        RecordConflict: if a name is taken that was free a moment ago.
    """
    with database_errors(), engine.execution_options(purpose=purpose).begin() as connection:
        yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Read the database as it is at one moment, however long it takes.

    Raises:
        ServiceUnavailable: if the database does not answer.
    """
    with database_errors(), engine.execution_options(purpose="read").begin() as connection:
        yield connection


@contextmanager
def database_errors() -> Iterator[None]:
    """Turn the errors of engines into ours; those that only a fault of ours causes stay."""
    try:
        yield
    except IntegrityError as error:
        if not is_taken(error):
            raise
        raise RecordConflict(CONFLICT) from error
    except (ProgrammingError, DataError):
        raise
    except (DBAPIError, TimeoutError) as error:
        raise ServiceUnavailable(reason(error)) from error


def is_taken(error: IntegrityError) -> bool:
    """Say whether something unique was there before; a reference to nothing is a fault of ours."""
    unique = getattr(error.orig, "sqlstate", None) == UNIQUE
    return unique or str(error.orig).startswith("UNIQUE")


def reason(error: SQLAlchemyError) -> str:
    """Say in a sentence why the database does not answer."""
    # The error itself goes on with the statement and its values, which may hold any words.
    text = str(getattr(error, "orig", error)).lower()
    return next((REASONS[words] for words in REASONS if words in text), UNAVAILABLE)


def count_rows(connection: Connection) -> None:
    """Let PostgreSQL look how large its tables have become, which it does only after a commit.

    Until then it reads tables through that it takes for small; SQLite always takes an index.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"ANALYZE {', '.join(SQLModel.metadata.tables)}")


def migrate(engine: Engine, folder: Path) -> None:
    """Bring the database to the newest schema; one process at a time, the others wait.

    Raises:
        ServiceUnavailable: if the database does not answer.
        NewerSchema: if a later version of the program has brought it further.
    """
    installed = PACKAGE / "migrations"
    scripts = installed if installed.is_dir() else PACKAGE.parent / "alembic"
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder / "migration.lock"), database_errors():
        present, newest = schema_of(engine), newest_of(scripts)
        if present and present > newest:
            text = f"it has schema {present}, and this version of the program knows up to {newest}"
            raise NewerSchema(text)
        if present != newest:
            upgrade(engine, scripts)


def upgrade(engine: Engine, scripts: Path) -> None:
    """Run the migrations that a database lacks."""
    # Loaded here: it takes ten megabytes and half a second, and is hardly ever needed.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(scripts))
    with engine.execution_options(purpose="migrate").begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    engine.dispose()  # its connections would go on without checking references


def schema_of(engine: Engine) -> str | None:
    """Return the number of the schema that a database has."""
    with reading(engine) as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()


def newest_of(scripts: Path) -> str:
    """Return the number of the newest schema, with which the name of its migration begins."""
    return max(path.name for path in scripts.glob("versions/*.py")).partition("_")[0]
