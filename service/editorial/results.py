"""What became of each line of an import: on disk, so that a file may have any number of lines."""

import tempfile
from collections.abc import Iterator, Sequence
from heapq import merge
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import IO, Any, Literal, Self

import pydantic_core

from service.editorial.incoming import Incoming, Problem
from service.editorial.spool import disk_errors

LineStatus = Literal["created", "changed", "unchanged", "failed"]


class Results:
    """One result for each line that was stored, in the order of the file."""

    def __init__(self, folder: Path | None = None) -> None:
        with disk_errors():
            self.file: IO[bytes] = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115  closed at the end

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()

    def forget(self) -> None:
        """Begin anew: the records were not stored after all."""
        self.file.seek(0)
        self.file.truncate()

    def add(self, batch: Sequence[Incoming]) -> None:
        """Keep what became of some records that were stored."""
        for one in batch:
            result = {"line": one.line, "status": status(one), "id": one.id}
            self.file.write(pydantic_core.to_json(result) + b"\n")

    def lines(self, problems: Sequence[Problem]) -> Iterator[dict[str, Any]]:
        """Go through the results of all lines, stored or not, in the order of the file."""
        self.file.seek(0)
        stored = (pydantic_core.from_json(line) for line in self.file)
        return merge(stored, failed(problems), key=lambda result: result["line"])


def status(incoming: Incoming) -> LineStatus:
    """Say what became of a record that was stored."""
    if not incoming.changed:
        return "unchanged"
    return "created" if incoming.created else "changed"


def failed(problems: Sequence[Problem]) -> Iterator[dict[str, Any]]:
    """Make one result of all that is wrong with a line."""
    for line, several in groupby(problems, key=attrgetter("line")):
        errors = [{"field": one.field, "message": one.message} for one in several]
        yield {"line": line, "status": "failed", "errors": errors}
