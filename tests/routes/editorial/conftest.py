"""A desk: a client with a key that may edit and publish, of an empty catalogue."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from sqlalchemy import Engine

from service.editorial.keys import Scope
from tests.keyed import key_for, sent
from tests.serving import serving


@pytest.fixture
async def desk(
    database_url: str, engine: Engine, tmp_path: Path
) -> AsyncIterator[httpx.AsyncClient]:
    """A client of editors' addresses."""
    async with serving(database_url, tmp_path) as client:
        client.headers.update(sent(key_for(engine, tmp_path, Scope.edit, Scope.publish)))
        yield client
