"""What was found about writing, as tables for people and as JSON for programs."""

from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.table import Table

from service.cli.bench.table import circumstances, conditions, heading, ruled
from service.cli.bench.writes import FIELDS, Writes
from service.cli.bench.writing import MENTIONS


def to_json(writes: Writes) -> dict[str, Any]:
    """Write what was found as plain data."""
    mixed = writes.mixed.items()
    return {
        "reports": writes.reports,
        **circumstances(writes.site, writes.length, in_memory=writes.in_memory),
        "mentions": MENTIONS,
        "publishing": {field: asdict(found) for field, found in writes.publishing.items()},
        "reading": [asdict(one) | {"kept": one.kept} for one in writes.reading],
        "mixed": {load: asdict(found) | {"p99_to_p50": found.spread} for load, found in mixed},
    }


def show(writes: Writes, console: Console) -> None:
    """Print what was found as three tables."""
    console.print(f"{writes.reports:,} reports, {heading(writes.site)}")
    for table in (publishing(writes), reading(writes), mixed(writes)):
        console.print(table)
    console.print(conditions(writes.site, writes.length, in_memory=writes.in_memory))


def publishing(writes: Writes) -> Table:
    """Write what publications cost."""
    figures = "a second", "documents", "ms of work"
    table = ruled(f"a report with {MENTIONS} mentions", "published with another", figures)
    for field, found in writes.publishing.items():
        cells = f"{found.rate:,.0f}", f"{found.documents:,.0f}", f"{found.processor:,.1f}"
        table.add_row(f"{field}, {FIELDS[field]}", *cells)
    return table


def reading(writes: Writes) -> Table:
    """Write what is left of the rates of reads."""
    figures = "answers", "alone", "beside", "kept"
    table = ruled("beside a writer that never pauses", "answers a second", figures)
    for one in writes.reading:
        made = "from memory if right" if one.is_cached else "made anew"
        rates = f"{one.alone.rate:,.0f}", f"{one.beside.rate:,.0f}"
        table.add_row(one.work, made, *rates, f"{one.kept:.2f}")
    return table


def mixed(writes: Writes) -> Table:
    """Write how long look-ups take under each load."""
    figures = "a second", "p50 ms", "p99 ms", "p99 / p50"
    table = ruled("look-ups under a mixed load, made anew", "lookup, random", figures)
    for load, found in writes.mixed.items():
        times = f"{found.p50:,.2f}", f"{found.p99:,.2f}", f"{found.spread:,.1f}"
        table.add_row(load, f"{found.rate:,.0f}", *times)
    return table
