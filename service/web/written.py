"""Answers that are written already: as the connection sends them, and as ASGI passes them on."""

from collections.abc import Iterable
from dataclasses import dataclass

from starlette.types import Send

Headers = list[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class Written:
    """A whole answer: its headers as a list, and as the lines that they make with the common ones.

    A server takes an answer apart and checks and writes every header each time; that is more work
    than all else there is to do for an answer that is kept.
    """

    status: int
    headers: Headers
    lines: bytes
    body: bytes = b""


def lines(headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """Write headers as lines."""
    return b"".join([name + b": " + value + b"\r\n" for name, value in headers])


async def send_written(answer: Written, send: Send) -> None:
    """Send an answer through ASGI."""
    await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
    await send({"type": "http.response.body", "body": answer.body})
