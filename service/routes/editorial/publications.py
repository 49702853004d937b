"""The address of publications: several records become public together."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy import Connection, Row, select

from service.editorial.answers import Answer
from service.editorial.publication import publish_again
from service.editorial.revision import Change
from service.editorial.schedule import schedule
from service.editorial.state import rows, states
from service.errors import FieldError, PreconditionFailed, RecordNotFound
from service.routes.editorial import description
from service.routes.editorial.answers import languages_of, show, to_answer, write
from service.routes.editorial.bodies import Posted, describe_body, posted
from service.routes.editorial.naming import NoParameters
from service.routes.editorial.parameters import refuse_repeated
from service.routes.editorial.permission import PublishKey
from service.schemas.editorial import PublicationItem, Publications, PublicationsBody
from service.tables.record import records

router = APIRouter(
    prefix="/v1/editorial/publications", tags=["editorial"], dependencies=[Depends(refuse_repeated)]
)
Publishing = Annotated[Posted[PublicationsBody], Depends(posted(PublicationsBody))]


@router.post(
    "",
    response_model=Publications,
    responses=description.TOGETHER,
    openapi_extra=describe_body(PublicationsBody),
)
def publish_together(
    editor: PublishKey, request: Request, _nothing: NoParameters, sent: Publishing
) -> Response:
    """Make several records public in one transaction, now or at a moment.

    A report, its files and the mention of its launch appear together, in all languages; if one of
    them cannot, none does. To cancel a moment, DELETE the address of the record that ends in
    `/publish`.
    """
    body = sent.body
    ids = [item.id for item in body.records]

    def publish(connection: Connection) -> Answer:
        check_revisions(connection, body.records)
        make_public(connection, Change(editor, body.reason), ids, body.at)
        return answer_records(request, connection, ids)

    return write(request, publish, sent.asked(editor))


def make_public(
    connection: Connection, change: Change, ids: Sequence[str], at: datetime | None
) -> None:
    """Publish records now, or let it happen at a moment.

    Raises:
        InvalidRecord: if the moment is over.
        RecordConflict: if a record was merged into another.
    """
    if at is None:
        publish_again(connection, ids, change)
    else:
        schedule(connection, change, ids, at)


def check_revisions(connection: Connection, items: Sequence[PublicationItem]) -> None:
    """Refuse records that are not there, or are not as the caller knows them.

    Raises:
        RecordNotFound: if an id belongs to no record.
        PreconditionFailed: if a record is at another revision.
    """
    statement = select(records.c.id, records.c.revision)
    found = connection.execute(statement.where(records.c.id.in_([one.id for one in items]))).all()
    revisions = {row.id: row.revision for row in found}
    unknown = [
        FieldError(f"records[{place}].id", f"{one.id!r} belongs to no record")
        for place, one in enumerate(items)
        if one.id not in revisions
    ]
    if unknown:
        raise RecordNotFound("Some records are not there.", errors=unknown)
    stale = [
        FieldError(f"records[{place}].revision", f"{one.id} is at {revisions[one.id]} now")
        for place, one in enumerate(items)
        if one.revision not in (None, revisions[one.id])
    ]
    if stale:
        raise PreconditionFailed("Some records were written since you read them.", errors=stale)


def answer_records(request: Request, connection: Connection, ids: Sequence[str]) -> Answer:
    """Answer with records as they are now, in the order asked."""
    found: dict[str, Row[tuple[object, ...]]] = {
        row.id: row for row in connection.execute(rows().where(records.c.id.in_(ids)))
    }
    in_order = [found[one] for one in dict.fromkeys(ids)]
    shown = [show(request, one) for one in states(connection, in_order, languages_of(request))]
    return to_answer(Publications(data=shown))
