"""The body of an answer: decoded in small steps, and only up to a limit."""

import zlib
from collections.abc import Iterator

from service.errors import FetchFailed, TooMuchData

GZIP = 16 + zlib.MAX_WBITS

STEP = 4096
"""How many bytes are decoded at once: deflate makes at most 1,032 bytes of one, so 4 MB."""


class Body:
    """What is known of a body so far; `encoding` is its Content-Encoding, gzip or none.

    Both sides of the decoder are counted: a little gzip may be much text, and much gzip no text.
    """

    def __init__(self, encoding: str, most_bytes: int) -> None:
        if encoding not in {"", "identity", "gzip", "x-gzip"}:
            raise FetchFailed(
                f"The answer is encoded as {encoding[:40]!r}, though only gzip was offered. "
                "Save it to a file with another program."
            )
        self.plain = not encoding.endswith("gzip")
        self.member = zlib.decompressobj(GZIP)
        self.most_bytes = most_bytes
        self.received = self.decoded = 0

    def decode(self, data: bytes) -> Iterator[bytes]:
        """Decode the bytes that came next. Raises FetchFailed and TooMuchData."""
        self.received += len(data)
        try:
            for piece in [data] if self.plain else self.gunzip(data):
                self.decoded += len(piece)
                if max(self.received, self.decoded) > self.most_bytes:
                    raise TooMuchData(
                        f"The answer has more than the {self.most_bytes:,} bytes allowed. "
                        "Ask for less of it, or save it to a file with another program."
                    )
                yield piece
        except zlib.error as error:
            raise FetchFailed("The answer is not the gzip it claims to be. Try again.") from error

    def gunzip(self, data: bytes) -> Iterator[bytes]:
        """Decode gzip, which may be several members in a row (RFC 1952)."""
        for start in range(0, len(data), STEP):
            rest = data[start : start + STEP]
            while rest:
                if self.member.eof:
                    self.member = zlib.decompressobj(GZIP)
                yield self.member.decompress(rest)
                rest = self.member.unused_data

    def finish(self) -> None:
        """Raise FetchFailed if the gzip ends before its end."""
        if self.received and not self.plain and not self.member.eof:
            raise FetchFailed("The answer ended too early. Try again.")
