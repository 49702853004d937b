"""Safe changes: a change says of which revision it is (RFC 9110, `If-Match`)."""

import re
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Header
from sqlalchemy import Connection

from service.editorial.drafting import find
from service.editorial.revision import last_numbers
from service.errors import (
    FieldError,
    InvalidRequest,
    PreconditionFailed,
    PreconditionRequired,
    RecordNotFound,
)
from service.routes.editorial.naming import Target, TargetRecord

ANY = "*"
TAG = re.compile(r'(W/)?"[!#-~\x80-\xff]*"')


def tag_of(revision: int) -> str:
    """Write the `ETag` of a revision."""
    return f'"{revision}"'


def read_if_match(
    if_match: Annotated[
        str | None,
        Header(
            alias="If-Match",
            max_length=200,
            description="`ETag` of the record as you read it; `*` changes whatever it is now.",
            examples=['"3"'],
        ),
    ] = None,
) -> frozenset[str]:
    """Return the tags that the caller knows.

    Raises:
        PreconditionRequired: if none are given.
        InvalidRequest: if one is not written as an `ETag`.
    """
    if if_match is None or not if_match.strip():
        text = "A change needs `If-Match` with the `ETag` that reading the record gave."
        raise PreconditionRequired(text)
    tags = frozenset(tag.strip() for tag in if_match.split(","))
    if not all(tag == ANY or TAG.fullmatch(tag) for tag in tags):
        text = "must be the `ETag` as it was given, with its quotation marks"
        error = FieldError("If-Match", f"{text}, such as {tag_of(3)}")
        raise InvalidRequest(f"If-Match: {error.message}.", errors=[error])
    return tags


IfMatch = Annotated[frozenset[str], Depends(read_if_match)]


@dataclass(frozen=True)
class Known(Target):
    """The record that is to be changed, as far as the caller knows it."""

    tags: frozenset[str]

    def check(self, connection: Connection) -> None:
        """Let the change go on if it is of the current revision; to be asked in its transaction.

        Raises:
            RecordNotFound: if no record of the kind has the id.
            PreconditionFailed: if the record was written since; `revision` is the current one.
        """
        self.compare(find(connection, self.kind, self.id).revision)

    def check_history(self, connection: Connection) -> None:
        """Do the same for a record that may have been deleted: its history goes on.

        Raises:
            RecordNotFound: if no record has or had the id.
            PreconditionFailed: as `check`.
        """
        last = last_numbers(connection, [self.id]).get(self.id)
        if last is None:
            raise RecordNotFound(f"No {self.kind} {self.id!r} has a history.")
        self.compare(last)

    def compare(self, revision: int) -> None:
        """Raise PreconditionFailed unless the caller knows this revision."""
        if not self.tags & {ANY, tag_of(revision)}:
            text = f"The {self.kind} {self.id} is at revision {revision} now."
            headers = {"ETag": tag_of(revision)}
            raise PreconditionFailed(text, headers=headers, revision=revision)


def read_known(target: TargetRecord, tags: IfMatch) -> Known:
    """Return which record is to be changed, and what the caller knows of it."""
    return Known(target.request, target.kind, target.id, tags)


KnownRecord = Annotated[Known, Depends(read_known)]
