"""How editors' answers are described in OpenAPI."""

from typing import Any

from service.errors import (
    CatalogueError,
    Forbidden,
    IdempotencyKeyReused,
    InvalidRecord,
    MalformedBody,
    PreconditionFailed,
    PreconditionRequired,
    RecordConflict,
    RecordNotFound,
    RequestTimeout,
    RequestTooLarge,
    RouteNotFound,
    Unauthorized,
    UnsupportedMediaType,
)
from service.web.openapi.responses import EVERY, describe, header, refer

KEPT_OUT = (Unauthorized, Forbidden)
BODY = (MalformedBody, RequestTimeout, RequestTooLarge, UnsupportedMediaType)
WRITTEN = (*BODY, InvalidRecord, RecordConflict)
SAFE = (RecordNotFound, PreconditionFailed, PreconditionRequired)
REVISION = {"ETag": header("The record's revision: send it back as `If-Match`.", '"3"')}

Responses = dict[int | str, dict[str, Any]]


def editorial(
    *problems: type[CatalogueError], status: int = 200, is_tagged: bool = False
) -> Responses:
    """Describe the answers of a route for editors: never kept, and only with a key."""
    responses = describe(*KEPT_OUT, *problems, headers=())
    headers = refer("headers", (*EVERY, "Cache-Control"))
    headers |= REVISION if is_tagged else {}
    headers |= refer("headers", ("Location",)) if status == 201 else {}
    del responses[200]
    return {status: {"headers": headers}, **responses}


LISTED = editorial(RouteNotFound)
READ = editorial(RecordNotFound)
SHOWN = editorial(RecordNotFound, is_tagged=True)
MADE = editorial(*WRITTEN, RouteNotFound, IdempotencyKeyReused, status=201, is_tagged=True)
CHANGED = editorial(*WRITTEN, *SAFE, is_tagged=True)
DONE = editorial(*WRITTEN, *SAFE, IdempotencyKeyReused, is_tagged=True)
TOGETHER = editorial(*WRITTEN, RecordNotFound, PreconditionFailed, IdempotencyKeyReused)
DELETED = editorial(*SAFE, RecordConflict, status=204)
"""What routes answer with: lists, one record, one made, changed, acted upon, several, nothing."""
