"""What was found, as a table for people and as JSON for programs."""

import os
import platform
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from service.cli.bench.load import CONNECTIONS, generator
from service.cli.bench.preparation import Preparation, Site
from service.cli.bench.rounds import APPS, Length, Measurement, Row

FILES = {
    True: "All files were read through before each work, so that all apps answer from memory: how "
    "long a disk takes is another question.",
    False: "The files do not fit into the memory that is free, or the system does not say how much "
    "that is: some of the time may be the disk's.",
}
"""What is said of the disk, by whether the files were in memory."""
SERVER = " What PostgreSQL keeps in memory, it chooses itself."


@dataclass(frozen=True)
class Result:
    """One run: how it was made, and what it found."""

    reports: int
    site: Site
    length: Length
    preparation: Preparation
    measurement: Measurement

    @property
    def figures(self) -> dict[str, float | None]:
        """The figures beside the table, by name."""
        imported, found = self.preparation.imported, self.measurement
        return {
            "records": imported.records,
            "import_records_per_second": imported.records / imported.seconds,
            "import_records_per_processor_second": imported.records / imported.processor_seconds,
            "import_memory_before_mb": imported.memory_before,
            "import_memory_peak_mb": imported.memory_peak,
            "index_documents_per_second": imported.records / self.preparation.index_seconds,
            "start_seconds": found.started_in,
            "memory_idle_mb": found.memory_idle,
            "memory_loaded_mb": found.memory_loaded,
        }


def to_json(result: Result) -> dict[str, Any]:
    """Write a result as plain data."""
    found = result.measurement
    return {
        "reports": result.reports,
        **circumstances(result.site, result.length, in_memory=found.in_memory),
        "work": [
            {
                "name": row.work,
                "apps": {app: asdict(sample) for app, sample in row.apps.items()},
                "to_naive": row.ratio("naive"),
                "to_bare": row.ratio("bare"),
                "to_naive_by_processor": row.less_work("naive"),
                "to_bare_by_processor": row.less_work("bare"),
            }
            for row in found.rows
        ],
        "figures": result.figures,
    }


def circumstances(site: Site, length: Length, *, in_memory: bool) -> dict[str, Any]:
    """Write as plain data where and how it was measured."""
    return {
        "database": site.database,
        "workers": site.workers,
        "machine": machine(),
        "load": {"generator": generator(), "connections": CONNECTIONS, **asdict(length)},
        "files_in_memory": in_memory,
    }


def machine() -> str:
    """Name the machine: cores, architecture, system, Python."""
    system = f"{platform.system()} {platform.release()}"
    python = f"Python {platform.python_version()}"
    return f"{os.cpu_count()} cores, {platform.machine()}, {system}, {python}"


def show(result: Result, console: Console) -> None:
    """Print a result: answers a second, ratios, and milliseconds of the catalogue."""
    size = f"{result.reports:,} reports, {result.preparation.imported.records:,} records"
    names = *APPS, "x naive", "x bare", "p50 ms", "p99 ms"
    table = ruled(f"{size}, {heading(result.site)}", "answers a second", names)
    for row in result.measurement.rows:
        table.add_row(row.work, *cells(row))
    console.print(table)
    console.print(conditions(result.site, result.length, in_memory=result.measurement.in_memory))
    for name, figure in result.figures.items():
        console.print(f"{name.replace('_', ' ')}: {number(figure)}")


def ruled(title: str, first: str, others: Iterable[str]) -> Table:
    """Make a table of names on the left and figures on the right."""
    table = Table(title=title, box=SIMPLE, collapse_padding=True, pad_edge=False)
    table.add_column(first, no_wrap=True)
    for name in others:
        table.add_column(name, justify="right", no_wrap=True)
    return table


def heading(site: Site) -> str:
    """Say what was measured."""
    workers = f"{site.workers} worker{'s' if site.workers > 1 else ''}"
    return f"catalogue on {site.database} with {workers}"


def conditions(site: Site, length: Length, *, in_memory: bool) -> str:
    """Say how it was measured."""
    return (
        f"Medians of {length.rounds} rounds of {length.seconds} s; {generator()}, "
        f"{CONNECTIONS} connections. {machine()}.\n"
        f"{FILES[in_memory]}{SERVER if site.database_url else ''}"
    )


def number(figure: float | None, digits: int = 1) -> str:
    """Write a figure that may be unknown."""
    return "unknown" if figure is None else f"{figure:,.{digits}f}"


def cells(row: Row) -> list[str]:
    """Write the figures of one row; what an app does not offer stays empty."""
    ours = row.apps["catalogue"]
    rates = [row.apps[app].rate if app in row.apps else None for app in APPS]
    ratios = [row.ratio("naive"), row.ratio("bare")]
    return [
        *("" if rate is None else f"{rate:,.0f}" for rate in rates),
        *("" if ratio is None else f"{ratio:,.2f}" for ratio in ratios),
        f"{ours.p50:,.2f}",
        f"{ours.p99:,.2f}",
    ]
