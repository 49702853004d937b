"""The addresses of collections for editors: create a record, list records."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from sqlalchemy import Connection

from service.editorial import drafting
from service.editorial.answers import Answer
from service.editorial.listing import Selection, list_records
from service.editorial.revision import Change
from service.editorial.state import states
from service.routes.editorial import description
from service.routes.editorial.answers import (
    answer_record,
    languages_of,
    respond,
    show,
    to_answer,
    write,
)
from service.routes.editorial.bodies import RECORD, NewRecord
from service.routes.editorial.naming import COLLECTION, CollectionName, Target
from service.routes.editorial.paging import read_place, write_place
from service.routes.editorial.parameters import (
    ListParameters,
    Order,
    WriteParameters,
    refuse_repeated,
)
from service.routes.editorial.permission import EditKey
from service.schemas.editorial import EditorialPage, EditorialRecord
from service.tables.database import reading

router = APIRouter(prefix=COLLECTION, tags=["editorial"], dependencies=[Depends(refuse_repeated)])


@router.post(
    "",
    status_code=201,
    response_model=EditorialRecord,
    responses=description.MADE,
    openapi_extra=RECORD,
)
def create_record(
    editor: EditKey,
    request: Request,
    collection: CollectionName,
    parameters: Annotated[WriteParameters, Query()],
    posted: NewRecord,
) -> Response:
    """Create a draft.

    Nothing of it shows in public. References name other records by id, key, slug or identifier.
    Where a record with one of the names exists already, 409 tells its id as `existing`.
    """

    def create(connection: Connection) -> Answer:
        change = Change(editor, parameters.reason)
        record_id = drafting.create(connection, change, collection.kind, posted.body)
        return answer_record(connection, Target(request, collection.kind, record_id), 201)

    return write(request, create, posted.asked(editor))


@router.get("", response_model=EditorialPage, responses=description.LISTED)
def list_drafts(
    _editor: EditKey,
    request: Request,
    collection: CollectionName,
    parameters: Annotated[ListParameters, Query()],
) -> Response:
    """List records as editors have them, whatever their status.

    Follow `next` to the end.
    """
    query = {"collection": collection, **parameters.model_dump(mode="json", exclude_none=True)}
    after = read_place(request, query, parameters.cursor)
    languages = languages_of(request)
    asked = parameters.model_dump(exclude={"sort", "limit", "cursor"})
    selection = Selection(collection.kind, languages=languages, **asked)
    latest_first = parameters.sort is Order.latest
    with reading(request.app.state.engine) as connection:
        page = list_records(
            connection, selection, after, parameters.limit, latest_first=latest_first
        )
        data = [show(request, one) for one in states(connection, page.rows, languages)]
    url = write_place(request, query, page.last)
    return respond(to_answer(EditorialPage(data=data, total=page.total, next=url)))
