"""What is written to the log: one line of JSON an event, on standard error."""

import json
import logging
import os
import re
import sys
from typing import Any

import structlog
from structlog.typing import EventDict, Processor

KEY = re.compile(r"(rc_[0-9a-z]{8})_[A-Za-z0-9_-]{43}")


class Lines(logging.Handler):
    """Writes what libraries log as events like ours."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one event."""
        log = structlog.get_logger()
        log.log(record.levelno, record.getMessage(), by=record.name, exc_info=record.exc_info)


def add_process(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """Say which process writes: of several workers one may be sick."""
    event["process"] = os.getpid()
    return event


def write(event: Any, **_: Any) -> str:
    """Write an event; of an API key, wherever it came from, only what people see of it."""
    return KEY.sub(r"\1_***", json.dumps(event, ensure_ascii=False, default=repr))


# One list for good: a logger keeps the list that it first met, and who listens in on the log
# (https://www.structlog.org/en/stable/testing.html) empties the one that was set last.
PROCESSORS: list[Processor] = [
    structlog.processors.add_log_level,
    add_process,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
    structlog.processors.JSONRenderer(write),
]


def configure(level: str) -> None:
    """Write events of this level and above, and the warnings of libraries."""
    structlog.configure(
        processors=PROCESSORS,
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level.upper())),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )
    root = logging.getLogger()
    if not any(isinstance(one, Lines) for one in root.handlers):
        root.addHandler(Lines(logging.WARNING))


def cause(error: BaseException) -> str:
    """Return the messages of an error and of what caused it, the last of all last, in one line.

    What wraps a driver's error (`orig`) is left out: it would add the statement and its values.
    """
    chain: list[BaseException] = [error]
    while before := chain[-1].__cause__:
        chain.append(before)
    told = [one for one in chain if not getattr(one, "orig", None)]
    return " < ".join(" ".join(str(one).split()) or type(one).__name__ for one in told)
