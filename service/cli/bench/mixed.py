"""Look-ups under a mixed load: beside searches, and beside a writer that never pauses as well."""

from dataclasses import replace
from functools import partial

from service.cli.bench.beside import measure_beside
from service.cli.bench.client import run_beside
from service.cli.bench.corpus import Corpus
from service.cli.bench.data import Step
from service.cli.bench.load import Sample, Target, to_job
from service.cli.bench.preparation import Site
from service.cli.bench.rounds import Length, middle, serve_catalogue, share
from service.cli.bench.work import lookups, searches
from service.cli.bench.writing import write

LOADS = ("alone", "beside searches", "beside searches and the writer")
"""Each has one task more than the one before it."""
SEARCHING = 4
"""Connections that search without a pause."""
LONGEST = 3600
"""Seconds; searches end with what they go on beside."""


def measure_mixed(corpus: Corpus, site: Site, length: Length, step: Step) -> dict[str, Sample]:
    """Measure random look-ups under each load in turn; none asks what another has asked."""
    found: dict[str, list[Sample]] = {load: [] for load in LOADS}
    order = LOADS * length.rounds
    with serve_catalogue(site) as server:
        works = {work.name: work for work in (*lookups(corpus, server), *searches(corpus))}
        for turn, load in enumerate(order):
            step(f"lookup, random, {load}")
            looking, searching = (
                Target(server.port, server.pid, share(works[name].catalogue, turn, len(order)))
                for name in ("lookup, random", "search, 3 facets")
            )
            searcher = to_job(replace(searching, connections=SEARCHING), LONGEST)
            tasks = partial(run_beside, searcher), partial(write, site.settings.url)
            beside = tasks[: LOADS.index(load)]
            found[load].append(measure_beside(beside, looking, length.seconds))
    return {load: middle(samples) for load, samples in found.items()}
