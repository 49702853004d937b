"""A harvester that others wrote gets all of the catalogue while somebody publishes."""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import httpx
import pytest
from oaipmh_scythe import Scythe
from oaipmh_scythe.models import Record
from sqlalchemy import Engine

from service.ledger.tables import entries
from service.tables.database import reading
from tests.builders import make_report
from tests.desk import Desk
from tests.whole.serving_process import ServingProcess, free_port

COUNT = int(os.environ.get("RECORDS", "300"))
"""How many records are there before; 10,000 has been tried too."""


@pytest.fixture
def service(database_url: str, tmp_path: Path) -> Iterator[ServingProcess]:
    process = ServingProcess(tmp_path, database_url, free_port())
    yield process
    process.stop()


def write(engine: Engine, done: Event) -> None:
    """Publish, change and withdraw, as long as somebody harvests."""
    desk, number = Desk(engine), 0
    while not done.wait(0.02):
        number += 1
        desk.release(make_report(key=f"new{number}", languages=["ko"]))
        desk.release(
            make_report(
                key=f"r{number * 7 % COUNT}", title={"en": f"Anew {number}"}, languages=["ko"]
            )
        )
        desk.withdraw(f"new{number}", "Wrong.")


def public(engine: Engine) -> dict[str, bool]:
    """Return all there is, and whether it was withdrawn."""
    with reading(engine) as connection:
        return {row.id: row.withdrawn for row in connection.execute(entries.select())}


def harvest(harvester: Scythe, name: str | None, since: str | None = None) -> dict[str, bool]:
    """Harvest to the end; return each record's last state: whether it was withdrawn."""
    copy = {}
    for one in harvester.list_records(metadata_prefix="oai_dc", set_=name, from_=since):
        assert isinstance(one, Record)
        copy[str(one.header.identifier).rpartition(":")[2]] = one.header.deleted
    return copy


@pytest.mark.parametrize("name", [None, "language:ko"])
def test_a_harvest_beside_a_writer_is_complete(
    service: ServingProcess, engine: Engine, name: str | None
) -> None:
    Desk(engine).release(*(make_report(key=f"r{n}", languages=["ko"]) for n in range(COUNT)))
    before, done = public(engine), Event()
    service.start()
    with ThreadPoolExecutor(1) as pool, Scythe(f"{service.url}/oai") as harvester:
        answer = httpx.get(f"{service.url}/oai?verb=Identify").text
        since = answer.partition("<responseDate>")[2].partition("<")[0]
        working = pool.submit(write, engine, done)
        copy = harvest(harvester, name)
        assert before.keys() <= copy.keys()
        done.set()
        working.result()
        copy |= harvest(harvester, name, since)
    assert copy == public(engine)
