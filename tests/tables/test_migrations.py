"""Migrations lead from nothing to what the tables say, whoever runs them and how often."""

import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, insert
from sqlmodel import SQLModel

from service.errors import RecordConflict
from service.ledger.tables import head
from service.tables.database import PACKAGE, migrate, newest_of, open_engine, reading, writing
from service.tables.record import former_slugs
from tests.database import PostgresqlServer, SqliteFiles

MIGRATE = """
import sys
from pathlib import Path
from service.tables.database import migrate, open_engine
migrate(open_engine(sys.argv[1]), Path(sys.argv[2]))
"""


def test_migrations_make_the_tables_that_the_code_knows(
    databases: SqliteFiles | PostgresqlServer,
) -> None:
    url = databases.migrated()
    engine = open_engine(url)
    with reading(engine) as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, SQLModel.metadata) == []
    engine.dispose()
    databases.remove(url)


def test_migrating_again_changes_nothing(
    databases: SqliteFiles | PostgresqlServer, tmp_path: Path
) -> None:
    url = databases.empty()
    engine = open_engine(url)
    seen = []
    for _ in range(2):
        migrate(engine, tmp_path)
        with reading(engine) as connection:
            seen.append(connection.execute(head.select()).all())
    assert seen[0] == seen[1]
    engine.dispose()
    databases.remove(url)


def test_what_migrates_is_not_loaded_where_there_is_nothing_to_migrate(
    databases: SqliteFiles | PostgresqlServer, tmp_path: Path
) -> None:
    url = databases.migrated()
    loaded = f"{MIGRATE}print([name for name in sys.modules if name.startswith('alembic')])"
    command = [sys.executable, "-c", loaded, url, str(tmp_path)]
    assert subprocess.check_output(command) == b"[]\n"  # noqa: S603  our own command
    databases.remove(url)


def test_the_newest_schema_is_the_one_that_migrations_lead_to() -> None:
    scripts = PACKAGE.parent / "alembic"
    assert newest_of(scripts) == ScriptDirectory(scripts).get_current_head()


@pytest.mark.parametrize(("database", "machines"), [("sqlite", 1), ("postgresql", 2)])
def test_processes_that_migrate_at_once_all_find_the_newest_tables(
    request: pytest.FixtureRequest, tmp_path: Path, database: str, machines: int
) -> None:
    databases: SqliteFiles | PostgresqlServer = request.getfixturevalue(database)
    url = databases.empty()
    started = [
        subprocess.Popen(  # noqa: S603  our own code
            [sys.executable, "-c", MIGRATE, url, str(tmp_path / str(number % machines))],
            stderr=subprocess.PIPE,
        )
        for number in range(3)
    ]
    said = [process.communicate()[1].decode() for process in started]
    assert [process.returncode for process in started] == [0, 0, 0], said
    engine = open_engine(url)
    with reading(engine) as connection:
        assert len(connection.execute(head.select()).all()) == 1
    engine.dispose()
    databases.remove(url)


def test_references_are_checked_after_a_migration(engine: Engine, tmp_path: Path) -> None:
    migrate(engine, tmp_path)
    row = {"kind": "report", "slug": "s", "record_id": "0" * 12}
    with pytest.raises(RecordConflict), writing(engine) as connection:
        connection.execute(insert(former_slugs), row)
