"""The addresses of authorities: the list, one authority, and what belongs to it."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from service.errors import RecordMoved, RecordNotFound, RecordWithdrawn
from service.routes.public.naming import RecordName
from service.schemas.answer import AuthorityPage, MentionPage, ReportPage
from service.schemas.authority import AuthorityDocument
from service.schemas.values import RecordKind
from service.search.query import Filter
from service.web.asking import Section
from service.web.catalogue import CatalogueDep
from service.web.collection import describe_list
from service.web.http.route import Route
from service.web.listing import list_records
from service.web.parameters import AuthorityParameters, MentionParameters, ReportParameters
from service.web.record import find_record, read_record
from service.web.representation import describe_record
from service.web.view_parameters import RecordParameters

router = APIRouter(prefix="/v1/authorities", tags=["authorities"], route_class=Route)
KIND = RecordKind.authority
ONE = describe_record(KIND)
BELOW = {
    kind: describe_list(RecordMoved, RecordNotFound, RecordWithdrawn, kinds=(kind,))
    for kind in RecordKind
}


@router.get("", response_model=AuthorityPage, responses=describe_list(kinds=(KIND,)))
async def list_authorities(
    request: Request, catalogue: CatalogueDep, parameters: Annotated[AuthorityParameters, Query()]
) -> Response:
    """List people, organisations, outlets, topics and places.

    `q` finds them by any of their names in any language: 보위부 finds the Ministry of State
    Security.
    """
    return await list_records(request, catalogue, parameters, Section((KIND,)))


@router.get("/{name}", response_model=AuthorityDocument, responses=ONE)
async def read_authority(
    request: Request,
    catalogue: CatalogueDep,
    name: RecordName,
    view: Annotated[RecordParameters, Query()],
) -> Response:
    """Read one authority by id or slug, with all its names."""
    return await read_record(request, catalogue, KIND, name, view)


@router.get("/{name}/reports", response_model=ReportPage, responses=BELOW[RecordKind.report])
async def list_reports_of_authority(
    request: Request,
    catalogue: CatalogueDep,
    name: RecordName,
    parameters: Annotated[ReportParameters, Query()],
) -> Response:
    """List the reports that name an authority.

    Takes the parameters of `/v1/reports`.
    """
    authority = await find_record(request, catalogue, KIND, name, "/reports")
    section = Section((RecordKind.report,), (Filter("authority", (authority.id,)),))
    return await list_records(request, catalogue, parameters, section)


@router.get("/{name}/mentions", response_model=MentionPage, responses=BELOW[RecordKind.mention])
async def list_mentions_of_authority(
    request: Request,
    catalogue: CatalogueDep,
    name: RecordName,
    parameters: Annotated[MentionParameters, Query()],
) -> Response:
    """List the mentions that name an authority.

    Takes the parameters of `/v1/mentions`.
    """
    authority = await find_record(request, catalogue, KIND, name, "/mentions")
    section = Section((RecordKind.mention,), (Filter("authority", (authority.id,)),))
    return await list_records(request, catalogue, parameters, section)
