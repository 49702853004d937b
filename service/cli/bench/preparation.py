"""What is measured on: the corpus in the databases, made once for each size and used again."""

import gc
import json
import shutil
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import pydantic_core
from pydantic import SecretStr
from sqlalchemy import select

from service.cli.bench.corpus import EDITION, Corpus
from service.cli.bench.data import CORPUS, Step
from service.cli.bench.naive_load import load_naive
from service.cli.bench.process import Peak
from service.editorial.importing import import_file
from service.errors import InvalidRecord, ServiceUnavailable
from service.ledger.connection import open_blocking_reads
from service.ledger.read import LedgerSource
from service.search.index import Index
from service.settings import Settings
from service.tables.database import migrate, open_engine, reading
from service.tables.record import records

MOST_WAITS = 5000
"""How often the index may need its few seconds before it has everything."""


@dataclass(frozen=True)
class Site:
    """Where the data is: a folder, and a PostgreSQL database if it is not in SQLite.

    Our service has so many workers there, and keeps answers in memory or makes each anew.
    """

    folder: Path
    database_url: str | None = None
    workers: int = 1
    is_caching: bool = True

    @property
    def database(self) -> str:
        """The name of the database system."""
        return "PostgreSQL" if self.database_url else "SQLite"

    @property
    def settings(self) -> Settings:
        """Settings for a catalogue there, whatever the environment says."""
        url = SecretStr(self.database_url) if self.database_url else None
        return Settings(data=self.folder, database_url=url, rate_limit="0")


@dataclass(frozen=True)
class Import:
    """How an import went: records, seconds, and megabytes of memory before it and at its peak.

    `processor_seconds` is the time this process was at work, whatever else the machine did.
    """

    records: int
    seconds: float
    processor_seconds: float
    memory_before: float | None
    memory_peak: float | None


@dataclass(frozen=True)
class Preparation:
    """How the data was made: the import, and the seconds that building the index took."""

    edition: int
    imported: Import
    index_seconds: float


def prepare(corpus: Corpus, site: Site, step: Step) -> Preparation:
    """Make the data, or use what is there.

    Raises:
        InvalidRecord: if the database has another corpus.
    """
    folder = site.folder
    done = folder / "preparation.json"
    if holds(corpus, site.settings) and done.exists():
        found = json.loads(done.read_text())
        if found["edition"] == EDITION:
            return Preparation(EDITION, Import(**found["imported"]), found["index_seconds"])
    shutil.rmtree(folder)
    folder.mkdir()
    made = make(corpus, site, step)
    done.write_text(json.dumps(asdict(made)))
    return made


def holds(corpus: Corpus, settings: Settings) -> bool:
    """Say whether the database has the corpus; one on a server may be empty, or have another."""
    first, last, beyond = (f"report-{number}" for number in (0, corpus.size - 1, corpus.size))
    engine = open_engine(settings.url)
    migrate(engine, settings.data)
    with reading(engine) as connection:
        asked = select(records.c.key).where(records.c.key.in_((first, last, beyond)))
        found = set(connection.scalars(asked))
    engine.dispose()
    if found not in (set(), {first, last}):
        raise InvalidRecord("The database has another corpus. Name an empty one, or its size.")
    return bool(found)


def make(corpus: Corpus, site: Site, step: Step) -> Preparation:
    """Write the corpus, import it, and index it."""
    step("writing the corpus")
    write(corpus, site.folder / CORPUS)
    step("importing it")
    imported = import_corpus(site.settings, site.folder / CORPUS)
    step("building the index")
    index_seconds = build_index(site.settings)
    return Preparation(EDITION, imported, index_seconds)


def prepare_naive(corpus: Corpus, folder: Path, step: Step) -> None:
    """Load the corpus into the textbook app's database, or use what is there."""
    if not naive_database(folder).exists():
        step("loading the textbook app")
        with tempfile.TemporaryDirectory(dir=folder) as temporary:
            load_naive(naive_database(Path(temporary)), corpus.records())
            naive_database(Path(temporary)).rename(naive_database(folder))


def naive_database(folder: Path) -> Path:
    """Return where the textbook app has its database."""
    return folder / "naive.sqlite"


def write(corpus: Corpus, path: Path) -> None:
    """Write the records as an import file."""
    with path.open("wb") as file:
        for record in corpus.records():
            file.write(pydantic_core.to_json(record) + b"\n")


def import_corpus(settings: Settings, path: Path) -> Import:
    """Import and publish a file as `catalogue import --publish` does.

    Raises:
        InvalidRecord: if a line of the corpus is refused.
    """
    engine = open_engine(settings.url)
    migrate(engine, settings.data)  # the folder was emptied
    gc.freeze()  # as the command does
    peak, begin, work = Peak(), time.perf_counter(), time.process_time()
    with path.open("rb") as file:
        outcome = import_file(engine, file, publish=True, progress=peak)
    seconds, work = time.perf_counter() - begin, time.process_time() - work
    engine.dispose()
    if outcome.problems:
        raise InvalidRecord(f"The corpus was refused: {outcome.problems[0]}")
    return Import(outcome.stored, seconds, work, peak.before, peak.highest)


def build_index(settings: Settings) -> float:
    """Bring the index up to the ledger; return how many seconds it took.

    Raises:
        ServiceUnavailable: if it does not get there.
    """
    reads = open_blocking_reads(settings.url)
    source = LedgerSource(reads)
    index, begin = Index(settings.index, source), time.perf_counter()
    try:
        for _ in range(MOST_WAITS):
            if index.follow(source.head()):
                return time.perf_counter() - begin
    finally:
        index.close()
        reads.close()
    raise ServiceUnavailable("The index did not catch up with the ledger.")
