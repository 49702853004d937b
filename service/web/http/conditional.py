"""Conditional requests (RFC 9110): validators, 304, and how long an answer may be kept."""

from collections.abc import Mapping
from email.utils import formatdate, parsedate_to_datetime
from functools import lru_cache

from starlette.requests import Request
from starlette.responses import Response

REPRESENTATION = 3
"""Raised when the same document is written in other bytes, so that caches let go of the old."""
SHOWN = "shown"
"""Where the state of a request names the one record that its answer shows."""


def validators(
    number: int, changed_at: int, seconds: int, representation: str = ""
) -> Mapping[str, str]:
    """Return the headers by which an answer is recognised: by the ledger's number.

    The time of the change is part of it, because another ledger has the same numbers again; so is
    the `representation`, such as `-bibtex`, where one address has several.
    """
    return {
        "ETag": f'"{REPRESENTATION}.{number}.{changed_at:x}{representation}"',
        "Last-Modified": http_date(changed_at),
        "Cache-Control": f"public, max-age={seconds}",
        "Vary": "Accept",
    }


@lru_cache(maxsize=1000)
def http_date(moment: int) -> str:
    """Write a moment, in seconds since 1970, as headers have it; many records share theirs."""
    return formatdate(moment, usegmt=True)


def not_modified(request: Request, headers: Mapping[str, str]) -> Response | None:
    """Answer 304 if the caller has these bytes already; `If-None-Match` outranks the date."""
    if "ETag" not in headers:
        return None
    known, since = map(request.headers.get, ("if-none-match", "if-modified-since"))
    is_known = is_held(known, since, headers["ETag"], headers["Last-Modified"])
    return Response(None, 304, headers) if is_known else None


def is_held(known: str | None, since: str | None, tag: str, modified: str) -> bool:
    """Say whether a caller has the bytes, from its `If-None-Match` and `If-Modified-Since`."""
    if known is not None:
        return known == tag or bool(read_tags(known) & {tag, "*"})
    return since is not None and is_unchanged(modified, since)


def read_tags(known: str) -> set[str]:
    """Read `If-None-Match`; weak tags count as strong ones."""
    return {tag.strip().removeprefix("W/") for tag in known.split(",")}


def is_unchanged(modified: str, since: str) -> bool:
    """Compare two dates of HTTP; one that cannot be read says nothing."""
    try:
        return parsedate_to_datetime(modified) <= parsedate_to_datetime(since)
    except (ValueError, TypeError):
        return False


def shows_only(request: Request, record_id: str) -> None:
    """Note that an answer is right until one record changes, whatever else does."""
    request.scope.setdefault("state", {})[SHOWN] = record_id
