"""Requests that took longer than the end of the service could wait, and were cut."""

from asyncio import CancelledError
from logging import LogRecord, getLogger


def leave_traces_out() -> None:
    """Let the log say once how many requests were cut, without where each of them was."""
    getLogger("uvicorn.error").addFilter(is_told)


def is_told(record: LogRecord) -> bool:
    """Say whether a record is more than the trace of a request that was cut."""
    return not (record.exc_info and isinstance(record.exc_info[1], CancelledError))
