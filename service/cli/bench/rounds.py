"""The measurement: every app does every work in each round, so that noise hits all alike."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from service.cli.bench import bare, naive
from service.cli.bench.corpus import Corpus
from service.cli.bench.data import Data, Step
from service.cli.bench.load import Sample, Target, measure
from service.cli.bench.preparation import Site, naive_database
from service.cli.bench.process import anonymous_memory
from service.cli.bench.servers import Server, by_uvicorn, serving
from service.cli.bench.work import Work, list_work

APPS = ("bare", "naive", "catalogue")
PROBES = 25


@dataclass(frozen=True)
class Length:
    """How long is measured: rounds, and seconds for one work of one app."""

    rounds: int
    seconds: int


@dataclass(frozen=True)
class Row:
    """What was found for one work: the median of the rounds, by app."""

    work: str
    apps: dict[str, Sample]

    def ratio(self, other: str) -> float | None:
        """Say how many times as many answers the catalogue gives as another app."""
        return self.apps["catalogue"].rate / self.apps[other].rate if other in self.apps else None

    def less_work(self, other: str) -> float | None:
        """Say how many times as much work one answer costs another app."""
        ours, theirs = self.apps["catalogue"].processor, self.apps.get(other)
        return theirs.processor / ours if theirs and theirs.processor and ours else None


@dataclass(frozen=True)
class Measurement:
    """What was found: a row for each work, seconds to start, megabytes before and after.

    `in_memory` if all files were read through before each work.
    """

    rows: list[Row]
    started_in: float
    memory_idle: float | None
    memory_loaded: float | None
    in_memory: bool


def compare(
    corpus: Corpus, site: Site, length: Length, step: Step, *, alone: bool = False
) -> Measurement:
    """Start our service on prepared data, and both others unless it is alone; measure in turn."""
    data = Data(site.folder)
    with serve_catalogue(site) as catalogue:
        memory = anonymous_memory(catalogue.pid)
        works = list_work(corpus, catalogue)
        with ExitStack() as stack:
            apps = {} if alone else stack.enter_context(serve_others(works, catalogue, site))
            apps["catalogue"] = catalogue
            rows = measure_all(works, apps, length, data.warmed(step))
        loaded = anonymous_memory(catalogue.pid)
    return Measurement(rows, catalogue.started_in, memory, loaded, data.fits)


@contextmanager
def serve_others(
    works: Sequence[Work], catalogue: Server, site: Site
) -> Iterator[dict[str, Server]]:
    """Run the bare app on answers as long as those of our service, and the textbook app."""
    with tempfile.TemporaryDirectory() as answers:
        for number, work in enumerate(works):
            Path(answers, str(number)).write_bytes(typical_body(catalogue, work))
        with serve_bare(Path(answers)) as plain, serve_naive(site.folder) as textbook:
            yield {"bare": plain, "naive": textbook}


@contextmanager
def serve_catalogue(site: Site) -> Iterator[Server]:
    """Run our service, without the limit that it sets each caller."""
    environment = {
        "CATALOGUE_DATA": str(site.folder),
        "CATALOGUE_DATABASE_URL": site.database_url or "",
        "CATALOGUE_RATE_LIMIT": "0",
        "CATALOGUE_KEY_RATE_LIMIT": "0",
        "CATALOGUE_LOG_LEVEL": "warning",
    }
    if not site.is_caching:
        environment["CATALOGUE_CACHE_BYTES"] = "0"
    first = "/v1/search?q=report&limit=1"
    command = ["service", "serve", "--workers", str(site.workers)]
    with serving(command, first, environment) as server:
        yield server


@contextmanager
def serve_bare(answers: Path) -> Iterator[Server]:
    """Run the bare app on a folder of answers."""
    command = by_uvicorn(f"{bare.__name__}:create_bare")
    with serving(command, "/0", {bare.ANSWERS: str(answers)}) as server:
        yield server


@contextmanager
def serve_naive(folder: Path) -> Iterator[Server]:
    """Run the textbook app."""
    environment = {naive.DATABASE: str(naive_database(folder))}
    command = by_uvicorn(f"{naive.__name__}:create_naive")
    with serving(command, "/reports?limit=1", environment) as server:
        yield server


def typical_body(catalogue: Server, work: Work) -> bytes:
    """Ask for some of the paths and return the answer of middle length; none for 304."""
    probed = work.catalogue[:PROBES]
    answers = [catalogue.get(path, dict(work.headers), work.body) for path in probed]
    bodies = sorted((answer.body for answer in answers), key=len)
    return bodies[len(bodies) // 2]


def measure_all(
    works: Sequence[Work], apps: dict[str, Server], length: Length, step: Step
) -> list[Row]:
    """Measure round by round, and take the median."""
    samples: dict[tuple[str, str], list[Sample]] = {}
    for turn in range(length.rounds):
        for number, work in enumerate(works):
            step(f"round {turn + 1}: {work.name}")
            paths = {"bare": [f"/{number}"], "naive": work.naive, "catalogue": work.catalogue}
            for app, server in apps.items():
                if part := share(paths[app], turn, length.rounds):
                    body, times = (b"", work.naive_requests) if app == "naive" else (work.body, 1)
                    target = Target(
                        server.port, server.pid, part, work.headers, body, work.connections
                    )
                    found = measure(target, length.seconds).times(times)
                    samples.setdefault((work.name, app), []).append(found)
    return [
        Row(
            work.name,
            {app: middle(found) for (name, app), found in samples.items() if name == work.name},
        )
        for work in works
    ]


def share(paths: Sequence[str], turn: int, rounds: int) -> Sequence[str]:
    """Take other paths in each round, so that no round asks again what another has asked."""
    return paths[turn::rounds] or paths


def middle(samples: Sequence[Sample]) -> Sample:
    """Return the median of each figure."""
    known = [sample.processor for sample in samples if sample.processor is not None]
    return Sample(
        median(sample.rate for sample in samples),
        median(sample.p50 for sample in samples),
        median(sample.p99 for sample in samples),
        median(known) if known else None,
    )
