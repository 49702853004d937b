"""The addresses of one record for editors: read, replace, change, delete."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from sqlalchemy import Connection

from service.editorial import drafting
from service.editorial.answers import Answer
from service.editorial.revision import Change
from service.routes.editorial import description
from service.routes.editorial.answers import answer_record, respond, write
from service.routes.editorial.bodies import PATCH, RECORD, PatchOfRecord, WholeRecord
from service.routes.editorial.naming import COLLECTION, NoParameters, TargetRecord
from service.routes.editorial.parameters import WriteParameters, refuse_repeated
from service.routes.editorial.permission import EditKey
from service.routes.editorial.preconditions import KnownRecord
from service.schemas.editorial import EditorialRecord
from service.tables.database import reading

router = APIRouter(
    prefix=COLLECTION + "/{id}", tags=["editorial"], dependencies=[Depends(refuse_repeated)]
)


@router.get("", response_model=EditorialRecord, responses=description.SHOWN)
def read_draft(_editor: EditKey, target: TargetRecord, _nothing: NoParameters) -> Response:
    """Read a record as editors have it.

    `record` is what is written, `differs` what publishing would change, `missing` what is left to
    do. The answer's `ETag` goes into `If-Match` of a change.
    """
    with reading(target.request.app.state.engine) as connection:
        return respond(answer_record(connection, target))


@router.put(
    "",
    response_model=EditorialRecord,
    responses=description.CHANGED,
    openapi_extra=RECORD,
)
def replace_record(
    editor: EditKey,
    record: KnownRecord,
    parameters: Annotated[WriteParameters, Query()],
    body: WholeRecord,
) -> Response:
    """Write a record anew; what is not said is no longer there.

    Without `key` it has none any more; without `slug` it keeps its own, for every record has one.
    What is public of it stays as it is until it is published again. What waits for its moment was
    approved, and so were drafts that become public with it: keys with the scope `publish` alone
    change them, others get 403.
    """

    def replace(connection: Connection) -> Answer:
        record.check(connection)
        change = Change(editor, parameters.reason)
        drafting.replace(connection, change, record.kind, record.id, body)
        return answer_record(connection, record)

    return write(record.request, replace)


@router.patch(
    "",
    response_model=EditorialRecord,
    responses=description.CHANGED,
    openapi_extra=PATCH,
)
def change_record(
    editor: EditKey,
    record: KnownRecord,
    parameters: Annotated[WriteParameters, Query()],
    body: PatchOfRecord,
) -> Response:
    """Change members of a record, by JSON Merge Patch (RFC 7396).

    `null` removes a member, also the `key`, objects such as language maps merge, lists are replaced
    whole. Every record has a slug, which is replaced and never removed. What waits for its moment
    is changed by keys with the scope `publish` alone, as with PUT.
    """

    def patch(connection: Connection) -> Answer:
        record.check(connection)
        change = Change(editor, parameters.reason)
        drafting.patch(connection, change, record.kind, record.id, body)
        return answer_record(connection, record)

    return write(record.request, patch)


@router.delete("", status_code=204, responses=description.DELETED)
def delete_draft(
    editor: EditKey,
    record: KnownRecord,
    parameters: Annotated[WriteParameters, Query()],
) -> Response:
    """Delete a draft that was never public, with those merged into it. Its revisions stay.

    What was public is withdrawn instead, so that readers learn why. What waits for its moment is
    deleted by keys with the scope `publish` alone.
    """

    def discard(connection: Connection) -> Answer:
        record.check(connection)
        change = Change(editor, parameters.reason)
        drafting.discard(connection, change, record.kind, record.id)
        return Answer(204, {}, b"")

    return write(record.request, discard)
