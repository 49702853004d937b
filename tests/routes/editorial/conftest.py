"""A desk: a client with a key that may edit and publish, of an empty catalogue."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from sqlalchemy import Engine

from service.editorial.keys import Scope, issue
from service.tables.database import writing
from tests.serving import serving

PEPPER = "p" * 32


def key(engine: Engine, name: str, *scopes: Scope) -> str:
    """Issue a key."""
    with writing(engine) as connection:
        return issue(connection, PEPPER.encode(), name, scopes)


@pytest.fixture
async def desk(
    database_url: str, engine: Engine, tmp_path: Path
) -> AsyncIterator[httpx.AsyncClient]:
    """A client of editors' addresses."""
    async with serving(database_url, tmp_path, pepper=PEPPER) as client:
        made = key(engine, "Editors", Scope.edit, Scope.publish)
        client.headers["Authorization"] = f"Bearer {made}"
        yield client
