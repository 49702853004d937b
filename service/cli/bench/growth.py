"""How each cost grows with the catalogue: the same work at several sizes, side by side."""

from collections.abc import Iterator, Sequence

from rich.console import Console

from service.cli.bench.load import Sample
from service.cli.bench.table import Result, conditions, heading, number, ruled

ANEW = "each answer made anew, by number of reports"
"""An answer from memory costs the same in a catalogue of any size."""


def show(results: Sequence[Result], console: Console) -> None:
    """Print what answers cost at each size, and the figures beside it."""
    last = results[-1]
    names = [*(f"{result.reports:,}" for result in results), "last / first"]
    costs = ruled(f"{heading(last.site)}, {ANEW}", "ms of work (a second)", names)
    for cells in work_rows(results):
        costs.add_row(*cells)
    figures = ruled("by number of reports", "", names)
    for name in last.figures:
        values = [result.figures[name] for result in results]
        figures.add_row(name.replace("_", " "), *map(number, values), growth(values))
    console.print(costs)
    console.print(figures)
    in_memory = all(result.measurement.in_memory for result in results)
    console.print(conditions(last.site, last.length, in_memory=in_memory))


def work_rows(results: Sequence[Result]) -> Iterator[list[str]]:
    """Write a row for each work; one that depends on the size is named as at the first and last."""
    for rows in zip(*(result.measurement.rows for result in results), strict=True):
        samples = [row.apps["catalogue"] for row in rows]
        first, last = rows[0].work, rows[-1].work
        name = first if first == last else f"{first} / {last.split()[-1]}"
        yield [name, *map(cost, samples), growth([sample.processor for sample in samples])]


def cost(sample: Sample) -> str:
    """Write the work for one answer, and the rate."""
    return f"{number(sample.processor, 2)} ({sample.rate:,.0f})"


def growth(values: Sequence[float | None]) -> str:
    """Say how many times the first value the last is."""
    first, last = values[0], values[-1]
    return f"{last / first:,.2f}" if first and last else ""
