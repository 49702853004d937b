"""The addresses of a record's life: preview, publish, withdraw, merge."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from sqlalchemy import Connection

from service.editorial.answers import Answer
from service.editorial.merging import merge
from service.editorial.preview import preview
from service.editorial.publication import withdraw
from service.editorial.revision import Change
from service.editorial.schedule import schedule
from service.formats.offered import FORMATS, JSON
from service.routes.editorial import description
from service.routes.editorial.answers import UNKEPT, answer_record, write
from service.routes.editorial.bodies import Posted, describe_body, posted
from service.routes.editorial.naming import COLLECTION, NoParameters, Target, TargetRecord
from service.routes.editorial.parameters import WriteParameters, refuse_repeated
from service.routes.editorial.permission import EditKey, PublishKey
from service.routes.editorial.preconditions import KnownRecord
from service.routes.editorial.publications import make_public
from service.schemas.answer import AnyDocument
from service.schemas.editorial import EditorialRecord, MergeBody, PublishBody, WithdrawBody
from service.tables.database import reading
from service.web.http.address import absolute, base_url
from service.web.projection import project, read_view
from service.web.record import write_record
from service.web.representation import content_type, describe_formats, named_format
from service.web.view_parameters import ReportViewParameters

router = APIRouter(
    prefix=COLLECTION + "/{id}", tags=["editorial"], dependencies=[Depends(refuse_repeated)]
)
Publishing = Annotated[Posted[PublishBody], Depends(posted(PublishBody))]
Withdrawing = Annotated[Posted[WithdrawBody], Depends(posted(WithdrawBody))]
PREVIEWED = {
    **description.READ,
    200: {**description.READ[200], "content": describe_formats(FORMATS)},
}
Merging = Annotated[Posted[MergeBody], Depends(posted(MergeBody))]


@router.get("/preview", response_model=AnyDocument, responses=PREVIEWED)
def preview_record(
    _editor: EditKey, target: TargetRecord, view: Annotated[ReportViewParameters, Query()]
) -> Response:
    """Read the public document as it would be, byte for byte, or in another format.

    A record that waits for its moment is shown as of then.
    """
    shown, chosen = read_view(view, (target.kind,)), named_format(target.kind, view)
    with reading(target.request.app.state.engine) as connection:
        document = preview(connection, target.kind, target.id)
    base = base_url(target.request)
    if chosen is JSON:
        body = absolute(project(document, shown), base)
    else:
        body = write_record(document, base, chosen, view)
    return Response(body, 200, UNKEPT, content_type(chosen))


@router.post(
    "/publish",
    response_model=EditorialRecord,
    responses=description.DONE,
    openapi_extra=describe_body(PublishBody, required=False),
)
def publish_record(
    editor: PublishKey, record: KnownRecord, _nothing: NoParameters, sent: Publishing
) -> Response:
    """Make a record public as it is now, or at a moment as it is then.

    Another moment takes the place of one that was said before; DELETE takes it off. Until then only
    keys with the scope `publish` change the record, and the drafts that become public with it.
    Authorities that it names become public with it; if one waits for a later moment, 409 names it.
    A withdrawn record becomes public again.
    """

    def publish(connection: Connection) -> Answer:
        record.check(connection)
        make_public(connection, Change(editor, sent.body.reason), [record.id], sent.body.at)
        return answer_record(connection, record)

    return write(record.request, publish, sent.asked(editor))


@router.delete("/publish", response_model=EditorialRecord, responses=description.CHANGED)
def take_embargo_off(
    editor: PublishKey, record: KnownRecord, parameters: Annotated[WriteParameters, Query()]
) -> Response:
    """Take the moment off at which a record was to become public: it stays as it is."""

    def take_off(connection: Connection) -> Answer:
        record.check(connection)
        schedule(connection, Change(editor, parameters.reason), [record.id], None)
        return answer_record(connection, record)

    return write(record.request, take_off)


@router.post(
    "/withdraw",
    response_model=EditorialRecord,
    responses=description.DONE,
    openapi_extra=describe_body(WithdrawBody),
)
def withdraw_record(
    editor: PublishKey, record: KnownRecord, _nothing: NoParameters, sent: Withdrawing
) -> Response:
    """Take a record out of the public; readers are told when, why, and what replaces it."""

    def take_out(connection: Connection) -> Answer:
        record.check(connection)
        body, change = sent.body, Change(editor, sent.body.reason)
        withdraw(connection, record.id, body.reason, body.replaced_by, change)
        return answer_record(connection, record)

    return write(record.request, take_out, sent.asked(editor))


@router.post(
    "/merge",
    response_model=EditorialRecord,
    responses=description.DONE,
    openapi_extra=describe_body(MergeBody),
)
def merge_record(
    editor: PublishKey, record: KnownRecord, _nothing: NoParameters, sent: Merging
) -> Response:
    """Merge an authority, or a mention, into another record of the same thing, which is answered.

    All that refers to the one refers to the other then; its names become names of the other, and
    its addresses redirect there.
    """

    def move(connection: Connection) -> Answer:
        record.check(connection)
        change, into = Change(editor, sent.body.reason), sent.body.into
        merge(connection, change, record.kind, record.id, into)
        return answer_record(connection, Target(record.request, record.kind, into))

    return write(record.request, move, sent.asked(editor))
