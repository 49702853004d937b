"""A website on a real socket, and a network whose public addresses all lead to it.

Only what lies beyond the network's edge is made up: which addresses names have, and where a
connection to a public address arrives. Rules, ports and the real look-up are those of production.
"""

import socketserver
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Self

import httpcore

from service.outbound.network import Network, look_up

PUBLIC = "93.184.215.14"
OTHER = "2606:2800:21f:cb07:6820:80da:af6b:8b2c"

Page = Callable[[], Iterable[bytes]]


def page(body: bytes = b"", status: str = "200 OK", **headers: str) -> Page:
    """Answer with these bytes; `content_type` is the header Content-Type."""
    named = {"content_length": str(len(body)), **headers}
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in named.items()]
    head = "\r\n".join([f"HTTP/1.1 {status}", *lines, "", ""])
    return lambda: [head.encode(), body]


def forever(start: bytes, piece: bytes, pause: float = 0) -> Page:
    """Answer with the same bytes again and again, until the reader has had enough."""

    def pieces() -> Iterable[bytes]:
        yield start
        while True:
            yield piece
            time.sleep(pause)

    return pieces


@dataclass
class Wire(httpcore.AsyncNetworkBackend):
    """Brings every connection to one local port; `connected` are the addresses asked for."""

    port: int
    dead: Sequence[str] = ()
    connected: list[str] = field(default_factory=list)

    async def connect_tcp(
        self,
        host: str,
        port: int,  # noqa: ARG002 - the signature is httpcore's
        timeout: float | None = None,  # noqa: ASYNC109 - as above
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        self.connected.append(host)
        if host in self.dead:
            raise httpcore.ConnectError("nobody is there")
        return await httpcore.AnyIOBackend().connect_tcp(
            "127.0.0.1", self.port, timeout, local_address, socket_options
        )


class Names(dict[str, list[Sequence[str]]]):
    """What each name is answered with, look-up by look-up; the last answer stays."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    async def resolve(self, host: str, port: int) -> Sequence[str]:
        self.asked.append(host)
        if host not in self:
            return await look_up(host, port)
        return self[host].pop(0) if len(self[host]) > 1 else self[host][0]


class Website:
    """Serves `pages` by path at http://site.example; `requests` are the heads it was sent."""

    def __init__(self) -> None:
        self.pages: dict[str, Page] = {}
        self.requests: list[str] = []
        self.closing = threading.Event()
        self.names = Names()
        self.names["site.example"] = [[PUBLIC]]

    def __enter__(self) -> Self:
        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), self.handler())
        self.server.daemon_threads = True
        self.wire = Wire(self.server.server_address[1])
        self.network = Network(resolve=self.names.resolve, wire=self.wire)
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self.server.shutdown()
        self.server.server_close()

    def handler(self) -> type[socketserver.StreamRequestHandler]:
        """Read one request, and answer it as its page says."""
        website = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                with suppress(OSError, UnicodeDecodeError):
                    head = "".join(line.decode() for line in iter(self.rfile.readline, b"\r\n"))
                    website.requests.append(head)
                    pieces = iter(website.pages[head.split()[1]]())
                    while (
                        not website.closing.is_set() and (piece := next(pieces, None)) is not None
                    ):
                        self.wfile.write(piece)

        return Handler
