"""What editors send: read within limits, only once it is known that they may send it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated, Any, Generic, TypeVar

import pydantic_core
from fastapi import Depends, Header, Request
from pydantic import BaseModel, TypeAdapter

from service.editorial.answers import Asked
from service.editorial.keys import Editor
from service.errors import UnsupportedMediaType
from service.schemas.editorial import AnyWritten, RecordPatch
from service.web.http.request import members, read_body, unasked
from service.web.server.boundary import has_body

B = TypeVar("B", bound=BaseModel)
JSON = "application/json"
MERGE_PATCH = "application/merge-patch+json"
ANYTHING: TypeAdapter[Any] = TypeAdapter(Any)
IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=255,
        pattern=r"^[\x21-\x7e]+$",
        description="A name of your own for this request. Sent again within 24 hours, the same "
        "request is not done twice and gets the same answer.",
        examples=["5d7f0c1e-launch"],
    ),
]


@dataclass(frozen=True)
class Posted(Generic[B]):
    """A body, and the name under which the request may be sent again."""

    body: B
    idempotency_key: str | None
    fingerprint: str

    def asked(self, editor: Editor) -> Asked | None:
        """Say what is asked, if it may be sent again."""
        if self.idempotency_key is None or editor.key_id is None:
            return None
        return Asked(editor.key_id, self.idempotency_key, self.fingerprint)


def posted(model: type[B]) -> Callable[..., Awaitable[Posted[B]]]:
    """Make the dependency that reads a POST's body; one that is not there says nothing."""
    shape, known = TypeAdapter(model), members(model)

    async def read(request: Request, idempotency_key: IdempotencyKey = None) -> Posted[B]:
        nothing: B | None = None if has_body(request.scope) else unasked(model)
        body: B = nothing or await read_body(request, shape, known)
        return Posted(body, idempotency_key, fingerprint(request, body.model_dump(mode="json")))

    return read


async def read_new(request: Request, idempotency_key: IdempotencyKey = None) -> "Posted[Any]":
    """Read a record that is posted; its schema is checked where its kind is known."""
    body = await read_body(request, ANYTHING, {})
    return Posted(body, idempotency_key, fingerprint(request, body))


async def read_whole(request: Request) -> Any:
    """Read a record that takes the place of another."""
    return await read_body(request, ANYTHING, {})


async def read_patch(request: Request) -> Any:
    """Read a JSON Merge Patch.

    Raises:
        UnsupportedMediaType: if it is another kind of patch.
    """
    media_type = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if media_type not in {JSON, MERGE_PATCH}:
        headers = {"Accept-Patch": f"{MERGE_PATCH}, {JSON}"}
        raise UnsupportedMediaType(f"A change is sent as {MERGE_PATCH}.", headers=headers)
    return await read_body(request, ANYTHING, {})


def fingerprint(request: Request, value: Any) -> str:
    """Tell one request from another: by method, address and what the body says."""
    url = request.url
    said = [request.method, url.path, url.query, value]
    return sha256(pydantic_core.to_json(said)).hexdigest()


NewRecord = Annotated[Posted[Any], Depends(read_new)]
WholeRecord = Annotated[Any, Depends(read_whole)]
PatchOfRecord = Annotated[Any, Depends(read_patch)]


def describe_body(model: type[BaseModel], *media_types: str, required: bool = True) -> Any:
    """Describe in OpenAPI what a dependency reads."""
    schema = {"$ref": f"#/components/schemas/{model.__name__}"}
    content = {media_type: {"schema": schema} for media_type in media_types or (JSON,)}
    return {"requestBody": {"required": required, "content": content}}


RECORD = describe_body(AnyWritten)
PATCH = describe_body(RecordPatch, MERGE_PATCH, JSON)
