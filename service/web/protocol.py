"""Connections: what they may cost before there is a request, and what they hear if it is none."""

import asyncio
import resource
import secrets
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from service.errors import (
    CatalogueError,
    HeadTooLarge,
    MalformedRequest,
    RequestTimeout,
    ServiceUnavailable,
    UrlTooLong,
)
from service.web.boundary import COMMON, LONGEST_URL
from service.web.problem import problem_response

LARGEST_HEAD = 32_768
SLOWEST_HEAD = 10.0
"""Seconds in which the head of a request must arrive, however steadily it drips."""
FILES_KEPT_FREE = 124
MOST_CONNECTIONS = min(2000, resource.getrlimit(resource.RLIMIT_NOFILE)[0] - FILES_KEPT_FREE)


class Connection(HttpToolsProtocol):
    """Speaks HTTP with one client; one that sends too much or too slowly is cut.

    The server would take heads of any size at any pace, and answer without a problem document.
    """

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.received = 0
        self.deadline: asyncio.TimerHandle | None = None
        self.refusal: CatalogueError | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the head of the first request."""
        super().connection_made(transport)
        if len(self.connections) > MOST_CONNECTIONS:
            self.refuse(ServiceUnavailable("Too many clients are connected."))
        else:
            self.wait_for_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self.stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what arrived; while it is part of a head, count it."""
        self.received += len(data)
        super().data_received(data)
        if self.deadline and self.received > LARGEST_HEAD:
            self.refuse(too_large())

    def on_message_begin(self) -> None:
        """Begin to wait for the head of a request."""
        super().on_message_begin()
        if self.deadline is None:
            self.wait_for_head()

    def on_url(self, url: bytes) -> None:
        """Take a part of the URL; text that was not percent-encoded is understood as UTF-8."""
        super().on_url(url if url.isascii() else quote(url, safe=bytes(range(128))).encode())
        if len(self.url) > LONGEST_URL:
            self.refusal = UrlTooLong(f"The URL has more than {LONGEST_URL:,} characters.")
            raise self.refusal

    def on_headers_complete(self) -> None:
        """Let the request through, unless the head came all at once and is too large."""
        self.stop_waiting()
        if len(self.url) + sum(len(n) + len(v) for n, v in self.headers) > LARGEST_HEAD:
            self.refusal = too_large()
            raise self.refusal
        super().on_headers_complete()

    def wait_for_head(self) -> None:
        """Cut the client if no head arrives in time."""
        self.received = 0
        text = f"The request did not arrive within {SLOWEST_HEAD:g} seconds."
        self.deadline = self.loop.call_later(SLOWEST_HEAD, self.refuse, RequestTimeout(text))

    def stop_waiting(self) -> None:
        """Note that the head is there."""
        if self.deadline:
            self.deadline.cancel()
            self.deadline = None

    def send_400_response(self, msg: str) -> None:
        """Answer what is no request; the server calls this also when a step above raised."""
        self.refuse(self.refusal or MalformedRequest(msg))

    def refuse(self, error: CatalogueError) -> None:
        """Answer with a problem and hang up."""
        self.stop_waiting()
        if self.transport.is_closing():
            return
        request_id = secrets.token_hex(8)
        response = problem_response(error, "/", request_id)
        headers = [*response.raw_headers, *COMMON]
        headers += [(b"x-request-id", request_id.encode()), (b"connection", b"close")]
        lines = [f"HTTP/1.1 {error.status} {HTTPStatus(error.status).phrase}".encode()]
        lines += [name + b": " + value for name, value in headers]
        self.transport.write(b"\r\n".join([*lines, b"", bytes(response.body)]))
        self.transport.close()


def too_large() -> HeadTooLarge:
    """Say what the limit is."""
    return HeadTooLarge(f"The head of the request has more than {LARGEST_HEAD:,} bytes.")
