"""The editors' database: opening it, transactions that write or read, and migrations."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

from filelock import FileLock
from pydantic_core import from_json
from pydantic_core import to_json as to_bytes
from sqlalchemy import Connection, Dialect, Engine, create_engine, event, inspect, make_url
from sqlalchemy.exc import (
    DataError,
    DBAPIError,
    IntegrityError,
    ProgrammingError,
    SQLAlchemyError,
    TimeoutError,  # noqa: A004  of the pool
)
from sqlalchemy.pool import ConnectionPoolEntry
from sqlmodel import SQLModel

from service.errors import RecordConflict, ServiceUnavailable
from service.patience import NO_ANSWER, PATIENCE, PatientConnection

PACKAGE = Path(__file__).parent.parent
WRITERS = 7_304_211
"""The advisory lock of PostgreSQL that puts writers in line."""
SLOWEST = 30
"""Seconds that a server may take for one statement, beside waiting for other writers: far longer
than for any that somebody waits for."""
SILENCE = 5
"""Seconds more, after which a server that should have given up by itself is not waited for."""
LONG = frozenset({"import", "migrate", "check"})
"""Purposes whose statements may take longer: as long as the server is there."""
READS = frozenset({"read", "check"})
KEPT_ALIVE = {
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}
"""How soon a machine that is gone is noticed, whatever is waited for
(https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-KEEPALIVES)."""
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
SILENT = (
    "The database took what it was asked, and is silent. A change may be stored or not: look when "
    "it answers again."
)
SLOW = "The database is too slow. Nothing was stored; try again later, with less at once."
BUSY = "The catalogue is busy with another change. Try again in a few seconds."
DAMAGED = "The file of the database is damaged. The operator must restore a backup."
REASONS = {
    "locked": BUSY,
    "lock timeout": BUSY,
    "statement timeout": SLOW,
    NO_ANSWER: SILENT,
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
    engine = create_engine(
        url,
        connect_args=to_file(patience) if url.startswith("sqlite") else to_server(patience),
        execution_options={"slowest": SLOWEST + patience},
        json_serializer=to_json,
        json_deserializer=from_json,
        pool_pre_ping=True,
    )
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", prepare_sqlite)
        event.listen(engine, "begin", begin_sqlite)
    else:
        event.listen(engine, "do_connect", connect_patiently)
        event.listen(engine, "begin", begin_postgresql)
        event.listen(engine, "checkin", forget_purpose)
    return engine


def to_file(patience: float) -> dict[str, Any]:
    """Return the settings of a connection to SQLite."""
    return {"timeout": patience}


def to_server(patience: float) -> dict[str, Any]:
    """Return the settings of a connection to PostgreSQL, which waits for nothing without end."""
    wait, slowest = int(patience * 1000), int((SLOWEST + patience) * 1000)
    options = f"-c lock_timeout={wait} -c statement_timeout={slowest}"
    return KEPT_ALIVE | {"connect_timeout": 5, "options": options}


def connect_patiently(
    _dialect: Dialect, _record: ConnectionPoolEntry, _: Any, settings: dict[str, Any]
) -> PatientConnection:
    """Connect in a way that outlives a server that hangs."""
    return PatientConnection.connect(**settings)


def forget_purpose(connection: PatientConnection | None, _record: ConnectionPoolEntry) -> None:
    """Let nobody wait for long when it is looked whether a connection of the pool is alive."""
    if connection is not None:
        connection.patience = PATIENCE


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
    connection.exec_driver_sql("BEGIN" if purpose in READS else "BEGIN IMMEDIATE")


def begin_postgresql(connection: Connection) -> None:
    """Put writers in line, as SQLite does: two that wait for each other cannot happen."""
    options = connection.get_execution_options()
    purpose = options.get("purpose")
    patient = cast("PatientConnection", connection.connection.dbapi_connection)
    patient.patience = None if purpose in LONG else options["slowest"] + SILENCE
    if purpose in LONG:
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
    if purpose in READS:
        isolation = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"
        connection.exec_driver_sql(isolation)
        return
    if purpose == "migrate":
        connection.exec_driver_sql("SET LOCAL lock_timeout = 0")
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITERS})")


@contextmanager
def writing(engine: Engine, purpose: str = "write") -> Iterator[Connection]:
    """Run one transaction: all of it is stored at the end, or nothing.

    The purpose `import` gives it more memory, and each statement as much time as it needs.

    Raises:
        ServiceUnavailable: if the database does not answer, stays locked or cannot be written to.
        RecordConflict: if a name is taken that was free a moment ago.
    """
    with database_errors(), engine.execution_options(purpose=purpose).begin() as connection:
        yield connection


@contextmanager
def reading(engine: Engine, purpose: str = "read") -> Iterator[Connection]:
    """Read the database as it is at one moment, however long it takes.

    The purpose `check` gives each statement as much time as it needs.

    Raises:
        ServiceUnavailable: if the database does not answer.
    """
    with database_errors(), engine.execution_options(purpose=purpose).begin() as connection:
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
