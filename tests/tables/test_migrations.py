"""Migrations lead from nothing to what the tables say, whoever runs them and how often."""

import subprocess
import sys
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, delete, insert
from sqlalchemy.exc import IntegrityError
from sqlmodel import SQLModel

from service.editorial.consistency import faults
from service.ledger.tables import head
from service.tables.database import PACKAGE, migrate, newest_of, open_engine, reading, writing
from service.tables.record import former_slugs
from tests.builders import make_report
from tests.database import PostgresqlServer, SqliteFiles
from tests.desk import Desk
from tests.editorial.editing import create, patch, publish

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
    with pytest.raises(IntegrityError), writing(engine) as connection:
        connection.execute(insert(former_slugs), row)


def step(engine: Engine, direction: str, number: str) -> None:
    """Bring a database to a schema, up or down."""
    config = Config()
    config.set_main_option("script_location", str(PACKAGE.parent / "alembic"))
    with engine.execution_options(purpose="migrate").begin() as connection:
        config.attributes["connection"] = connection
        getattr(command, direction)(config, number)
    engine.dispose()


def test_former_slugs_of_an_older_database_become_those_that_are_public(
    engine: Engine, desk: Desk
) -> None:
    (report,) = create(engine, make_report(key="r", slug="first"), publish=True)
    patch(engine, "report", report, slug="second")
    publish(engine, report)
    patch(engine, "report", report, slug="third")
    step(engine, "downgrade", "0003")
    assert {row.slug for row in desk.rows(former_slugs)} == {"first", "second"}
    with writing(engine) as connection:  # as it was after two edits that were never published
        connection.execute(delete(former_slugs).where(former_slugs.c.slug == "first"))
        row = {"kind": "report", "slug": "secret", "record_id": report}
        connection.execute(insert(former_slugs), row)
    step(engine, "upgrade", "head")
    assert desk.rows(former_slugs) == [("report", "first", report)]
    with reading(engine) as connection:
        assert list(faults(connection)) == []
    patch(engine, "report", report, title={"en": "Changed"})
    publish(engine, report)
    assert desk.answers_to("r") == {
        ("slug:report", "third"),
        ("former:report", "second"),
        ("former:report", "first"),
    }
