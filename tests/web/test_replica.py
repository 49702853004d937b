"""Reading from a replica: the public sees what has arrived there, editors what they wrote."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from service.editorial.keys import Scope
from service.tables.database import open_engine
from tests.builders import make_report
from tests.database import PostgresqlServer, SqliteFiles
from tests.keyed import key_for, sent
from tests.serving import publish, serving

LATE = make_report(key="r", slug="doors", title={"en": "Doors"})
NEW = make_report(key="r", slug="doors", title={"en": "Closed doors"})


@pytest.mark.anyio
async def test_the_public_reads_the_replica_and_editors_what_they_wrote(
    databases: SqliteFiles | PostgresqlServer, database_url: str, engine: Engine, tmp_path: Path
) -> None:
    replica_url = databases.migrated()
    replica = open_engine(replica_url)
    publish(replica, LATE)
    publish(engine, LATE)
    publish(engine, NEW)
    key = sent(key_for(engine, tmp_path, Scope.edit))
    async with serving(database_url, tmp_path, read_database_url=replica_url) as client:
        edited = (await client.get("/v1/editorial/reports", headers=key)).json()["data"]
        assert [one["record"]["title"] for one in edited] == [NEW["title"]]
        for path in ("/v1/reports", "/v1/search?q=doors", "/v1/lookup?slug=doors"):
            found = (await client.get(path)).json()["data"]
            assert [one["title"] for one in found] == [LATE["title"]]
        shown = (await client.get("/v1/reports/doors")).json()
        assert shown["title"] == LATE["title"]
        publish(replica, NEW)  # now it has arrived
    async with serving(database_url, tmp_path, read_database_url=replica_url) as client:
        assert (await client.get("/v1/reports/doors")).json()["title"] == NEW["title"]
    replica.dispose()
    databases.remove(replica_url)
