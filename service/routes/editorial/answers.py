"""Answers for editors: records as they have them, never kept by caches."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict

import pydantic_core
from fastapi import Request, Response
from pydantic import BaseModel
from sqlalchemy import Connection

from service.editorial.answers import Answer, Asked, once
from service.editorial.difference import Difference
from service.editorial.state import State, state
from service.languages import canonical_tag
from service.routes.editorial.naming import Target
from service.routes.editorial.preconditions import tag_of
from service.schemas.editorial import DifferenceItem, EditorialLinks, EditorialRecord, MissingItem
from service.schemas.record import COLLECTIONS
from service.schemas.values import RecordKind
from service.tables.database import writing
from service.web.http.address import base_url

UNKEPT = {"Cache-Control": "no-store"}
LIFE = (
    "id", "kind", "slug", "status", "version", "revision", "created_at", "updated_at", "edited_by",
    "published_at", "publish_at", "withdrawn_at", "withdrawn_reason", "replaced_by",
)  # fmt: skip


def write(
    request: Request,
    work: Callable[[Connection], Answer],
    asked: Asked | None = None,
) -> Response:
    """Do one piece of work in one transaction and answer; what was asked before is not done again.

    Raises:
        ServiceUnavailable: if the database does not answer.
        IdempotencyKeyReused: if the name of the request was used for another one.
    """
    with writing(request.app.state.engine) as connection:
        answer = once(connection, asked, lambda: work(connection)) if asked else work(connection)
    request.app.state.catalogue.expire()
    return respond(answer)


def respond(answer: Answer) -> Response:
    """Send an answer."""
    media_type = "application/json" if answer.body else None
    return Response(answer.body or None, answer.status, {**UNKEPT, **answer.headers}, media_type)


def to_answer(
    model: BaseModel, status: int = 200, headers: Mapping[str, str] | None = None
) -> Answer:
    """Write an answer; what is not known is left out, as in public, but what is always there."""
    known = model.model_dump(mode="json", exclude_none=True)
    fields = type(model).model_fields.items()
    shown = {n: known.get(n) for n, field in fields if n in known or field.is_required()}
    return Answer(status, headers or {}, pydantic_core.to_json(shown))


def languages_of(request: Request) -> tuple[str, ...]:
    """Return the languages in which a record should be complete."""
    written: str = request.app.state.settings.languages
    return tuple(canonical_tag(tag) for tag in written.split(","))


def answer_record(connection: Connection, target: Target, status: int = 200) -> Answer:
    """Answer with a record as it is now.

    Raises:
        RecordNotFound: if no record of the kind has the id.
    """
    languages = languages_of(target.request)
    shown = show(target.request, state(connection, target.kind, target.id, languages))
    headers = {"ETag": tag_of(shown.revision)}
    if status == 201:
        headers["Location"] = shown.links.self
    return to_answer(shown, status, headers)


def show(request: Request, state: State) -> EditorialRecord:
    """Write the state of a record."""
    life = {name: getattr(state.row, name) for name in LIFE}
    return EditorialRecord(
        **life,
        record=state.record,
        differs=show_differences(state.differs),
        missing=[MissingItem(**asdict(one)) for one in state.missing],
        links=links(request, state),
    )


def show_differences(found: Sequence[Difference]) -> list[DifferenceItem]:
    """Write differences."""
    return [DifferenceItem(**asdict(one)) for one in found]


def links(request: Request, state: State) -> EditorialLinks:
    """Write the addresses of what belongs to a record."""
    base, collection = base_url(request), COLLECTIONS[RecordKind(state.row.kind)]
    own = f"{base}v1/editorial/{collection}/{state.row.id}"
    public = f"{base}v1/{collection}/{state.row.public_slug}" if state.row.public_slug else None
    return EditorialLinks.model_construct(
        self=own, preview=f"{own}/preview", revisions=f"{own}/revisions", public=public
    )
