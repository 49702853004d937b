"""Pages of editors' lists: signed cursors, and the address of the next page."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from fastapi import Request

from service.editorial.listing import Place
from service.editorial.pepper import read_pepper
from service.web.http.address import base_url
from service.web.http.cursor import read_cursor, write_cursor
from service.web.http.request import pairs


def read_place(request: Request, query: Mapping[str, Any], cursor: str | None) -> Place | None:
    """Return where the page begins, `None` for the first.

    Raises:
        InvalidCursor: if it is not one of ours for this query.
    """
    place = read_cursor(secret(request), query, cursor)
    return (int(place[0]), str(place[1])) if place else None


def write_place(request: Request, query: Mapping[str, Any], place: Place | None) -> str | None:
    """Return the address of the next page, `None` after the last."""
    if place is None:
        return None
    return next_url(request, "cursor", write_cursor(secret(request), query, place))


def next_url(request: Request, name: str, value: str | int) -> str:
    """Write the address of the next page: the same question with another place to begin."""
    asked = [pair for pair in pairs(request.scope["query_string"]) if pair[0] != name]
    return f"{base_url(request)}{request.url.path[1:]}?{urlencode([*asked, (name, value)])}"


def secret(request: Request) -> str:
    """Return what cursors are signed with."""
    return read_pepper(request.app.state.settings).hex()
