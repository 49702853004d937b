"""Look-ups under a mixed load: beside searches, and beside a writer that never pauses as well."""

from dataclasses import replace
from functools import partial

from service.cli.bench.beside import measure_beside
from service.cli.bench.client import run_beside
from service.cli.bench.corpus import Corpus
from service.cli.bench.data import Step
from service.cli.bench.load import Sample, Target, to_job
from service.cli.bench.preparation import Site
from service.cli.bench.rounds import Length, serve_catalogue
from service.cli.bench.work import lookups, searches
from service.cli.bench.writing import write

SEARCHING = 4
"""Connections that search without a pause."""
LONGEST = 3600
"""Seconds; searches end with what they go on beside."""


def measure_mixed(corpus: Corpus, site: Site, length: Length, step: Step) -> dict[str, Sample]:
    """Measure random look-ups under each load, all made anew.

    Of a small catalogue most would come from memory: p50 would tell of these, p99 of the others.
    """
    with serve_catalogue(replace(site, is_caching=False)) as server:
        works = {work.name: work for work in (*lookups(corpus, server), *searches(corpus))}
        asked = works["search, 3 facets"].catalogue
        searching = Target(server.port, server.pid, asked, connections=SEARCHING)
        searcher = partial(run_beside, to_job(searching, LONGEST))
        loads = {
            "alone": (),
            "beside searches": (searcher,),
            "beside searches and the writer": (searcher, partial(write, site.settings.url)),
        }
        return measure_beside(loads, works["lookup, random"], server, length, step)
