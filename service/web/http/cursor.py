"""Cursors: where a page ended, signed, so that only we can make one."""

import base64
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from typing import Any

import pydantic_core

from service.errors import InvalidCursor

START = "*"
SIGNATURE = 16
BROKEN = "The cursor is broken. Follow `next` as it was given, or start with `cursor=*`."
FOREIGN = "The cursor belongs to another query. Change only `limit` between pages, or start again."


def fingerprint(query: Mapping[str, Any]) -> str:
    """Tell one query from another; the page's place and size do not count."""
    counted = {name: value for name, value in query.items() if name not in {"cursor", "limit"}}
    return hashlib.sha256(pydantic_core.to_json(counted)).hexdigest()[:16]


def write_cursor(secret: str, query: Mapping[str, Any], position: Sequence[Any]) -> str:
    """Make the cursor of the page that follows a position."""
    payload = pydantic_core.to_json([fingerprint(query), *position])
    return base64.urlsafe_b64encode(sign(secret, payload) + payload).decode().rstrip("=")


def read_cursor(
    secret: str, query: Mapping[str, Any], cursor: str | None
) -> tuple[Any, ...] | None:
    """Return where the page begins, `None` for the first.

    Raises:
        InvalidCursor: if we did not make it, or made it for another query.
    """
    if cursor is None or cursor == START:
        return None
    try:
        packed = base64.b64decode(cursor + "=" * (-len(cursor) % 4), b"-_", validate=True)
        signature, payload = packed[:SIGNATURE], packed[SIGNATURE:]
        if not hmac.compare_digest(signature, sign(secret, payload)):
            raise InvalidCursor(BROKEN)
        made_for, *position = pydantic_core.from_json(payload)
    except ValueError as error:
        raise InvalidCursor(BROKEN) from error
    if made_for != fingerprint(query):
        raise InvalidCursor(FOREIGN)
    return tuple(position)


def sign(secret: str, payload: bytes) -> bytes:
    """Sign what a cursor says."""
    return hmac.digest(secret.encode(), payload, "sha256")[:SIGNATURE]
