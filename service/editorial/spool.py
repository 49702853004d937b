"""The way from a file of lines to valid records: read, validated, kept on disk until stored."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import IO, Any, Self

import pydantic_core

from service.batches import batches
from service.editorial.incoming import Incoming, Problem, read_record
from service.errors import FieldError, InvalidRecord, ServiceUnavailable
from service.ledger.entry import Name
from service.schemas.values import RecordKind

LONGEST_LINE = 2_000_000
BATCH = 500
MOST_PROBLEMS = 10_000
"""A file in which more than that is wrong is another file than was meant."""
MOST_PROBLEMS_OF_A_LINE = 20


@contextmanager
def disk_errors() -> Iterator[None]:
    """Turn the errors of files into ours.

    Raises:
        ServiceUnavailable: if the disk is full, or does not answer.
    """
    try:
        yield
    except OSError as error:
        text = f"The lines cannot be kept on disk: {error.strerror}. Nothing was stored."
        raise ServiceUnavailable(text) from error


Progress = Callable[[str, int], None]
"""Told the step (`reading`, `storing`, ...) and how many lines are done."""


class Spool:
    """Valid records of an import, on disk: any number of them, read as often as is needed.

    `skip` holds the numbers of lines that are not to be read again.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.file: IO[bytes] = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115  closed at the end
        self.skip: set[int] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()

    def append(self, one: Incoming) -> None:
        """Keep one record."""
        names = [(name.scheme, name.value) for name in one.names]
        named = [one.line, one.kind, one.id, one.key, one.slug, one.proposed, names]
        self.file.write(pydantic_core.to_json(named) + b"\n")
        self.file.write(pydantic_core.to_json(one.fields) + b"\n")

    def batches(self, *, fields: bool = True) -> Iterator[list[Incoming]]:
        """Read the records again, some hundred at a time; if that is enough, without fields."""
        self.file.seek(0)
        pairs = zip(self.file, self.file, strict=True)
        records = (restore(named, written if fields else b"{}") for named, written in pairs)
        return batches((one for one in records if one.line not in self.skip), BATCH)


def restore(named: bytes, written: bytes) -> Incoming:
    """Read a record back from the spool: what it is called, and its fields."""
    line, kind, record_id, key, slug, proposed, pairs = pydantic_core.from_json(named)
    names = [Name(scheme, value) for scheme, value in pairs]
    fields = pydantic_core.from_json(written)
    return Incoming(line, RecordKind(kind), record_id, key, slug, proposed, fields, names)


def read_lines(file: IO[bytes], spool: Spool, progress: Progress) -> list[Problem]:
    """Validate every line of a file into the spool; return what is wrong, line by line.

    Where too much is wrong it stops reading.
    """
    problems: list[Problem] = []
    number = 0
    for number, line in enumerate(bounded_lines(file), start=1):
        text = line.removeprefix(b"\xef\xbb\xbf").strip() if number == 1 else line.strip()
        if text:
            try:
                spool.append(read_record(parse(text), number))
            except InvalidRecord as error:
                errors = error.errors or (FieldError("record", error.detail),)
                some = islice(errors, MOST_PROBLEMS_OF_A_LINE)
                problems += [Problem.of(number, one) for one in some]
        if number % BATCH == 0:
            progress("reading", number)
        if len(problems) >= MOST_PROBLEMS:
            break
    progress("reading", number)
    return problems


def bounded_lines(file: IO[bytes]) -> Iterator[bytes]:
    """Read line by line; of a line that is too long only the start, and the rest is passed over."""
    while line := file.readline(LONGEST_LINE + 1):
        yield line
        rest = line
        while rest and not rest.endswith(b"\n") and len(rest) > LONGEST_LINE:
            rest = file.readline(LONGEST_LINE + 1)


def parse(line: bytes) -> Any:
    """Parse one line.

    Raises:
        InvalidRecord: if it is too long, or not JSON in UTF-8.
    """
    if len(line) > LONGEST_LINE:
        raise InvalidRecord(f"is longer than {LONGEST_LINE:,} bytes: split the record")
    try:
        value = pydantic_core.from_json(line, allow_inf_nan=False)
    except ValueError as error:
        raise InvalidRecord(f"is not JSON in UTF-8: {error}") from error
    if isinstance(value, dict) and not {"key", "id", "slug"} & value.keys():
        text = "is missing: give each record a name of your own, to find it again by"
        raise InvalidRecord("The record has no name.", errors=[FieldError("key", text)])
    return value
