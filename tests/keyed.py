"""Keys for tests: the header that an editor sends."""

from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from service.editorial.keys import Scope, issue
from service.editorial.pepper import make_pepper, read_pepper
from service.settings import Settings
from service.tables.database import writing


def key_for(engine: Engine, data: Path, *scopes: Scope, expires: datetime | None = None) -> str:
    """Issue a key to a catalogue with this data folder."""
    settings = Settings(data=data)
    make_pepper(settings)
    with writing(engine) as connection:
        return issue(connection, read_pepper(settings), "Tests", scopes, expires)


def sent(key: str) -> dict[str, str]:
    """Write a key as the header that sends it."""
    return {"Authorization": f"Bearer {key}"}
