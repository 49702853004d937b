"""`catalogue check`: whether tables, ledger and index agree."""

from collections.abc import Iterator
from contextlib import closing
from itertools import chain

import typer
from sqlalchemy import Engine

from service.cli.database import open_existing
from service.cli.reading import read_settings
from service.editorial.consistency import faults, public_count
from service.ledger.connection import open_blocking_reads
from service.ledger.read import LedgerSource
from service.search.comparison import differing
from service.search.index import Index
from service.settings import Settings
from service.tables.database import reading

PAGE = 500
MOST_SHOWN = 1000
MOST_WAITS = 900
"""How often the index is waited for: it may have to be built anew."""


def check_all() -> None:
    """List what differs between tables, ledger and index."""
    settings = read_settings()
    engine = open_existing(settings)
    count = 0
    try:
        for count, line in enumerate(chain(check_tables(engine), check_index(settings)), start=1):
            if count <= MOST_SHOWN:
                typer.echo(line)
        with reading(engine, "check") as connection:
            public = public_count(connection)
    finally:
        engine.dispose()
    if count:
        typer.echo(f"{count:,} faults, with {public:,} public records.", err=True)
        raise typer.Exit(1)
    typer.echo(f"{public:,} public records: tables, ledger and index agree.")


def check_tables(engine: Engine) -> Iterator[str]:
    """Go through what is wrong with tables and ledger, a line each."""
    with reading(engine, "check") as connection:
        for fault in faults(connection):
            yield f"{fault.record}: {fault.message}"


def check_index(settings: Settings) -> Iterator[str]:
    """Go through what is wrong with the index, once it has had the chance to catch up."""
    with closing(open_blocking_reads(settings.read_url)) as reads:
        source = LedgerSource(reads)
        with closing(Index(settings.index, source)) as index:
            yield from compare(index, source)


def compare(index: Index, source: LedgerSource) -> Iterator[str]:
    """Compare an index with the ledger it follows."""
    head = source.head()
    is_there = any(index.follow(head) for _ in range(MOST_WAITS))
    snapshot = index.snapshot
    if snapshot is None or not is_there:
        yield "-: the index does not follow the ledger"
        return
    reached, live = 0, 0
    while entries := source.after(reached, PAGE):
        reached = entries[-1].sequence
        live += sum(not entry.withdrawn for entry in entries)
        for record_id in differing(snapshot, entries):
            yield f"{record_id}: the index holds something else than the ledger"
    if reached == snapshot.sequence and snapshot.searcher.num_docs != live:
        yield f"-: the index holds {snapshot.searcher.num_docs:,} records, the ledger {live:,}"
