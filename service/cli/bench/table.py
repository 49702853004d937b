"""What was found, as a table for people and as JSON for programs."""

import os
import platform
from dataclasses import asdict, dataclass
from typing import Any

from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from service.cli.bench.load import CONNECTIONS, generator
from service.cli.bench.preparation import Preparation, Site
from service.cli.bench.rounds import APPS, Length, Measurement, Row


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
    return {
        "reports": result.reports,
        "database": result.site.database,
        "workers": result.site.workers,
        "machine": machine(),
        "load": {"generator": generator(), "connections": CONNECTIONS, **asdict(result.length)},
        "work": [
            {
                "name": row.work,
                "apps": {app: asdict(sample) for app, sample in row.apps.items()},
                "to_naive": row.ratio("naive"),
                "to_bare": row.ratio("bare"),
                "to_naive_by_processor": row.less_work("naive"),
                "to_bare_by_processor": row.less_work("bare"),
            }
            for row in result.measurement.rows
        ],
        "figures": result.figures,
    }


def machine() -> str:
    """Name the machine: cores, architecture, system, Python."""
    system = f"{platform.system()} {platform.release()}"
    python = f"Python {platform.python_version()}"
    return f"{os.cpu_count()} cores, {platform.machine()}, {system}, {python}"


def show(result: Result, console: Console) -> None:
    """Print a result: answers a second, ratios, and milliseconds of the catalogue."""
    table = Table(title=heading(result), caption=conditions(result), box=SIMPLE)
    table.collapse_padding, table.pad_edge = True, False
    table.add_column("answers a second", no_wrap=True)
    for name in (*APPS, "x naive", "x bare", "p50 ms", "p99 ms"):
        table.add_column(name, justify="right", no_wrap=True)
    for row in result.measurement.rows:
        table.add_row(row.work, *cells(row))
    console.print(table)
    for name, figure in result.figures.items():
        shown = "unknown" if figure is None else f"{figure:,.1f}"
        console.print(f"{name.replace('_', ' ')}: {shown}")


def heading(result: Result) -> str:
    """Say what was measured."""
    records = result.preparation.imported.records
    workers = result.site.workers
    return (
        f"{result.reports:,} reports, {records:,} records, catalogue on {result.site.database} "
        f"with {workers} worker{'s' if workers > 1 else ''}"
    )


def conditions(result: Result) -> str:
    """Say how it was measured."""
    length = result.length
    return (
        f"Medians of {length.rounds} rounds of {length.seconds} s; {generator()}, "
        f"{CONNECTIONS} connections. {machine()}."
    )


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
