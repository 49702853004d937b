"""One evaluation: the index is waited for, asked, and what was found is written."""

import json
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict

import typer
from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from service.cli.database import open_existing
from service.cli.evaluate.known_items import drawn, known_items
from service.cli.evaluate.measure import Figures, Outcome, ask, summarise
from service.cli.evaluate.question import judged_questions
from service.cli.reading import read_settings
from service.errors import ServiceUnavailable
from service.ledger.connection import open_blocking_reads
from service.ledger.entry import Entry
from service.ledger.read import LedgerSource
from service.search.index import Index
from service.settings import Settings

PAGE = 500
MOST_WAITS = 900
"""How often the index is waited for: it may have to be built anew."""


def run(seed: int, most: int, *, is_telling: bool, as_json: bool) -> None:
    """Ask questions about records drawn by a seed, and print how well they were answered."""
    settings = read_settings()
    open_existing(settings).dispose()
    outcomes = answers(settings, seed, most)
    figures = summarise(outcomes)
    if as_json:
        typer.echo(json.dumps([asdict(each) for each in figures], indent=2, ensure_ascii=False))
    else:
        Console().print(table(figures))
    for outcome in outcomes if is_telling else ():
        if not outcome.reciprocal_rank:
            question = outcome.question
            typer.echo(f"{question.about} ({question.language}): {question.text}", err=True)


def answers(settings: Settings, seed: int, most: int) -> list[Outcome]:
    """Ask all questions. Raises ServiceUnavailable."""
    with followed(settings) as (index, source):
        entries = drawn(public(source), seed)
        questions = (*known_items(entries, seed, most), *judged_questions(entries))
        return list(ask(index, questions))


@contextmanager
def followed(settings: Settings) -> Iterator[tuple[Index, LedgerSource]]:
    """Open the index and the ledger that it follows, once it has everything.

    Raises:
        ServiceUnavailable: if it does not get there.
    """
    with closing(open_blocking_reads(settings.read_url)) as reads:
        source = LedgerSource(reads)
        with closing(Index(settings.index, source)) as index:
            if not any(index.follow(source.head()) for _ in range(MOST_WAITS)):
                raise ServiceUnavailable("The index does not follow the ledger.")
            yield index, source


def public(source: LedgerSource) -> Iterator[Entry]:
    """Go through the public records that questions are asked about; resources have no words."""
    reached = 0
    while entries := source.after(reached, PAGE):
        reached = entries[-1].sequence
        yield from (one for one in entries if not one.withdrawn and one.kind != "resource")


def table(figures: Sequence[Figures]) -> Table:
    """Write the figures as a table."""
    made = Table(
        caption="MRR@10: mean of one by the place of the first right answer. Recall@20: right "
        "answers on the first page. Precision: right answers in the first places, as many as "
        "there are right answers.",
        box=SIMPLE,
    )
    made.add_column("questions")
    for name in ("language", "number", "MRR@10", "recall@20", "precision"):
        made.add_column(name, justify="right", no_wrap=True)
    for each in figures:
        means = (each.mrr_at_10, each.recall_at_20, each.precision)
        shown = (f"{mean:.3f}" for mean in means)
        made.add_row(each.about, each.language, f"{each.questions:,}", *shown)
    return made
