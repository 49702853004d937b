"""Addresses in answers: the public address of the service, and stored links made absolute."""

import re
from typing import Any
from urllib.parse import quote

import pydantic_core
from starlette.requests import HTTPConnection

from service.schemas.record import LINK_BASE

HOST = re.compile(r"[A-Za-z0-9.-]{1,253}(:\d{1,5})?|\[[0-9a-fA-F:]{2,39}\](:\d{1,5})?")
STORED = f'"{LINK_BASE}'.encode()
LINKS = b',"links":{'


def base_url(request: HTTPConnection) -> str:
    """Return the address partners see, with a slash at its end.

    Without the setting it is the one the request names; a `Host` that is none gives `/`.
    """
    configured: str | None = getattr(request.app.state, "public_url", None)
    return configured or named_base(request.scope["scheme"], request.headers.get("host", ""))


def named_base(scheme: str, host: str) -> str:
    """Return the address of the service that a request names; `/` if its host is none."""
    return f"{scheme}://{host}/" if HOST.fullmatch(host) else "/"


def asked_address(request: HTTPConnection) -> str:
    """Return the address that a request names, without its query."""
    return base_url(request) + quote(request.scope["path"].lstrip("/"))


def absolute(document: bytes, base: str) -> bytes:
    """Put the service's address into the links of a stored document."""
    # As `replace` does, which looks through all of it twice.
    return (b'"' + base.encode()).join(document.split(STORED))


def addressed(document: bytes, base: str) -> bytes:
    """Put the service's address into a whole stored document, whose links stand at its end."""
    before, name, links = document.rpartition(LINKS)
    return b"".join((before, name, absolute(links, base)))


def read_document(document: bytes, base: str) -> dict[str, Any]:
    """Read a stored document, with the service's address in its links."""
    # Names of members are few; to look for texts that were seen before takes longer than to copy.
    found: dict[str, Any] = pydantic_core.from_json(addressed(document, base), cache_strings="keys")
    return found
