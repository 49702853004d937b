"""Addresses in answers: the public address of the service, and stored links made absolute."""

import re

from starlette.requests import HTTPConnection

from service.schemas.record import LINK_BASE

HOST = re.compile(r"[A-Za-z0-9.-]{1,253}(:\d{1,5})?|\[[0-9a-fA-F:]{2,39}\](:\d{1,5})?")
STORED = f'"{LINK_BASE}'.encode()


def base_url(request: HTTPConnection) -> str:
    """Return the address partners see, with a slash at its end.

    Without the setting it is the one the request names; a `Host` that is none gives `/`.
    """
    configured: str | None = getattr(request.app.state, "public_url", None)
    if configured:
        return configured
    host = request.headers.get("host", "")
    return f"{request.scope['scheme']}://{host}/" if HOST.fullmatch(host) else "/"


def absolute(document: bytes, base: str) -> bytes:
    """Put the service's address into the links of a stored document."""
    # As `replace` does, which looks through all of it twice.
    return (b'"' + base.encode()).join(document.split(STORED))
