"""Hanging up: not before the client can have heard why."""

import asyncio
from typing import Any

LINGER = 2.0
"""Seconds in which a client can notice that it was answered before it had sent all."""


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
