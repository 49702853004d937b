"""Answers that are written before they are asked for: how they come from memory to the connection.

A server takes an answer apart into a status, a list of headers and a body, and checks and writes
every header each time. That is more work than all else there is to do for an answer that is kept.
So our server offers an extension of ASGI that takes it as bytes; where a server does not, it goes
the usual way. https://asgi.readthedocs.io/en/latest/specs/main.html#extensions
"""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any

from starlette.types import Scope, Send

EXTENSION = "catalogue.response.written"
Extensions = dict[str, dict[Any, Any]]
Headers = list[tuple[bytes, bytes]]
Write = Callable[[int, bytes, bytes], Awaitable[None]]
"""Sends a status, lines of headers and a body, all at once."""


@dataclass(frozen=True, slots=True)
class Written:
    """A whole answer: its headers as a list, and as the lines that all of them make."""

    status: int
    headers: Headers
    lines: bytes
    body: bytes = b""


def lines(headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """Write headers as lines."""
    return b"".join([name + b": " + value + b"\r\n" for name, value in headers])


def offer(write: Write) -> Extensions:
    """Return the extension as a scope has it."""
    return {EXTENSION: {"write": write}}


def offered(scope: Scope) -> Write | None:
    """Return what takes an answer as bytes, if the server can."""
    extension = (scope.get("extensions") or {}).get(EXTENSION)
    return extension["write"] if extension else None


async def send_written(answer: Written, scope: Scope, send: Send) -> None:
    """Send an answer in the quickest way that the server knows."""
    if write := offered(scope):
        await write(answer.status, answer.lines, answer.body)
        return
    await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
    await send({"type": "http.response.body", "body": answer.body})
