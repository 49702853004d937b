"""Rules for tests.

1. A test's name is the promise it keeps, and tests keep the tree and the names of the code.
2. Real things: real databases, the real app, real files. Fakes stand only beyond the network.
3. No clock, no order, no leftovers: a test passes alone, in any order, and at any hour.
"""

from collections.abc import Iterator

import pytest
from hypothesis import settings
from sqlalchemy import Engine

from service.tables.database import open_engine
from tests.database import PostgresqlServer, SqliteFiles, start_postgresql
from tests.desk import Desk
from tests.whole.browser import MISSING, find_browser

settings.register_profile("catalogue", deadline=None)
settings.load_profile("catalogue")


@pytest.fixture(scope="session")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> SqliteFiles:
    """Files of SQLite."""
    return SqliteFiles(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgresql() -> PostgresqlServer:
    """A server of PostgreSQL, started by the first test that needs it."""
    return start_postgresql()


@pytest.fixture(params=["sqlite", "postgresql"])
def databases(request: pytest.FixtureRequest) -> SqliteFiles | PostgresqlServer:
    """Each of the two kinds of database, in turn."""
    made: SqliteFiles | PostgresqlServer = request.getfixturevalue(request.param)
    return made


@pytest.fixture
def database_url(databases: SqliteFiles | PostgresqlServer) -> Iterator[str]:
    """The URL of a fresh database with all tables, of either kind."""
    url = databases.migrated()
    yield url
    databases.remove(url)


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """A fresh database with all tables, of either kind."""
    opened = open_engine(database_url)
    yield opened
    opened.dispose()


@pytest.fixture
def desk(engine: Engine) -> Desk:
    """Editors at work on a fresh database, of either kind."""
    return Desk(engine)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what needs a browser where there is none, and count it as left out."""
    looking = [item for item in items if item.get_closest_marker("browser")]
    if looking and find_browser() is None:
        config.hook.pytest_deselected(items=looking)
        items[:] = [item for item in items if item not in looking]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was left out for want of a browser."""
    if find_browser() is None:
        terminalreporter.write_line(MISSING)
