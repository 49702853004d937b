"""The bare ASGI app: what any Python service could reach at most when it sends equal bytes."""

import os
from pathlib import Path
from typing import Any

ANSWERS = "BENCH_BARE_ANSWERS"
"""Environment variable that names a folder: `/search` is answered with the file `search`."""

JSON = (b"content-type", b"application/json")
TAG = (b"etag", b'"bare"')

Message = dict[str, Any]


def answer(body: bytes) -> tuple[Message, Message]:
    """Make the two messages of an answer; an empty body stands for 304."""
    headers = [JSON, (b"content-length", str(len(body)).encode())] if body else [TAG]
    start = {"type": "http.response.start", "status": 200 if body else 304, "headers": headers}
    return start, {"type": "http.response.body", "body": body}


class Bare:
    """An ASGI app that looks up its answer by path and sends it."""

    def __init__(self, folder: Path) -> None:
        self.answers = {f"/{file.name}": answer(file.read_bytes()) for file in folder.iterdir()}

    async def __call__(self, scope: Message, _receive: Any, send: Any) -> None:
        """Answer one request."""
        if scope["type"] == "http":
            for message in self.answers[scope["path"]]:
                await send(message)


def create_bare() -> Bare:
    """Make the app on the answers that the environment names."""
    return Bare(Path(os.environ[ANSWERS]))
