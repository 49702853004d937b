"""Every editors' address is shut without a key of the right scope, also those of tomorrow."""

import enum
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from sqlalchemy import Engine, select
from starlette.routing import BaseRoute

from service.app import create_app
from service.editorial.keys import Scope, revoke
from service.routes.editorial.permission import KeyWith
from service.settings import Settings
from service.tables.database import reading, writing
from service.tables.key import api_keys
from tests.keyed import key_for, sent
from tests.serving import serving

pytestmark = pytest.mark.anyio
PREFIX = "/v1/editorial"
BODIES = (b"{}", b"{", b"")


@dataclass(frozen=True)
class Door:
    """One method of one address, and the scopes that its types name."""

    method: str
    path: str
    scopes: frozenset[Scope]


def doors(app: FastAPI) -> Iterator[Door]:
    """Go through every editors' address of an app."""
    for route in app.routes:
        path = getattr(route, "path", "")
        if path.startswith(PREFIX):
            for method in getattr(route, "methods", None) or {"GET"}:
                yield Door(method, filled(route), frozenset(scopes_of(route)))


def dependants(route: BaseRoute) -> Iterator[Dependant]:
    """Go through a route's function and all that it depends on."""
    pending: list[Dependant] = [route.dependant] if isinstance(route, APIRoute) else []
    while pending:
        yield (dependant := pending.pop())
        pending += dependant.dependencies


def scopes_of(route: BaseRoute) -> Iterator[Scope]:
    """Find the scopes that a route asks for, itself or by what it depends on."""
    for dependant in dependants(route):
        if isinstance(dependant.call, KeyWith):
            yield dependant.call.scope


def filled(route: BaseRoute) -> str:
    """Write the path of a route with a plausible value in each place."""
    values: dict[str, Any] = {}
    for field in (field for one in dependants(route) for field in one.path_params):
        kind: Any = field.field_info.annotation
        values[field.alias] = "0123456789ab"
        if isinstance(kind, type) and issubclass(kind, enum.Enum):
            values[field.alias] = next(iter(kind)).value
        elif kind is int:
            values[field.alias] = 1
    path = route.path_format if isinstance(route, APIRoute) else getattr(route, "path", "")
    return str(path).format(**values)


DOORS = sorted(doors(create_app(Settings())), key=lambda door: (door.path, door.method))


async def statuses(client: httpx.AsyncClient, key: str | None) -> dict[Door, set[int]]:
    """Knock at every door with a key, or with none, and with several bodies."""
    headers = {"Content-Type": "application/json"} | (sent(key) if key else {})
    met: dict[Door, set[int]] = {door: set() for door in DOORS}
    for door in DOORS:
        for body in BODIES:
            asked = client.build_request(door.method, door.path, content=body, headers=headers)
            answer = await client.send(asked)
            met[door].add(answer.status_code)
            if answer.status_code == 401:
                assert answer.headers["www-authenticate"].startswith("Bearer")
    return met


def test_there_are_doors_to_knock_at() -> None:
    assert DOORS


def test_every_route_names_one_scope_as_a_type_and_none_shows_drafts_to_partners() -> None:
    without = [door for door in DOORS if not door.scopes or Scope.read in door.scopes]
    assert not without, "take EditKey or PublishKey as a parameter"


def test_a_route_without_a_scope_would_be_found() -> None:
    app = FastAPI()

    @app.get(f"{PREFIX}/secrets/{{number}}")
    def forgotten(number: int) -> int:
        return number

    app.mount(f"{PREFIX}/files", FastAPI())
    found = list(doors(app))
    assert [door.path for door in found] == [f"{PREFIX}/secrets/1", f"{PREFIX}/files"]
    assert not any(door.scopes for door in found)


async def test_without_a_key_every_door_is_shut(client: httpx.AsyncClient) -> None:
    met = await statuses(client, None)
    assert {door: found for door, found in met.items() if found != {401}} == {}


async def test_a_revoked_an_expired_and_an_invented_key_open_no_door(
    client: httpx.AsyncClient, engine: Engine, tmp_path: Path
) -> None:
    revoked = key_for(engine, tmp_path, *Scope)
    with writing(engine) as connection:
        revoke(connection, revoked.split("_")[1])
    past = datetime.now(UTC) - timedelta(seconds=1)
    good = key_for(engine, tmp_path, *Scope)
    invented = good[:-1] + ("A" if good[-1] != "A" else "B")
    for key in (revoked, key_for(engine, tmp_path, *Scope, expires=past), invented, "nonsense"):
        met = await statuses(client, key)
        assert {door: found for door, found in met.items() if found != {401}} == {}


async def test_a_key_opens_no_door_that_needs_another_scope(
    client: httpx.AsyncClient, engine: Engine, tmp_path: Path
) -> None:
    for scope in (Scope.read, Scope.edit, Scope.publish):
        met = await statuses(client, key_for(engine, tmp_path, scope))
        shut = {door for door, found in met.items() if found == {403}}
        assert shut == {door for door in DOORS if door.scopes != {scope}}


async def test_an_administrator_opens_every_door(
    client: httpx.AsyncClient, engine: Engine, tmp_path: Path
) -> None:
    met = await statuses(client, key_for(engine, tmp_path, Scope.admin))
    shut = {door: found for door, found in met.items() if found & {401, 403, 500, 503}}
    assert shut == {}


async def test_a_key_is_good_only_with_the_pepper_it_was_issued_with(
    client: httpx.AsyncClient, engine: Engine, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    key = key_for(engine, other, Scope.admin)
    assert (await client.get(DOORS[0].path, headers=sent(key))).status_code in {401, 405}


@pytest.mark.parametrize("path", [DOORS[0].path, "/v1/reports"])
async def test_it_is_noted_when_a_key_was_used(
    database_url: str, engine: Engine, tmp_path: Path, path: str
) -> None:
    key = key_for(engine, tmp_path, Scope.read)
    async with serving(database_url, tmp_path) as client:
        await client.get(path, headers=sent(key))
    used = select(api_keys.c.last_used_at).where(api_keys.c.id == key.split("_")[1])
    with reading(engine) as connection:
        assert connection.execute(used).scalar_one() is not None
