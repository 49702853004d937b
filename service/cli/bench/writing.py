"""The writer that is measured: it changes one report with many mentions, and publishes it."""

import gc
import time
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import count
from multiprocessing.synchronize import Event

import pydantic_core
from sqlalchemy import Engine, select

from service.cli.bench.corpus import Record
from service.editorial import drafting
from service.editorial.importing import import_file
from service.editorial.publication import publish
from service.editorial.revision import BY_OPERATOR
from service.errors import InvalidRecord
from service.schemas.values import RecordKind
from service.tables.database import open_engine, writing
from service.tables.record import records

MENTIONS = 50
KEY = "bench-written"


@dataclass(frozen=True)
class Publishing:
    """Publications a second; documents and milliseconds of work that each of them takes."""

    rate: float
    documents: float
    processor: float


@dataclass
class Desk:
    """An editor at a catalogue, with one report to change over and over."""

    engine: Engine
    report: str
    numbers: Iterator[int]

    def change(self, field: str) -> None:
        """Write the field of the report anew."""
        patch = {field: {"en": f"What edition {next(self.numbers)} says"}}
        with writing(self.engine) as connection:
            drafting.patch(connection, BY_OPERATOR, RecordKind.report, self.report, patch)

    def publish(self) -> int:
        """Publish the report; return how many documents that changed."""
        with writing(self.engine) as connection:
            return publish(connection, [self.report])


def store_report(url: str) -> None:
    """Store a report and its mentions in a catalogue that has the corpus.

    Raises:
        InvalidRecord: if a record is refused.
    """
    lines = b"\n".join(pydantic_core.to_json(record) for record in written())
    engine = open_engine(url)
    outcome = import_file(engine, BytesIO(lines), publish=True)
    engine.dispose()
    if outcome.problems:
        raise InvalidRecord(f"The report was refused: {outcome.problems[0]}")


def written() -> Iterator[Record]:
    """Write the report, and its mentions."""
    title = {"en": "A report that many mention", "ko": "많이 언급된 보고서"}
    yield {"kind": "report", "key": KEY, "title": title, "topics": ["topic-0"]}
    for number in range(MENTIONS):
        yield {
            "kind": "mention",
            "key": f"{KEY}-{number}",
            "outlet": "outlet-0",
            "headline": {"en": f"Mention {number} of the report"},
            "url": f"https://news.example.net/{KEY}/{number}",
            "published": f"2026-{number % 12 + 1:02}",
            "reports": [KEY],
            "topics": ["topic-1"],
        }


def sit_down(url: str) -> Desk:
    """Open the catalogue at which the report is stored."""
    gc.freeze()  # as the service does
    engine = open_engine(url)
    with writing(engine) as connection:
        found = select(records.c.id).where(records.c.key == KEY)
        return Desk(engine, connection.execute(found).scalar_one(), count(time.time_ns()))


def measure_publishing(desk: Desk, field: str, seconds: int) -> Publishing:
    """Publish for some seconds, each time after the field was changed, which is not counted."""
    spent, work, documents, done = 0.0, 0.0, 0, 0
    while spent < seconds:
        desk.change(field)
        begin, at_work = time.perf_counter(), time.process_time()
        documents += desk.publish()
        spent, done = spent + time.perf_counter() - begin, done + 1
        work += time.process_time() - at_work
    return Publishing(done / spent, documents / done, work * 1000 / done)


def write(url: str, begun: Event, over: Event) -> None:
    """Change the title and publish it, until it is over."""
    desk = sit_down(url)
    while not over.is_set():
        desk.change("title")
        desk.publish()
        begun.set()
    desk.engine.dispose()
