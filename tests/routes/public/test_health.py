"""Alive, ready, and what is heard while the database or the index is away."""

import shutil
from pathlib import Path

import httpx
import pytest
from sqlalchemy import Engine, make_url

from service.editorial.keys import Scope
from service.tables.database import open_engine
from tests.builders import make_report
from tests.database import PostgresqlServer, SqliteFiles
from tests.keyed import key_for, sent
from tests.serving import BASE, publish, serving

pytestmark = pytest.mark.anyio
NEEDS_DATABASE = ("/ready", "/v1/reports", "/v1/reports/r", "/v1/search?q=x", "/v1/lookup?slug=r")


def check(answer: httpx.Response) -> None:
    """Check that an answer tells that the service is away, and for how long at least."""
    assert answer.status_code == 503, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == f"{BASE}/problems/service-unavailable"
    assert int(answer.headers["retry-after"]) > 0
    assert answer.headers["cache-control"] == "no-store"


async def test_a_service_that_answers_says_so(client: httpx.AsyncClient, engine: Engine) -> None:
    assert (await client.get("/health")).json() == {"status": "alive"}
    before = (await client.get("/ready")).json()
    assert before["status"] == "ready"
    publish(engine, make_report())
    after = (await client.get("/ready")).json()
    assert after["sequence"] == after["indexed"] == before["sequence"] + 1


async def test_without_its_file_of_sqlite_the_service_says_so(
    sqlite: SqliteFiles, tmp_path: Path
) -> None:
    url = sqlite.migrated()
    file = Path(make_url(url).database or "")
    async with serving(url, tmp_path) as client:
        assert (await client.get("/ready")).status_code == 200
        file.write_bytes(b"no database" * 1000)  # noqa: ASYNC240  a test may block
        for path in NEEDS_DATABASE:
            check(await client.get(path))
        assert (await client.get("/health")).status_code == 200


async def test_a_service_whose_folder_was_moved_away_is_not_ready_and_makes_nothing_anew(
    sqlite: SqliteFiles, tmp_path: Path
) -> None:
    url, data = sqlite.migrated(), tmp_path / "data"
    file = Path(make_url(url).database or "")
    data.mkdir()
    engine = open_engine(url)
    key = key_for(engine, data, Scope.edit)
    engine.dispose()
    async with serving(url, data) as client:
        assert (await client.get("/ready")).status_code == 200
        data.rename(tmp_path / "away")
        file.parent.rename(tmp_path / "database")
        file.parent.mkdir()
        check(answer := await client.get("/ready"))
        assert "file of the database" in answer.json()["detail"]
        check(await client.get("/v1/editorial/reports", headers=sent(key)))
        check(await client.get("/v1/reports", headers=sent(key)))
        assert not (data / "pepper").exists()
        assert list(file.parent.iterdir()) == []


async def test_a_service_whose_file_was_replaced_is_not_ready(
    sqlite: SqliteFiles, tmp_path: Path
) -> None:
    url = sqlite.migrated()
    file = Path(make_url(url).database or "")
    async with serving(url, tmp_path) as client:
        assert (await client.get("/ready")).status_code == 200
        shutil.copy(file, tmp_path / "copy")
        (tmp_path / "copy").replace(file)
        check(await client.get("/ready"))


async def test_without_its_server_of_postgresql_the_service_says_so_and_comes_back(
    postgresql: PostgresqlServer, tmp_path: Path
) -> None:
    url = postgresql.migrated()
    name = make_url(url).database
    async with serving(url, tmp_path) as client:
        assert (await client.get("/ready")).status_code == 200
        postgresql.run(f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS false")
        postgresql.run(
            f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
        )
        check(await client.get("/v1/reports/r"))
        check(answer := await client.get("/ready"))
        assert "OperationalError" in answer.json()["detail"]
        assert (await client.get("/health")).status_code == 200
        postgresql.run(f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS true")
        for _ in range(20):  # the connections that are gone are noticed one by one
            if (await client.get("/v1/reports")).status_code == 200:
                break
        assert (await client.get("/ready")).status_code == 200
    postgresql.remove(url)


async def test_where_no_index_can_be_written_records_are_read_all_the_same(
    client: httpx.AsyncClient, engine: Engine, database_url: str, tmp_path: Path
) -> None:
    publish(engine, make_report(slug="r"))
    folder = tmp_path / "blocked"
    folder.mkdir()
    (folder / "index").write_text("a file where a folder should be")
    async with serving(database_url, folder) as blocked:
        assert (await blocked.get("/v1/reports/r")).status_code == 200
        assert (await blocked.get("/v1/lookup?slug=r")).status_code == 200
        for path in ("/ready", "/v1/reports", "/v1/search?q=r"):
            check(await blocked.get(path))
    assert (await client.get("/v1/reports")).json()["total"] == 1


async def test_an_index_that_was_deleted_is_made_again(
    engine: Engine, database_url: str, tmp_path: Path
) -> None:
    publish(engine, make_report(slug="r"))
    for _ in range(2):
        async with serving(database_url, tmp_path) as client:
            assert (await client.get("/v1/reports")).json()["total"] == 1
        shutil.rmtree(tmp_path / "index")
    async with serving(database_url, tmp_path) as client:
        assert (await client.get("/v1/reports?q=report")).json()["total"] == 1


async def test_without_its_lifespan_the_service_says_that_it_is_starting(
    client: httpx.AsyncClient,
) -> None:
    transport = client._transport  # noqa: SLF001  the app is known to it only
    assert isinstance(transport, httpx.ASGITransport)
    app = transport.app
    catalogue = app.state.catalogue  # type: ignore[attr-defined]
    del app.state.catalogue  # type: ignore[attr-defined]
    check(await client.get("/v1/reports"))
    app.state.catalogue = catalogue  # type: ignore[attr-defined]
