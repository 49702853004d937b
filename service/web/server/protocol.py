"""Connections: what they may cost before there is a request, and what they hear if it is none."""

import asyncio
import re
import resource
from contextlib import suppress
from functools import lru_cache
from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote, unquote

from starlette.types import Scope
from uvicorn.config import Config
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware
from uvicorn.protocols.http.httptools_impl import (
    STATUS_LINE,
    HttpToolsProtocol,
)

from service.errors import (
    CatalogueError,
    HeadTooLarge,
    MalformedRequest,
    RequestTimeout,
    ServiceUnavailable,
    UrlTooLong,
)
from service.web.problem import problem_response
from service.web.server.boundary import COMMON, LONGEST_URL, log_failure, new_id
from service.web.server.lingering import Lingering
from service.web.server.shortcut import SHORTCUT, Shortcut
from service.web.server.written import lines

AUTHORITY_END = re.compile(rb"[/#]")
ASCII = bytes(range(128))
FORWARDED = frozenset({b"x-forwarded-for", b"x-forwarded-proto"})
LARGEST_HEAD = 32_768
SLOWEST_HEAD = 10.0
"""Seconds in which the head of a request must arrive, however steadily it drips."""
SLOWEST_READER = 60.0
"""Seconds in which a client must take most of what is ready to be sent, some 64 KiB."""
LAST_CALL = 0.5
"""Seconds in which a request that is on its way to a server that is stopping is still answered."""
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
        self.reading: asyncio.TimerHandle | None = None
        self.refusal: CatalogueError | None = None
        self.is_in_head = self.is_last = False

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
        self.stop_sending()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what arrived; while it is part of a head, count it."""
        if self.transport.is_closing():
            return
        if self.is_between_requests():
            self.is_in_head = True
            data = data if data.isascii() else with_plain_url(data)
        self.received += len(data)
        super().data_received(data)
        if self.is_in_head and self.deadline is None:
            self.wait_for_head()
        elif self.received > LARGEST_HEAD and self.is_in_head:
            self.refuse(too_large())
        elif self.received > LARGEST_HEAD and not self.transport.is_closing():
            self.transport.abort()  # trailers, or lengths of pieces, without end

    def on_message_begin(self) -> None:
        """Note that a head began; hardly ever does the rest of it not come at once."""
        super().on_message_begin()
        self.is_in_head = True

    def is_between_requests(self) -> bool:
        """Say whether what arrives next is the first of a head."""
        return not self.is_in_head and (self.cycle is None or self.cycle.response_complete)

    def on_url(self, url: bytes) -> None:
        """Take a part of the URL, if it is not too long."""
        super().on_url(url)
        if len(self.url) > LONGEST_URL:
            self.refusal = UrlTooLong(f"The URL has more than {LONGEST_URL:,} characters.")
            raise self.refusal

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header; what follows a body (trailers) is none, and is not looked at."""
        if self.is_in_head:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Let the request through, unless it came all at once and is too large, or is ambiguous."""
        self.stop_waiting()
        if self.received > LARGEST_HEAD and self.size_of_head() > LARGEST_HEAD:
            self.refusal = too_large()
        elif not self.names_one_host():
            self.refusal = MalformedRequest(
                "A request in HTTP/1.1 names one host, in one Host header. Send it once."
            )
        if self.refusal:
            raise self.refusal
        self.received = 0
        if not self.is_answered_at_once():
            super().on_headers_complete()
        if self.is_last or self.parser.should_upgrade():
            super().shutdown()

    def names_one_host(self) -> bool:
        """Say whether nobody on the way can have taken another host for the one that is asked.

        https://www.rfc-editor.org/rfc/rfc9112#section-3.2
        """
        hosts = [value for name, value in self.headers if name == b"host"]
        if len(hosts) != 1:
            return not hosts and bool(self.parser.get_http_version() == "1.0")
        _, is_absolute, rest = self.url.partition(b"?")[0].partition(b"://")
        named = AUTHORITY_END.split(rest, maxsplit=1)[0] if is_absolute else hosts[0]
        return named.lower() == hosts[0].lower()

    def on_body(self, body: bytes) -> None:
        """Take a part of the body."""
        self.received = 0
        super().on_body(body)

    def size_of_head(self) -> int:
        """Return how many bytes the URL and the headers have."""
        return len(self.url) + sum(len(name) + len(value) for name, value in self.headers)

    def is_answered_at_once(self) -> bool:
        """Send an answer that is in memory, if nothing stands in its way; say whether it was."""
        shortcut: Shortcut | None = self.app_state.get(SHORTCUT)
        answer = shortcut(self.asked()) if shortcut and self.is_plain() else None
        if answer is None:
            return False
        status, rest = answer
        own = lines(self.server_state.default_headers)
        self.transport.write(b"".join((STATUS_LINE[status], own, rest)))
        self.cycle = None  # type: ignore[assignment]
        self.on_response_complete()
        return True

    def is_plain(self) -> bool:
        """Say whether an answer can be sent now, and the connection stays as it is."""
        is_free = self.cycle is None or self.cycle.response_complete
        is_staying = self.parser.should_keep_alive() and not self.parser.should_upgrade()
        is_usual = self.parser.get_http_version() == "1.1" and b"#" not in self.url
        is_open = not self.is_last and not self.flow.write_paused
        return is_free and is_open and is_staying and is_usual

    def asked(self) -> Scope:
        """Return the request as the server would hand it to the application."""
        path, _, query = self.url.partition(b"?")
        scope: Scope = {
            **self.scope,
            "method": self.parser.get_method().decode(),
            "path": unquote(path.decode()),
            "raw_path": path,
            "query_string": query,
        }
        if self.config.proxy_headers and not FORWARDED.isdisjoint(dict(self.headers)):
            with suppress(StopIteration):
                proxies(self.config)(scope, None, None).send(None)
        return scope

    def on_message_complete(self) -> None:
        """Note that a request has come to its end, if it is not answered already."""
        self.received = 0
        if self.cycle:
            super().on_message_complete()

    def pause_writing(self) -> None:
        """Wait for a client that does not take what is sent, though not for ever."""
        super().pause_writing()
        self.reading = self.loop.call_later(SLOWEST_READER, self.transport.abort)

    def resume_writing(self) -> None:
        """Go on, as the client has taken most of it."""
        super().resume_writing()
        self.stop_sending()

    def stop_sending(self) -> None:
        """Wait no more for the client to take something."""
        if self.reading:
            self.reading.cancel()
            self.reading = None

    def wait_for_head(self) -> None:
        """Cut the client if no head arrives in time."""
        self.deadline = self.loop.call_later(SLOWEST_HEAD, self.give_up)

    def give_up(self) -> None:
        """Cut the client, whose request does not come to an end."""
        text = f"The request did not arrive within {SLOWEST_HEAD:g} seconds."
        self.refuse(RequestTimeout(text))

    def stop_waiting(self) -> None:
        """Note that the head is there, or that none will be."""
        self.is_in_head = False
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
        log_failure(error, request_id, "")
        response = problem_response(error, "/", request_id)
        headers = [*response.raw_headers, *COMMON]
        headers += [(b"x-request-id", request_id.encode()), (b"connection", b"close")]
        lines = [f"HTTP/1.1 {error.status} {HTTPStatus(error.status).phrase}".encode()]
        lines += [name + b": " + value for name, value in headers]
        self.transport.write(b"\r\n".join([*lines, b"", bytes(response.body)]))
        self.transport.close()


@lru_cache(maxsize=1)
def proxies(config: Config) -> Any:
    """Return the server's own middleware that writes into a scope for whom a trusted proxy asks."""

    async def end(*_: object) -> None:
        pass

    return ProxyHeadersMiddleware(end, config.forwarded_allow_ips)


def with_plain_url(data: bytes) -> bytes:
    """Percent-encode the first line, for those who type `/v1/search?q=보위부` as it is."""
    line, end, rest = data.partition(b"\r\n")
    return quote(line, safe=ASCII).encode() + end + rest


def too_large() -> HeadTooLarge:
    """Say what the limit is."""
    return HeadTooLarge(f"The head of the request has more than {LARGEST_HEAD:,} bytes.")
