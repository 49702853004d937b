"""Import of many records over HTTP: lines in, one result a line out."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from typing import IO, Annotated, Any

import pydantic_core
from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from starlette.datastructures import Headers

from service.batches import batches
from service.editorial.importing import Outcome, Plan, carry_out
from service.editorial.keys import Scope
from service.editorial.results import Results
from service.editorial.revision import Change
from service.editorial.spool import disk_errors
from service.errors import (
    Forbidden,
    RequestTimeout,
    RequestTooLarge,
    Unauthorized,
    UnsupportedMediaType,
)
from service.routes.editorial.parameters import refuse_repeated
from service.routes.editorial.permission import EditKey, require
from service.schemas.values import clean_text
from service.web.openapi.responses import EVERY, describe, refer

router = APIRouter(
    prefix="/v1/editorial/imports", tags=["editorial"], dependencies=[Depends(refuse_repeated)]
)
LARGEST = 1_000_000_000
LONGEST_PAUSE = 60.0
"""Seconds in which more of the body must arrive."""
LINES = "application/x-ndjson"
MEDIA_TYPES = (LINES, "application/ndjson", "application/jsonl")
TOGETHER = 1000
"""Results that are sent at once."""
PROBLEMS = (Unauthorized, Forbidden, RequestTimeout, RequestTooLarge, UnsupportedMediaType)
TEXT = {"type": "string", "maxLength": LARGEST}
BODY = {
    "required": True,
    "description": "One record a line, up to 1 GB.",
    "content": {LINES: {"schema": TEXT}},
}
RESPONSES = describe(*PROBLEMS, headers=EVERY)
RESPONSES[200]["content"] = {LINES: {"schema": TEXT}}
RESPONSES[422] = {
    "description": "A line is bad, and nothing is stored. Or a parameter cannot be understood.",
    "headers": refer("headers", EVERY),
    "content": {
        LINES: {"schema": TEXT},
        "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}},
    },
}


class Lines(StreamingResponse):
    """One JSON document a line."""

    media_type = LINES


class ImportParameters(BaseModel):
    """How an import is made."""

    model_config = ConfigDict(extra="forbid")

    dry_run: bool = Field(default=False, description="Try everything, and store nothing.")
    publish: bool = Field(
        default=False, description="Make the records public at once; needs the scope `publish`."
    )
    keep_going: bool = Field(
        default=False, description="Store the good lines; without it, all or nothing."
    )
    reason: Annotated[str, AfterValidator(clean_text)] | None = Field(
        default=None, max_length=2000, description="Why, for the revisions."
    )


class ImportSummary(BaseModel):
    """The last line: what became of the whole file."""

    complete: bool = Field(description="Whether the file was carried out; else nothing was stored.")
    dry_run: bool = Field(description="Whether it was a trial, after which nothing is stored.")
    stored: int = Field(ge=0, description="Lines that were read and are stored.")
    changed: int = Field(ge=0, description="Records that are new or other than before.")
    published: int = Field(ge=0, description="Records that became public, or changed in public.")
    failed: int = Field(ge=0, description="Lines that were not stored.")


def planned(
    request: Request, editor: EditKey, parameters: Annotated[ImportParameters, Query()]
) -> Plan:
    """Say how to import, once it is known that the caller may."""
    if parameters.publish:
        require(editor, Scope.publish)
    how = parameters.model_dump(exclude={"reason"})
    change = Change(editor, parameters.reason)
    return Plan(**how, change=change, folder=request.app.state.settings.data)


Planned = Annotated[Plan, Depends(planned)]


async def receive(request: Request, plan: Planned) -> AsyncIterator[IO[bytes]]:
    """Take a body to disk as it comes, from those only who may import.

    Raises:
        UnsupportedMediaType: if it is not said to be lines of JSON.
        RequestTooLarge: if it is larger than LARGEST bytes.
        RequestTimeout: if it pauses for longer than LONGEST_PAUSE seconds.
        ServiceUnavailable: if the disk is full.
    """
    check_head(request.headers)
    with disk_errors():
        file: IO[bytes] = tempfile.TemporaryFile(dir=plan.folder)  # noqa: SIM115
    with file:
        async for chunk in chunks(request):
            with disk_errors():
                file.write(chunk)
            check_size(file.tell())
        file.seek(0)
        yield file


def check_head(headers: Headers) -> None:
    """Refuse what can be refused before the body arrives."""
    media_type = headers.get("content-type", "").split(";")[0].strip().lower()
    if media_type not in MEDIA_TYPES or "content-encoding" in headers:
        text = "The body is not said to be lines of JSON, uncompressed."
        raise UnsupportedMediaType(f"{text} Send `Content-Type: {LINES}`.")
    length = headers.get("content-length", "")
    check_size(int(length) if length.isdecimal() else 0)


def check_size(size: int) -> None:
    """Refuse more bytes than are taken."""
    if size > LARGEST:
        raise RequestTooLarge(f"The body has more than {LARGEST:,} bytes.")


async def chunks(request: Request) -> AsyncIterator[bytes]:
    """Go through a body as long as it keeps coming."""
    parts = aiter(request.stream())
    try:
        while True:
            yield await asyncio.wait_for(anext(parts), LONGEST_PAUSE)
    except StopAsyncIteration:
        return
    except TimeoutError as error:
        text = f"Nothing of the body arrived for {LONGEST_PAUSE:g} seconds."
        raise RequestTimeout(text) from error


def open_results(plan: Planned) -> Iterator[Results]:
    """Keep results on disk until they are sent."""
    with Results(plan.folder) as results:
        yield results


@router.post(
    "",
    response_class=Lines,
    openapi_extra={"requestBody": BODY},
    responses=RESPONSES,
)
def import_records(
    request: Request,
    plan: Planned,
    file: Annotated[IO[bytes], Depends(receive)],
    results: Annotated[Results, Depends(open_results)],
) -> Response:
    """Store the records of a file of JSON lines, up to 1 GB, in one transaction.

    The answer has one result a line, in the order of the file: `{"line": 1, "status": "created",
    "id": "…"}`. The status is `created`, `changed`, `unchanged`, or `failed` with `errors`, each a
    `field` and a `message`. The last line is a summary: `{"complete": true, …}`.

    A bad line means that nothing is stored: then the answer is a 422 that lists the bad lines. With
    `keep_going` the good ones are stored. The same file again changes nothing, so that an import
    whose answer was lost may be sent again. A line that changes what waits for its moment is bad if
    the key does not have the scope `publish`.
    """
    plan = replace(plan, results=results)
    outcome = carry_out(request.app.state.engine, file, plan)
    request.app.state.catalogue.expire()
    status = 200 if outcome.complete else 422
    headers = {"Cache-Control": "no-store"}
    return Lines(write(plan, outcome, results), status, headers)


def write(plan: Plan, outcome: Outcome, results: Results) -> Iterator[bytes]:
    """Write the results of all lines, and then the summary."""
    for some in batches(results.lines(outcome.problems), TOGETHER):
        yield b"".join(pydantic_core.to_json(shown(plan, one)) + b"\n" for one in some)
    summary = ImportSummary(
        complete=outcome.complete,
        dry_run=plan.dry_run,
        stored=outcome.stored,
        changed=outcome.changed,
        published=outcome.published,
        failed=outcome.failed,
    )
    yield summary.model_dump_json().encode() + b"\n"


def shown(plan: Plan, result: dict[str, Any]) -> dict[str, Any]:
    """Leave out the id that a record had in a trial only."""
    is_made_up = plan.dry_run and result["status"] == "created"
    return {name: value for name, value in result.items() if not (is_made_up and name == "id")}
