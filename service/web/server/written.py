"""Answers that are written already: as the connection sends them, and as ASGI passes them on."""

from collections.abc import Iterable
from dataclasses import dataclass

from starlette.types import Send

Headers = list[tuple[bytes, bytes]]
END, COLON = b"\r\n", b": "


@dataclass(frozen=True, slots=True)
class Written:
    """A whole answer, with its headers as lines.

    A server takes an answer apart and checks and writes every header each time; that is more work
    than all else there is to do for an answer that is kept.
    """

    status: int
    lines: bytes
    body: bytes = b""


def lines(headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """Write headers as lines."""
    return b"".join([name + COLON + value + END for name, value in headers])


def headers_of(answer: Written) -> Headers:
    """Read the headers of an answer again."""
    named = (line.partition(COLON) for line in answer.lines.split(END) if line)
    return [(name, value) for name, _, value in named]


async def send_written(answer: Written, send: Send) -> None:
    """Send an answer through ASGI."""
    headers = headers_of(answer)
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body})
