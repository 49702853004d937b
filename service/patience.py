"""Connections to PostgreSQL that wait for an answer so long and no longer."""

from typing import Any, TypeVar

import psycopg
from psycopg.abc import PQGen
from psycopg.pq import TransactionStatus
from psycopg_pool import PoolTimeout

RV = TypeVar("RV")
PATIENCE = 5.0
INTERVAL = 0.1
"""Seconds between two looks, as psycopg has it."""
NO_ANSWER = "no answer within"


class NoAnswer(psycopg.OperationalError):
    """A server took what it was asked, and is silent."""


OUT_OF_PATIENCE = (PoolTimeout, NoAnswer)
"""Errors after which asking again would only take as long again."""


class PatientConnection(psycopg.Connection[Any]):
    """Blocks its thread for `patience` seconds at most (`None`: for ever), then closes.

    The system does not tell of a server that hangs: its kernel goes on saying that bytes arrived.
    """

    patience: float | None = PATIENCE

    def wait(self, gen: PQGen[RV], interval: float = INTERVAL, timeout: float | None = None) -> RV:
        """Wait for what was begun; raises NoAnswer."""
        try:
            return super().wait(gen, interval, timeout or self.patience)
        except psycopg.OperationalError as error:
            give_up(self, error)
            raise


class PatientAsyncConnection(psycopg.AsyncConnection[Any]):
    """The same for an event loop.

    To cancel the waiting task instead would ask the server to cancel, and wait for that too.
    """

    patience: float | None = PATIENCE

    async def wait(
        self,
        gen: PQGen[RV],
        interval: float = INTERVAL,
        timeout: float | None = None,  # noqa: ASYNC109  as psycopg has it
    ) -> RV:
        """Wait for what was begun; raises NoAnswer."""
        try:
            return await super().wait(gen, interval, timeout or self.patience)
        except psycopg.OperationalError as error:
            give_up(self, error)
            raise


def give_up(
    connection: PatientConnection | PatientAsyncConnection, error: psycopg.OperationalError
) -> None:
    """Close a connection that still waits for its server; raises NoAnswer if it does."""
    is_waiting = connection.pgconn.transaction_status == TransactionStatus.ACTIVE
    if is_waiting and connection.patience is not None:
        connection.pgconn.finish()
        text = f"{NO_ANSWER} {connection.patience:g} seconds"
        raise NoAnswer(text) from error


def connecting(patience: float) -> dict[str, Any]:
    """Return the setting that bounds how long it takes to connect; two seconds are the least."""
    return {"connect_timeout": round(patience)}
