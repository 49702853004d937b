"""Dumps: whole files of all that is public, and what is said of them."""

from typing import Annotated

from pydantic import Field

from service.schemas.values import SHA256_PATTERN, Address, Moment, RecordKind, Schema

Count = Annotated[int, Field(ge=0, le=2**53)]


class DumpFile(Schema):
    """One file: all public records of a kind, a JSON document a line."""

    name: Annotated[str, Field(max_length=60, description="Name of the file.")]
    kind: Annotated[RecordKind, Field(description="What it holds.")]
    records: Annotated[Count, Field(description="Its lines.")]
    bytes: Annotated[Count, Field(description="Its size.")]
    sha256: Annotated[str, Field(pattern=SHA256_PATTERN, max_length=64, description="SHA-256.")]


class Dump(Schema):
    """What was written at one moment."""

    sequence: Annotated[Count, Field(description="Number of the ledger that the files stand at.")]
    made_at: Annotated[Moment, Field(description="When.")]
    files: Annotated[list[DumpFile], Field(max_length=10, description="One for each kind.")]


class OfferedFile(DumpFile):
    """A file, and where it is."""

    url: Annotated[Address, Field(description="Where it is.")]


class OfferedDump(Dump):
    """The latest dump: what was public at one number of the ledger."""

    files: Annotated[list[OfferedFile], Field(max_length=10, description="One for each kind.")]  # type: ignore[assignment]  # each says more
