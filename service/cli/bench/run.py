"""One run: data is prepared, measured, and what was found is written in both forms."""

from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from multiprocessing import get_context
from typing import Any

from rich.console import Console

from service.cli.bench import growth, table, writes_table
from service.cli.bench.corpus import Corpus
from service.cli.bench.data import Step
from service.cli.bench.preparation import Preparation, Site, prepare, prepare_naive
from service.cli.bench.rounds import Length, compare
from service.cli.bench.writes import measure_writes

Found = tuple[Any, Callable[[Console], None]]
"""What was found: as plain data, and how to print it."""


def run_apps(corpus: Corpus, site: Site, length: Length, step: Step) -> Found:
    """Compare our service with the others."""
    prepared = prepare(corpus, site, step)
    prepare_naive(corpus, site.folder, step)
    found = compare(corpus, site, length, step)
    result = table.Result(corpus.size, site, length, prepared, found)
    return table.to_json(result), partial(table.show, result)


def run_writes(corpus: Corpus, site: Site, length: Length, step: Step) -> Found:
    """Measure publishing, and what readers notice of it."""
    prepare(corpus, site, step)
    found = measure_writes(corpus, site, length, step)
    return writes_table.to_json(found), partial(writes_table.show, found)


def run_growth(sizes: Sequence[tuple[Corpus, Site]], length: Length, step: Step) -> Found:
    """Measure our service alone at several sizes, each answer made anew, one after the other."""
    results = []
    for corpus, site in sizes:
        step(f"preparing {corpus.size:,} reports")
        prepared = prepare_apart(corpus, site)
        found = compare(corpus, replace(site, is_caching=False), length, step, alone=True)
        results.append(table.Result(corpus.size, site, length, prepared, found))
    return [table.to_json(result) for result in results], partial(growth.show, results)


def prepare_apart(corpus: Corpus, site: Site) -> Preparation:
    """Prepare in a process of its own: the memory of an import is not what the one before left."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return process.submit(prepare, corpus, site, quiet).result()


def quiet(_text: str) -> None:
    """Tell nobody."""
