"""Keys are told without a query for each request, and a revoked one not for long."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import Engine

from service.editorial.keys import Editor, Scope, revoke
from service.editorial.known_keys import ASKED_EVERY, KnownKeys
from service.editorial.pepper import make_pepper
from service.errors import ServiceUnavailable, Unauthorized
from service.settings import Settings
from service.tables.database import writing
from tests.keyed import key_for
from tests.serving import anyio_backend

__all__ = ["anyio_backend"]
pytestmark = pytest.mark.anyio


@dataclass
class Clock:
    """A clock that tests move."""

    present: float = 0

    def __call__(self) -> float:
        return self.present


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def keys(engine: Engine, tmp_path: Path, clock: Clock) -> Iterator[KnownKeys]:
    settings = Settings(data=tmp_path)
    make_pepper(settings)
    known = KnownKeys(engine, settings, clock)
    yield known
    known.close()


@pytest.fixture
def key(engine: Engine, tmp_path: Path) -> str:
    return key_for(engine, tmp_path, Scope.read)


def counted(keys: KnownKeys, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Collect the keys for which the database is asked."""
    asked: list[str] = []
    ask = keys.ask

    def count(key: str) -> Editor | None:
        asked.append(key)
        return ask(key)

    monkeypatch.setattr(keys, "ask", count)
    return asked


async def test_the_database_is_asked_once_a_minute(
    keys: KnownKeys, key: str, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = counted(keys, monkeypatch)
    assert not keys.is_known(key)
    names = {await keys.name(key) for _ in range(5)}
    assert (names, len(asked), keys.is_known(key)) == ({key.split("_")[1]}, 1, True)
    clock.present += ASKED_EVERY
    await keys.name(key)
    await keys.name(key)
    assert len(asked) == 2


async def test_a_revoked_key_is_one_for_a_minute_at_most(
    engine: Engine, keys: KnownKeys, key: str, clock: Clock
) -> None:
    await keys.name(key)
    with writing(engine) as connection:
        revoke(connection, key.split("_")[1])
    clock.present += ASKED_EVERY
    for _ in range(2):
        with pytest.raises(Unauthorized):
            await keys.name(key)
    assert not keys.is_known(key)


@pytest.mark.parametrize("wrong", ["", "nonsense", "rc_00000000_" + "A" * 43, "\udcff", "é"])
async def test_an_invented_key_is_not_remembered(keys: KnownKeys, wrong: str) -> None:
    with pytest.raises(Unauthorized):
        await keys.name(wrong)
    assert not keys.met


async def test_a_key_that_was_met_is_good_while_the_database_is_away(
    keys: KnownKeys, key: str, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_key: str) -> None:
        raise ServiceUnavailable("away")

    name = await keys.name(key)
    clock.present += ASKED_EVERY
    monkeypatch.setattr(keys, "ask", away)
    assert await keys.name(key) == name
    with pytest.raises(ServiceUnavailable):
        await keys.name(f"{key}x")
