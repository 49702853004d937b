"""What is written to the log: one line of JSON an event, on standard error."""

import json
import logging
import re
import sys
from typing import Any

import structlog

KEY = re.compile(r"(rc_[0-9a-z]{8})_[A-Za-z0-9_-]{43}")


def configure(level: str) -> None:
    """Write events of this level and above."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(write),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level.upper())),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )


def write(event: Any, **_: Any) -> str:
    """Write an event; of an API key, wherever it came from, only what people see of it."""
    return KEY.sub(r"\1_***", json.dumps(event, ensure_ascii=False, default=repr))
