"""What a process keeps open: as much after many changes as after one."""

import asyncio
from pathlib import Path
from typing import cast

import pytest
from sqlalchemy import Engine

from service.ledger.connection import BlockingSqliteReads
from service.search.storage import Storage
from service.settings import Settings
from service.tables.database import open_engine
from service.web.catalogue import SEARCHING_AT_ONCE, Catalogue
from tests.builders import make_report
from tests.database import SqliteFiles
from tests.desk import Desk

pytestmark = pytest.mark.anyio


def titled(number: int) -> dict[str, object]:
    return make_report(key="r", slug="r", title={"en": f"Title {number}"})


async def test_no_publication_leaves_a_connection_open(sqlite: SqliteFiles, tmp_path: Path) -> None:
    url = sqlite.migrated()
    engine = open_engine(url)
    desk = Desk(engine)
    async with Catalogue(Settings(data=tmp_path, database_url=url)) as catalogue:
        opened = []
        for number in range(5):
            desk.release(titled(number))
            head = await catalogue.ledger.head()
            assert await catalogue.follow(head)
            reads = cast("BlockingSqliteReads", catalogue.blocking_reads)
            opened.append(len(reads.opened))
    engine.dispose()
    assert opened == opened[:1] * 5


async def test_who_waits_for_the_index_keeps_nobody_from_searching(
    engine: Engine, database_url: str, tmp_path: Path
) -> None:
    desk, settings = Desk(engine), Settings(data=tmp_path, database_url=database_url)
    desk.release(titled(1))
    async with Catalogue(settings) as catalogue:
        head = await catalogue.up_to_date()
        with Storage(settings.index, head.epoch).lock():  # another process writes
            desk.release(titled(2))
            waiting = [
                asyncio.create_task(catalogue.up_to_date()) for _ in range(2 * SEARCHING_AT_ONCE)
            ]
            await asyncio.sleep(0)
            found = await catalogue.in_pool(lambda: catalogue.index.seen().sequence)
            assert (found, [task.done() for task in waiting]) == (1, [False] * len(waiting))
        heads = await asyncio.gather(*waiting)
        assert {each.sequence for each in heads} == {2}
        assert catalogue.index.applied == 2
