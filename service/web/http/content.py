"""Pages and files: what does not come from the ledger, with validators, packed if that is taken."""

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import cached_property

from starlette.requests import Request
from starlette.responses import Response

from service.web.http.conditional import not_modified
from service.web.http.negotiation import accepts_gzip

LEVEL = 1
"""How hard gzip tries: the least, which takes a third of the time and leaves an eighth more."""
DEPENDS = "Accept-Encoding"
SECONDS = 3600
SINCE = format_datetime(datetime.now(UTC), usegmt=True)
"""What a process sends does not change while it runs; after that the ETag tells."""


@dataclass(frozen=True)
class Content:
    """Bytes of a page or file."""

    body: bytes
    media_type: str

    @cached_property
    def tag(self) -> str:
        """Tells these bytes from all others."""
        return hashlib.sha256(self.body).hexdigest()[:16]

    @cached_property
    def packed(self) -> bytes:
        """The bytes as gzip; the same on every machine."""
        return gzip.compress(self.body, LEVEL, mtime=0)


@dataclass(frozen=True)
class Packing:
    """Whether the answer to a request is packed: by gzip, if the caller unpacks it."""

    is_packed: bool

    @property
    def encoding(self) -> dict[str, str]:
        """The header that says so, which only whole answers have."""
        return {"Content-Encoding": "gzip"} if self.is_packed else {}

    def headers(self, headers: Mapping[str, str]) -> dict[str, str]:
        """Add what an answer depends on; packed bytes are others, with an `ETag` of their own."""
        said = {**headers, "Vary": ", ".join(filter(None, (headers.get("Vary"), DEPENDS)))}
        if self.is_packed and "ETag" in said:
            said["ETag"] = f'{said["ETag"][:-1]}-gzip"'
        return said

    def write(self, body: bytes) -> bytes:
        """Write a body as it is sent; the same on every machine."""
        return gzip.compress(body, LEVEL, mtime=0) if self.is_packed else body


def packing(request: Request) -> Packing:
    """Learn whether the answer to a request is packed."""
    return Packing(accepts_gzip(request.headers.get("accept-encoding")))


def send(request: Request, content: Content, headers: dict[str, str] | None = None) -> Response:
    """Answer with a page or file, or 304; `headers` may say more on what it depends on."""
    pack = packing(request)
    own = {"Last-Modified": SINCE, "Cache-Control": f"public, max-age={SECONDS}", **(headers or {})}
    said = pack.headers({**own, "ETag": f'"{content.tag}"'})
    if unchanged := not_modified(request, said):
        return unchanged
    body = content.packed if pack.is_packed else content.body
    return Response(body, 200, {**said, **pack.encoding}, content.media_type)
