"""Conditional requests (RFC 9110): validators, 304, and how long an answer may be kept."""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from functools import lru_cache

from starlette.requests import Request
from starlette.responses import Response

REPRESENTATION = 1
"""Raised when the same document is written in other bytes, so that caches let go of the old."""


@lru_cache(maxsize=10_000)
def validators(
    number: int, changed_at: int, seconds: int, representation: str = ""
) -> Mapping[str, str]:
    """Return the headers by which an answer is recognised: by the ledger's number.

    The time of the change is part of it, because another ledger has the same numbers again; so is
    the `representation`, such as `-bibtex`, where one address has several.
    """
    moment = datetime.fromtimestamp(changed_at, UTC)
    return {
        "ETag": f'"{REPRESENTATION}.{number}.{changed_at:x}{representation}"',
        "Last-Modified": format_datetime(moment, usegmt=True),
        "Cache-Control": f"public, max-age={seconds}",
        "Vary": "Accept",
    }


def not_modified(request: Request, headers: Mapping[str, str]) -> Response | None:
    """Answer 304 if the caller has these bytes already; `If-None-Match` outranks the date."""
    if "ETag" not in headers:
        return None
    known = request.headers.get("if-none-match")
    if known is not None:
        tags = {tag.strip().removeprefix("W/") for tag in known.split(",")}
        return Response(None, 304, headers) if tags & {headers["ETag"], "*"} else None
    since = request.headers.get("if-modified-since")
    if since is None or not is_unchanged(headers["Last-Modified"], since):
        return None
    return Response(None, 304, headers)


def is_unchanged(modified: str, since: str) -> bool:
    """Compare two dates of HTTP; one that cannot be read says nothing."""
    try:
        return parsedate_to_datetime(modified) <= parsedate_to_datetime(since)
    except (ValueError, TypeError):
        return False
