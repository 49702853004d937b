"""The addresses of resources: the list, one resource, and what belongs to it."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from service.errors import RecordMoved, RecordNotFound, RecordWithdrawn
from service.routes.public.naming import RecordName
from service.schemas.answer import MentionPage, ReportPage, ResourcePage
from service.schemas.resource import ResourceDocument
from service.schemas.values import RecordKind
from service.search.query import Filter
from service.web.asking import Section
from service.web.catalogue import CatalogueDep
from service.web.collection import describe_list
from service.web.http.route import Route
from service.web.listing import list_records
from service.web.parameters import MentionParameters, ReportParameters, ResourceParameters
from service.web.record import find_record, read_record
from service.web.representation import describe_record
from service.web.view_parameters import RecordParameters

router = APIRouter(prefix="/v1/resources", tags=["resources"], route_class=Route)
KIND = RecordKind.resource
ONE = describe_record(KIND)
BELOW = {
    kind: describe_list(RecordMoved, RecordNotFound, RecordWithdrawn, kinds=(kind,))
    for kind in RecordKind
}


@router.get("", response_model=ResourcePage, responses=describe_list(kinds=(KIND,)))
async def list_resources(
    request: Request, catalogue: CatalogueDep, parameters: Annotated[ResourceParameters, Query()]
) -> Response:
    """List files and pages linked to reports and mentions.

    `role=download` finds what can be downloaded, `report=` and `mention=` what belongs to one.
    """
    return await list_records(request, catalogue, parameters, Section((KIND,)))


@router.get("/{name}", response_model=ResourceDocument, responses=ONE)
async def read_resource(
    request: Request,
    catalogue: CatalogueDep,
    name: RecordName,
    view: Annotated[RecordParameters, Query()],
) -> Response:
    """Read one resource by id or slug.

    `belongs_to` names the reports and mentions that link to it. `url` is absent where the link
    was lost.
    """
    return await read_record(request, catalogue, KIND, name, view)


@router.get("/{name}/reports", response_model=ReportPage, responses=BELOW[RecordKind.report])
async def list_reports_of_resource(
    request: Request,
    catalogue: CatalogueDep,
    name: RecordName,
    parameters: Annotated[ReportParameters, Query()],
) -> Response:
    """List the reports that link to a resource.

    Takes the parameters of `/v1/reports`.
    """
    resource = await find_record(request, catalogue, KIND, name, "/reports")
    section = Section((RecordKind.report,), (Filter("resource", (resource.id,)),))
    return await list_records(request, catalogue, parameters, section)


@router.get("/{name}/mentions", response_model=MentionPage, responses=BELOW[RecordKind.mention])
async def list_mentions_of_resource(
    request: Request,
    catalogue: CatalogueDep,
    name: RecordName,
    parameters: Annotated[MentionParameters, Query()],
) -> Response:
    """List the mentions that link to a resource.

    Takes the parameters of `/v1/mentions`.
    """
    resource = await find_record(request, catalogue, KIND, name, "/mentions")
    section = Section((RecordKind.mention,), (Filter("resource", (resource.id,)),))
    return await list_records(request, catalogue, parameters, section)
