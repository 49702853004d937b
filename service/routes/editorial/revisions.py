"""The addresses of revisions: list, read, compare, restore."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection, Row

from service.editorial.answers import Answer
from service.editorial.difference import differences
from service.editorial.restoring import restore
from service.editorial.revision import Change, fields_at, list_revisions, revision_row
from service.errors import RecordNotFound
from service.routes.editorial import description
from service.routes.editorial.answers import (
    answer_record,
    respond,
    show_differences,
    to_answer,
    write,
)
from service.routes.editorial.bodies import Posted, describe_body, posted
from service.routes.editorial.naming import COLLECTION, NoParameters, Target, TargetRecord
from service.routes.editorial.paging import next_url
from service.routes.editorial.parameters import refuse_repeated
from service.routes.editorial.permission import EditKey
from service.routes.editorial.preconditions import KnownRecord
from service.schemas.editorial import (
    Differences,
    EditorialRecord,
    FullRevision,
    RestoreBody,
    RevisionItem,
    RevisionNumber,
    RevisionPage,
)
from service.tables.database import reading

router = APIRouter(
    prefix=COLLECTION + "/{id}/revisions",
    tags=["editorial"],
    dependencies=[Depends(refuse_repeated)],
)
AFTER_ALL = 2**31 - 1
Number = Annotated[RevisionNumber, Path(description="Number of the revision.")]
Restoring = Annotated[Posted[RestoreBody], Depends(posted(RestoreBody))]


class PageOfRevisions(BaseModel):
    """Which revisions of a record."""

    model_config = ConfigDict(extra="forbid")

    before: RevisionNumber | None = Field(default=None, description="Only earlier ones.")
    limit: int = Field(default=25, ge=1, le=100, description="Most revisions on a page.")


class Comparison(BaseModel):
    """With which other revision."""

    model_config = ConfigDict(extra="forbid")

    to: RevisionNumber | None = Field(
        default=None, description="The later one; left out, it is the next."
    )


@router.get("", response_model=RevisionPage, responses=description.READ)
def list_revisions_of_record(
    _editor: EditKey, target: TargetRecord, parameters: Annotated[PageOfRevisions, Query()]
) -> Response:
    """List every write to a record, the latest first; also of one that was deleted."""
    before = AFTER_ALL if parameters.before is None else parameters.before
    limit = parameters.limit
    with reading(target.request.app.state.engine) as connection:
        found = list_revisions(connection, target.kind, target.id, before, limit + 1)
    if not found and parameters.before is None:
        raise RecordNotFound(f"No {target.kind} has the id {target.id!r}, public or not.")
    shown = [show_revision(row) for row in found[:limit]]
    more = next_url(target.request, "before", shown[-1].number) if len(found) > limit else None
    return respond(to_answer(RevisionPage(data=shown, next=more)))


@router.get("/{number}", response_model=FullRevision, responses=description.READ)
def read_revision(
    _editor: EditKey, target: TargetRecord, number: Number, _nothing: NoParameters
) -> Response:
    """Read one write to a record, with the full record as it was after it."""
    with reading(target.request.app.state.engine) as connection:
        row = revision_row(connection, target.kind, target.id, number)
        record = record_at(connection, target, number)
    item = show_revision(row)
    return respond(to_answer(FullRevision(**item.model_dump(), record=record)))


@router.get("/{number}/differences", response_model=Differences, responses=description.READ)
def compare_revisions(
    _editor: EditKey,
    target: TargetRecord,
    number: Number,
    parameters: Annotated[Comparison, Query()],
) -> Response:
    """List what differs between two revisions, value by value."""
    to = number + 1 if parameters.to is None else parameters.to
    with reading(target.request.app.state.engine) as connection:
        before = record_at(connection, target, number)
        after = record_at(connection, target, to)
    found = show_differences(list(differences(before, after)))
    return respond(to_answer(Differences(data=found)))


@router.post(
    "/{number}/restore",
    response_model=EditorialRecord,
    responses=description.DONE,
    openapi_extra=describe_body(RestoreBody, required=False),
)
def restore_revision(
    editor: EditKey, record: KnownRecord, number: Number, body: Restoring
) -> Response:
    """Write a record again as it was after a revision, also one that was deleted.

    It is a new revision; nothing is taken out of the history. What is public stays as it is.
    What waits for its moment is restored by keys with the scope `publish` alone.
    """

    def work(connection: Connection) -> Answer:
        record.check_history(connection)
        restore(connection, Change(editor, body.body.reason), record.kind, record.id, number)
        return answer_record(connection, record)

    return write(record.request, work, body.asked(editor))


def show_revision(row: Row[tuple[object, ...]]) -> RevisionItem:
    """Write one revision."""
    return RevisionItem(**{name: getattr(row, name) for name in RevisionItem.model_fields})


def record_at(connection: Connection, target: Target, number: int) -> dict[str, object]:
    """Return the record as it could be written after a revision; what is empty is left out.

    Raises:
        RecordNotFound: if there is no such revision.
    """
    row = revision_row(connection, target.kind, target.id, number)
    names = {"kind": row.kind, "id": row.record_id, "slug": row.slug}
    fields = fields_at(connection, target.id, number)
    return names | {name: value for name, value in fields.items() if value not in (None, [], {})}
