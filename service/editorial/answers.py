"""Answers kept for requests that are sent again (`Idempotency-Key`).

https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta

from sqlalchemy import Connection, delete, insert, select

from service.errors import FieldError, IdempotencyKeyReused
from service.tables.answer import stored_answers
from service.tables.base import now

KEPT = timedelta(hours=24)


@dataclass(frozen=True)
class Answer:
    """What a request is answered with."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Asked:
    """A request that may be sent again: by which API key, under which name, and what it asks."""

    key_id: str
    idempotency_key: str
    fingerprint: str


def once(connection: Connection, asked: Asked, work: Callable[[], Answer]) -> Answer:
    """Do what is asked, unless it was done: then give the same answer again.

    The answer is stored in the transaction of the work. Writers stand in line, so of two equal
    requests that arrive at once the second finds the answer of the first.

    Raises:
        IdempotencyKeyReused: if the name was used for another request.
    """
    forget_old(connection)
    stored = recall(connection, asked)
    if stored is not None:
        return stored
    answer = work()
    row = asdict(asked) | asdict(answer) | {"created_at": now()}
    connection.execute(insert(stored_answers), row)
    return answer


def forget_old(connection: Connection) -> None:
    """Delete answers that nobody will ask for any more."""
    connection.execute(delete(stored_answers).where(stored_answers.c.created_at < now() - KEPT))


def recall(connection: Connection, asked: Asked) -> Answer | None:
    """Return the answer that was given to a request.

    Raises:
        IdempotencyKeyReused: if the name was used for another request.
    """
    statement = select(stored_answers).where(
        stored_answers.c.key_id == asked.key_id,
        stored_answers.c.idempotency_key == asked.idempotency_key,
    )
    row = connection.execute(statement).one_or_none()
    if row is None:
        return None
    if row.fingerprint != asked.fingerprint:
        text = "was sent with another request in the last 24 hours: make a new one"
        errors = [FieldError("Idempotency-Key", text)]
        raise IdempotencyKeyReused(f"The Idempotency-Key {text}.", errors=errors)
    return Answer(row.status, row.headers, row.body)
