"""The addresses of mentions: the list, one mention, and what belongs to it."""

from typing import Annotated

import pydantic_core
from fastapi import APIRouter, Query, Request, Response

from service.errors import RecordMoved, RecordNotFound, RecordWithdrawn
from service.routes.public.naming import RecordName
from service.schemas.answer import MentionPage, ReportPage, ResourcePage
from service.schemas.mention import MentionDocument
from service.schemas.values import RecordKind
from service.search.query import Filter
from service.web.asking import Section
from service.web.catalogue import CatalogueDep
from service.web.collection import describe_list
from service.web.http.route import Route
from service.web.listing import list_records
from service.web.parameters import MentionParameters, ReportParameters, ResourceParameters
from service.web.record import find_record, read_record
from service.web.related import related_to
from service.web.representation import describe_record
from service.web.view_parameters import MentionViewParameters

router = APIRouter(prefix="/v1/mentions", tags=["mentions"], route_class=Route)
KIND = RecordKind.mention
ONE = describe_record(KIND)
BELOW = {
    kind: describe_list(RecordMoved, RecordNotFound, RecordWithdrawn, kinds=(kind,))
    for kind in RecordKind
}


@router.get("", response_model=MentionPage, responses=describe_list(kinds=(KIND,)))
async def list_mentions(
    request: Request, catalogue: CatalogueDep, parameters: Annotated[MentionParameters, Query()]
) -> Response:
    """List mentions in the media, the latest first.

    A mention covers none, one or many reports: `report=` finds the coverage of one. An outlet is
    not a host: filter by its slug, such as `outlet=nk-news`.
    """
    return await list_records(request, catalogue, parameters, Section((KIND,)))


@router.get("/{name}", response_model=MentionDocument, responses=ONE)
async def read_mention(
    request: Request,
    catalogue: CatalogueDep,
    name: RecordName,
    view: Annotated[MentionViewParameters, Query()],
) -> Response:
    """Read one mention by id or slug.

    Positions and affiliations are those of the speakers at that time. `url` is absent where the
    address of the article is not known.
    """
    return await read_record(request, catalogue, KIND, name, view)


@router.get("/{name}/reports", response_model=ReportPage, responses=BELOW[RecordKind.report])
async def list_reports_of_mention(
    request: Request,
    catalogue: CatalogueDep,
    name: RecordName,
    parameters: Annotated[ReportParameters, Query()],
) -> Response:
    """List the reports that a mention covers.

    Takes the parameters of `/v1/reports`.
    """
    mention = await find_record(request, catalogue, KIND, name, "/reports")
    covered = pydantic_core.from_json(mention.document)["reports"]
    reports = Filter("id", tuple(report["id"] for report in covered))
    section = Section((RecordKind.report,), (reports,), owner=mention.id)
    return await list_records(request, catalogue, parameters, section)


@router.get("/{name}/resources", response_model=ResourcePage, responses=BELOW[RecordKind.resource])
async def list_resources_of_mention(
    request: Request,
    catalogue: CatalogueDep,
    name: RecordName,
    parameters: Annotated[ResourceParameters, Query()],
) -> Response:
    """List the files and pages linked to a mention.

    Takes the parameters of `/v1/resources`.
    """
    mention = await find_record(request, catalogue, KIND, name, "/resources")
    section = Section((RecordKind.resource,), (Filter("mention", (mention.id,)),))
    return await list_records(request, catalogue, parameters, section)


@router.get("/{name}/related", response_model=MentionPage, responses=BELOW[RecordKind.mention])
async def list_mentions_related_to_mention(
    request: Request,
    catalogue: CatalogueDep,
    name: RecordName,
    parameters: Annotated[MentionParameters, Query()],
) -> Response:
    """List the mentions most like one, the nearest first.

    Relations in either direction count most, then a common report, then common subjects and people,
    rare ones more than common ones; then words, of headlines first, that few other mentions have,
    if two at least are common. `related_by` says which of these it is, and names the words. Takes
    the parameters of `/v1/mentions`.
    """
    mention = await find_record(request, catalogue, KIND, name, "/related")
    return await list_records(request, catalogue, parameters, related_to(mention))
