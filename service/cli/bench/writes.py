"""Writing measured: how fast a report is published, and what readers notice of it meanwhile."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from service.cli.bench.beside import measure_beside
from service.cli.bench.corpus import Corpus
from service.cli.bench.data import CORPUS, Data, Step
from service.cli.bench.load import Sample
from service.cli.bench.mixed import measure_mixed
from service.cli.bench.preparation import Site, build_index
from service.cli.bench.rounds import Length, serve_catalogue
from service.cli.bench.work import list_work
from service.cli.bench.writing import (
    Publishing,
    measure_publishing,
    sit_down,
    store_report,
    write,
)

NOT_COPIED = shutil.ignore_patterns(CORPUS, "naive.sqlite*", "*.lock")
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
    """What was found: publications by the field that changed, reads beside them, look-ups by load.

    `in_memory` if all files were read through before each work.
    """

    reports: int
    site: Site
    length: Length
    in_memory: bool
    publishing: dict[str, Publishing]
    reading: list[Reading]
    mixed: dict[str, Sample]


def measure_writes(corpus: Corpus, site: Site, length: Length, step: Step) -> Writes:
    """Measure on prepared data."""
    with workplace(site, step) as place:
        publishing = publish_each(place, length, step)
        data = Data(place.folder)
        warmed = data.warmed(step)
        reading = [
            each
            for is_caching in (True, False)
            for each in read_all(corpus, replace(place, is_caching=is_caching), length, warmed)
        ]
        mixed = measure_mixed(corpus, place, length, warmed)
    return Writes(corpus.size, site, length, data.fits, publishing, reading, mixed)


@contextmanager
def workplace(site: Site, step: Step) -> Iterator[Site]:
    """Copy the files, which are used again as they are; a PostgreSQL database is written to.

    There the report that is written stays, one among many.
    """
    if site.database_url:
        yield site
        return
    with tempfile.TemporaryDirectory(dir=site.folder.parent) as temporary:
        step("copying the catalogue")
        copy = Path(temporary) / "copy"
        shutil.copytree(site.folder, copy, ignore=NOT_COPIED)
        yield replace(site, folder=copy)


def publish_each(site: Site, length: Length, step: Step) -> dict[str, Publishing]:
    """Measure publishing a change of each field, then bring the index up to it."""
    url = site.settings.url
    store_report(url)
    desk, publishing = sit_down(url), {}
    for field in FIELDS:
        step(f"publishing another {field}")
        publishing[field] = measure_publishing(desk, field, length.seconds * length.rounds)
    desk.engine.dispose()
    build_index(site.settings)
    return publishing


def read_all(corpus: Corpus, site: Site, length: Length, step: Step) -> Iterator[Reading]:
    """Measure all works on one server, alone and beside a writer."""
    loads = {"alone": (), "beside a writer": (partial(write, site.settings.url),)}
    with serve_catalogue(site) as server:
        for work in list_work(corpus, server):
            if work.name in READS:
                samples = measure_beside(loads, work, server, length, step)
                yield Reading(work.name, site.is_caching, *samples.values())
