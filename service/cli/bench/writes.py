"""Writing measured: how fast a report is published, and what readers notice of it meanwhile."""

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from service.cli.bench.corpus import Corpus
from service.cli.bench.load import Sample, Target, measure
from service.cli.bench.preparation import Site, build_index
from service.cli.bench.rounds import Length, Step, middle, serve_catalogue, share
from service.cli.bench.servers import Server
from service.cli.bench.table import machine
from service.cli.bench.work import Work, list_work
from service.cli.bench.writing import (
    MENTIONS,
    Publishing,
    measure_publishing,
    sit_down,
    store_report,
    writer,
)

NOT_COPIED = shutil.ignore_patterns("corpus.ndjson", "naive.sqlite*", "*.lock")
READS = ("lookup, hot", "lookup, random", "list, one topic", "search, English")
FIELDS = {"title": "which every mention shows", "abstract": "which only the report shows"}


@dataclass(frozen=True)
class Reading:
    """One kind of request, answered with nobody writing and beside a writer.

    Either from memory where that is right, as operators run the service, or made anew each time:
    then the same work is compared.
    """

    work: str
    is_cached: bool
    alone: Sample
    beside: Sample

    @property
    def kept(self) -> float:
        """Say which part of its rate is left beside the writer."""
        return self.beside.rate / self.alone.rate


@dataclass(frozen=True)
class Writes:
    """What was found: publications by the field that changed, and reads beside them."""

    reports: int
    publishing: dict[str, Publishing]
    reading: list[Reading]


def measure_writes(corpus: Corpus, folder: Path, length: Length, step: Step) -> Writes:
    """Measure on a copy of prepared data, which is used again as it is."""
    with tempfile.TemporaryDirectory(dir=folder.parent) as temporary:
        copy = Path(temporary) / "copy"
        step("copying the catalogue")
        shutil.copytree(folder, copy, ignore=NOT_COPIED)
        site = Site(copy)
        settings = site.settings
        store_report(settings.url)
        desk = sit_down(settings.url)
        publishing = {}
        for field in FIELDS:
            step(f"publishing another {field}")
            publishing[field] = measure_publishing(desk, field, length.seconds * length.rounds)
        desk.engine.dispose()
        build_index(settings)
        reading = [
            each
            for is_caching in (True, False)
            for each in read_all(corpus, replace(site, is_caching=is_caching), length, step)
        ]
    return Writes(corpus.size, publishing, reading)


def read_all(corpus: Corpus, site: Site, length: Length, step: Step) -> Iterator[Reading]:
    """Measure all works on one server."""
    with serve_catalogue(site) as server:
        for work in list_work(corpus, server):
            if work.name in READS:
                samples = read(work, server, site.settings.url, length, step)
                yield Reading(work.name, site.is_caching, *samples)


def read(work: Work, server: Server, url: str, length: Length, step: Step) -> tuple[Sample, Sample]:
    """Measure one work alone and beside a writer, in turn, so that noise hits both alike."""
    alone, beside = [], []
    for turn in range(length.rounds):
        step(f"round {turn + 1}: {work.name}")
        paths = share(work.catalogue, turn, length.rounds)
        target = Target(server.port, server.pid, paths, work.headers)
        alone.append(measure(target, length.seconds))
        with writer(url):
            beside.append(measure(target, length.seconds))
    return middle(alone), middle(beside)


def to_json(writes: Writes) -> dict[str, Any]:
    """Write what was found as plain data."""
    return {
        "reports": writes.reports,
        "machine": machine(),
        "mentions": MENTIONS,
        "publishing": {field: asdict(found) for field, found in writes.publishing.items()},
        "reading": [asdict(one) | {"kept": one.kept} for one in writes.reading],
    }


def show(writes: Writes, console: Console) -> None:
    """Print what was found as two tables."""
    table = Table(
        title=f"a report with {MENTIONS} mentions, in {writes.reports:,} reports", box=SIMPLE
    )
    table.add_column("published with another", no_wrap=True)
    for name in ("a second", "documents", "ms of work"):
        table.add_column(name, justify="right")
    for field, found in writes.publishing.items():
        figures = f"{found.rate:,.0f}", f"{found.documents:,.0f}", f"{found.processor:,.1f}"
        table.add_row(f"{field}, {FIELDS[field]}", *figures)
    console.print(table)
    table = Table(title="beside a writer that never pauses", caption=machine(), box=SIMPLE)
    table.add_column("answers a second", no_wrap=True)
    table.add_column("answers")
    for name in ("alone", "beside", "kept"):
        table.add_column(name, justify="right")
    for one in writes.reading:
        made = "from memory if right" if one.is_cached else "made anew"
        rates = f"{one.alone.rate:,.0f}", f"{one.beside.rate:,.0f}"
        table.add_row(one.work, made, *rates, f"{one.kept:.2f}")
    console.print(table)
