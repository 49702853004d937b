"""Pages and files: what does not come from the ledger, with validators, packed if that is taken."""

import gzip
import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import cached_property

from starlette.requests import Request
from starlette.responses import Response

from service.web.conditional import not_modified
from service.web.negotiation import accepts_gzip

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
        return gzip.compress(self.body, mtime=0)


def send(request: Request, content: Content, headers: dict[str, str] | None = None) -> Response:
    """Answer with a page or file, or 304; `headers` may say more on what it depends on."""
    packed = accepts_gzip(request.headers.get("accept-encoding"))
    own = headers or {}
    said = {
        "Last-Modified": SINCE,
        "Cache-Control": f"public, max-age={SECONDS}",
        **own,
        "ETag": f'"{content.tag}{"-gzip" if packed else ""}"',
        "Vary": ", ".join(filter(None, (own.get("Vary"), "Accept-Encoding"))),
    }
    if unchanged := not_modified(request, said):
        return unchanged
    if not packed:
        return Response(content.body, 200, said, content.media_type)
    said["Content-Encoding"] = "gzip"
    return Response(content.packed, 200, said, content.media_type)
