"""The way from a file of lines to valid records: read, validated, kept on disk until stored."""

import tempfile
from collections.abc import Callable, Iterator
from typing import IO, Any

import pydantic_core

from service.batches import batches
from service.editorial.incoming import Incoming, Problem, read_record
from service.errors import FieldError, InvalidRecord
from service.schemas.values import RecordKind

LONGEST_LINE = 2_000_000
BATCH = 500

Progress = Callable[[str, int], None]
"""Told the step (`reading`, `storing`, ...) and how many lines are done."""


class Spool:
    """Valid records of an import, on disk: any number of them, read as often as is needed."""

    def __init__(self) -> None:
        self.file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  closed by close()
        self.count = 0

    def append(self, incoming: Incoming) -> None:
        """Keep one record."""
        values = [
            getattr(incoming, name) for name in ("line", "kind", "id", "key", "slug", "fields")
        ]
        self.file.write(pydantic_core.to_json(values) + b"\n")
        self.count += 1

    def batches(self, skip: set[int]) -> Iterator[list[Incoming]]:
        """Read the records again, some hundred at a time, without those of some lines."""
        self.file.seek(0)
        records = (restore(line) for line in self.file)
        wanted = (incoming for incoming in records if incoming.line not in skip)
        return batches(wanted, BATCH)

    def close(self) -> None:
        """Free the disk."""
        self.file.close()


def restore(line: bytes) -> Incoming:
    """Read a record back from the spool."""
    number, kind, record_id, key, slug, fields = pydantic_core.from_json(line)
    return Incoming(number, RecordKind(kind), record_id, key, slug, fields)


def read_lines(file: IO[bytes], spool: Spool, progress: Progress) -> list[Problem]:
    """Validate every line of a file into the spool; return what is wrong, line by line."""
    problems: list[Problem] = []
    for number, line in enumerate(bounded_lines(file), start=1):
        text = line.removeprefix(b"\xef\xbb\xbf").strip() if number == 1 else line.strip()
        if text:
            try:
                spool.append(read_record(parse(text), number))
            except InvalidRecord as error:
                errors = error.errors or (FieldError("record", error.detail),)
                problems += [Problem.of(number, one) for one in errors]
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
