"""What a process keeps open to answer requests: the ledger, the index and a pool for searching."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import Annotated, Self, TypeVar, cast

from fastapi import Depends, Request

from service.errors import ServiceUnavailable
from service.ledger.connection import open_blocking_reads, open_reads
from service.ledger.entry import Entry, Head
from service.ledger.head import open_heads
from service.ledger.probe import Probe
from service.ledger.read import Ledger, LedgerSource
from service.search.index import PATIENCE, Index
from service.settings import Settings
from service.web.names import AuthorityNames

T = TypeVar("T")
SEARCHING_AT_ONCE = 4


class Catalogue:
    """The public catalogue as this process sees it."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.reads = open_reads(settings.read_url)
        self.blocking_reads = open_blocking_reads(settings.read_url)
        self.ledger = Ledger(self.reads)
        self.at_once = LedgerSource(self.reads.blocking) if self.reads.blocking else None
        self.heads = open_heads(settings.read_url, self.reads)
        self.source = LedgerSource(self.blocking_reads)
        self.names = AuthorityNames(self.source)
        self.index = Index(settings.index, self.source)
        self.probe, self.probing = Probe(settings.read_url), asyncio.Lock()
        self.pool = ThreadPoolExecutor(SEARCHING_AT_ONCE, "search")
        self.moved = asyncio.Event()

    async def __aenter__(self) -> Self:
        """Begin to bring the index up to the ledger, in the background."""
        self.index.tell = partial(asyncio.get_running_loop().call_soon_threadsafe, self.move)
        with suppress(ServiceUnavailable):
            self.index.start(await self.ledger.head())
        return self

    async def __aexit__(self, *_: object) -> None:
        """Let searches end, then close."""
        self.index.close()
        self.pool.shutdown(wait=True, cancel_futures=True)
        self.heads.close()
        await self.reads.close()
        self.blocking_reads.close()

    def expire(self) -> None:
        """Let the next request see what this process changed in the ledger, whatever it costs."""
        self.heads.expire()
        self.index.expire()

    async def up_to_date(self) -> Head:
        """Return the ledger's head, with an index that has it, or nearly while there are changes.

        Raises:
            ServiceUnavailable: if the ledger or the index does not answer.
        """
        head = await self.ledger.head()
        if not (self.index.is_at(head) or self.index.is_recent(head)):
            await self.follow(head)
        return head

    async def follow(self, head: Head) -> bool:
        """Wait for the index, a little while only and in no thread; say whether it has all now."""
        self.index.start(head)
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                while not self.index.is_at(head) and self.index.following:
                    await self.moved.wait()
        return self.index.is_at(head)

    def move(self) -> None:
        """Let those who wait for the index look again."""
        self.moved.set()
        self.moved = asyncio.Event()

    async def reachable(self) -> None:
        """Ask the database as a newcomer does, once at a time; raises ServiceUnavailable."""
        async with self.probing:
            await self.in_pool(self.probe.ask)

    async def present(self, entries: Sequence[Entry]) -> list[Entry]:
        """Let entries of records that were merged into another be those of the other."""
        if not any(entry.withdrawn for entry in entries):
            return list(entries)
        merged = [entry.merged_into for entry in entries]
        others = await self.ledger.by_ids([into for into in merged if into])
        return [others.get(entry.merged_into or "", entry) for entry in entries]

    async def in_pool(self, work: Callable[[], T]) -> T:
        """Do what takes milliseconds beside the event loop."""
        return await asyncio.get_running_loop().run_in_executor(self.pool, work)


async def opened(request: Request) -> Catalogue:
    """Give a route the process's catalogue."""
    catalogue = getattr(request.app.state, "catalogue", None)
    if catalogue is None:
        raise ServiceUnavailable("The service is starting or stopping. Try again in a moment.")
    return cast("Catalogue", catalogue)


CatalogueDep = Annotated[Catalogue, Depends(opened)]
