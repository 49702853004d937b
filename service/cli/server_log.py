"""What the server itself would log, and nobody has to know."""

from asyncio import CancelledError
from logging import WARNING, LogRecord, getLogger


def quiet_server() -> None:
    """Leave out of the log what the server says besides what we say ourselves."""
    getLogger("uvicorn.error").addFilter(is_told)


def is_told(record: LogRecord) -> bool:
    """Say whether a record is for the operator.

    It is not where a caller sends what is no request, as often as it likes; nor is the trace of a
    request that was cut, which has a line of its own.
    """
    is_cut = record.exc_info and isinstance(record.exc_info[1], CancelledError)
    return record.levelno > WARNING and not is_cut
