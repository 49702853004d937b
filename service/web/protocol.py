"""Connections: what they may cost before there is a request, and what they hear if it is none."""

import asyncio
import resource
from functools import partial
from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

from uvicorn.protocols.http.httptools_impl import (
    STATUS_LINE,
    HttpToolsProtocol,
    RequestResponseCycle,
)

from service.errors import (
    CatalogueError,
    HeadTooLarge,
    MalformedRequest,
    RequestTimeout,
    ServiceUnavailable,
    UrlTooLong,
)
from service.web.boundary import COMMON, LONGEST_URL, new_id
from service.web.problem import problem_response
from service.web.written import lines, offer

ASCII = bytes(range(128))
LARGEST_HEAD = 32_768
SLOWEST_HEAD = 10.0
"""Seconds in which the head of a request must arrive, however steadily it drips."""
LAST_CALL = 0.5
"""Seconds in which a request that is on its way to a server that is stopping is still answered."""
LINGER = 2.0
"""Seconds in which a client can notice that it was answered before it had sent all."""
FILES_KEPT_FREE = 124
MOST_CONNECTIONS = min(2000, resource.getrlimit(resource.RLIMIT_NOFILE)[0] - FILES_KEPT_FREE)


class Lingering:
    """A transport that goes on to read for a moment when it is closed.

    If anything that a client sent were left unread, the system would tell the client so at once,
    and throw away the answer that says why.
    """

    def __init__(self, transport: asyncio.Transport) -> None:
        self.transport = transport
        self.write = transport.write
        self.is_closed = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self.transport, name)

    def is_closing(self) -> bool:
        """Say whether nothing more is to be sent or understood."""
        return self.is_closed or self.transport.is_closing()

    def close(self) -> None:
        """Say that nothing more comes, and hang up when the client does, or soon."""
        if self.is_closing() or not self.transport.can_write_eof():
            self.transport.close()
            return
        self.is_closed = True
        self.transport.write_eof()
        asyncio.get_running_loop().call_later(LINGER, self.transport.close)


class Connection(HttpToolsProtocol):
    """Speaks HTTP with one client; one that sends too much or too slowly is cut.

    The server would take heads of any size at any pace, and answer without a problem document.
    """

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.received = 0
        self.deadline: asyncio.TimerHandle | None = None
        self.refusal: CatalogueError | None = None
        self.is_last = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the head of the first request."""
        super().connection_made(cast("asyncio.Transport", Lingering(transport)))
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
        if self.transport.is_closing():
            return
        if not data.isascii() and self.is_between_requests():
            data = with_plain_url(data)
        self.received += len(data)
        super().data_received(data)
        if self.deadline and self.received > LARGEST_HEAD:
            self.refuse(too_large())

    def on_message_begin(self) -> None:
        """Begin to wait for the head of a request."""
        super().on_message_begin()
        if self.deadline is None:
            self.wait_for_head()

    def is_between_requests(self) -> bool:
        """Say whether what arrives next is the first of a head."""
        if self.deadline:
            return self.received == 0
        return self.cycle is None or self.cycle.response_complete

    def on_url(self, url: bytes) -> None:
        """Take a part of the URL, if it is not too long."""
        super().on_url(url)
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
        self.scope["extensions"] = offer(partial(write, self.cycle))
        if self.is_last:
            super().shutdown()

    def wait_for_head(self) -> None:
        """Cut the client if no head arrives in time."""
        self.received = 0
        self.deadline = self.loop.call_later(SLOWEST_HEAD, self.give_up)

    def give_up(self) -> None:
        """Cut the client, whose request does not come to an end."""
        text = f"The request did not arrive within {SLOWEST_HEAD:g} seconds."
        self.refuse(RequestTimeout(text))

    def stop_waiting(self) -> None:
        """Note that the head is there."""
        if self.deadline:
            self.deadline.cancel()
            self.deadline = None

    def shutdown(self) -> None:
        """Answer what is under way, and what arrives in the next moment; then hang up."""
        if self.cycle and not self.cycle.response_complete:
            super().shutdown()
        elif not self.is_last:
            self.is_last = True
            self.loop.call_later(LAST_CALL, super().shutdown)

    def send_400_response(self, msg: str) -> None:
        """Answer what is no request; the server calls this also when a step above raised."""
        self.refuse(self.refusal or MalformedRequest(msg))

    def refuse(self, error: CatalogueError) -> None:
        """Answer with a problem and hang up."""
        self.stop_waiting()
        if self.transport.is_closing():
            return
        request_id = new_id()
        response = problem_response(error, "/", request_id)
        headers = [*response.raw_headers, *COMMON]
        headers += [(b"x-request-id", request_id.encode()), (b"connection", b"close")]
        lines = [f"HTTP/1.1 {error.status} {HTTPStatus(error.status).phrase}".encode()]
        lines += [name + b": " + value for name, value in headers]
        self.transport.write(b"\r\n".join([*lines, b"", bytes(response.body)]))
        self.transport.close()


async def write(cycle: RequestResponseCycle, status: int, head: bytes, body: bytes) -> None:
    """Send a whole answer to a request whose headers are lines already; nothing is checked."""
    if cycle.flow.write_paused and not cycle.disconnected:
        await cycle.flow.drain()
    if cycle.disconnected:
        return
    end = b"\r\n" if cycle.keep_alive else b"connection: close\r\n\r\n"
    own = lines(cycle.default_headers)
    cycle.response_started = cycle.response_complete = True
    cycle.transport.write(b"".join((STATUS_LINE[status], own, head, end, body)))
    cycle.message_event.set()
    if not cycle.keep_alive:
        cycle.transport.close()
    cycle.on_response()


def with_plain_url(data: bytes) -> bytes:
    """Percent-encode the first line, for those who type `/v1/search?q=보위부` as it is."""
    line, end, rest = data.partition(b"\r\n")
    return quote(line, safe=ASCII).encode() + end + rest


def too_large() -> HeadTooLarge:
    """Say what the limit is."""
    return HeadTooLarge(f"The head of the request has more than {LARGEST_HEAD:,} bytes.")
