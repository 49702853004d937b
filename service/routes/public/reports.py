"""The addresses of reports: the list, one report, and what belongs to it."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from service.errors import RecordMoved, RecordNotFound, RecordWithdrawn
from service.routes.public.naming import RecordName
from service.schemas.answer import MentionPage, ReportPage, ResourcePage
from service.schemas.report import ReportDocument
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
from service.web.view_parameters import ReportViewParameters

router = APIRouter(prefix="/v1/reports", tags=["reports"], route_class=Route)
KIND = RecordKind.report
ONE = describe_record(KIND)
BELOW = {
    kind: describe_list(RecordMoved, RecordNotFound, RecordWithdrawn, kinds=(kind,))
    for kind in RecordKind
}


@router.get("", response_model=ReportPage, responses=describe_list(kinds=(KIND,)))
async def list_reports(
    request: Request, catalogue: CatalogueDep, parameters: Annotated[ReportParameters, Query()]
) -> Response:
    """List reports, the latest first.

    All words of `q` must match; a repeated filter means any of its values; several filters must
    all hold; `-topic=` leaves out. Follow `next` to the end: the pages add up to `total`.
    """
    return await list_records(request, catalogue, parameters, Section((KIND,)))


@router.get("/{name}", response_model=ReportDocument, responses=ONE)
async def read_report(
    request: Request,
    catalogue: CatalogueDep,
    name: RecordName,
    view: Annotated[ReportViewParameters, Query()],
) -> Response:
    """Read one report by id or slug.

    The answer carries `ETag`: send it back as `If-None-Match` and get 304 as long as nothing
    changed. Keep the `id`, which never changes.
    """
    return await read_record(request, catalogue, KIND, name, view)


@router.get("/{name}/mentions", response_model=MentionPage, responses=BELOW[RecordKind.mention])
async def list_mentions_of_report(
    request: Request,
    catalogue: CatalogueDep,
    name: RecordName,
    parameters: Annotated[MentionParameters, Query()],
) -> Response:
    """List the mentions that cover a report, the latest first.

    Takes the parameters of `/v1/mentions`.
    """
    report = await find_record(request, catalogue, KIND, name, "/mentions")
    section = Section((RecordKind.mention,), (Filter("report", (report.id,)),))
    return await list_records(request, catalogue, parameters, section)


@router.get("/{name}/resources", response_model=ResourcePage, responses=BELOW[RecordKind.resource])
async def list_resources_of_report(
    request: Request,
    catalogue: CatalogueDep,
    name: RecordName,
    parameters: Annotated[ResourceParameters, Query()],
) -> Response:
    """List the files and pages linked to a report.

    Takes the parameters of `/v1/resources`.
    """
    report = await find_record(request, catalogue, KIND, name, "/resources")
    section = Section((RecordKind.resource,), (Filter("report", (report.id,)),))
    return await list_records(request, catalogue, parameters, section)


@router.get("/{name}/related", response_model=ReportPage, responses=BELOW[RecordKind.report])
async def list_reports_related_to_report(
    request: Request,
    catalogue: CatalogueDep,
    name: RecordName,
    parameters: Annotated[ReportParameters, Query()],
) -> Response:
    """List the reports most like one, the nearest first.

    Relations in either direction count most, then a common series, then common subjects and people,
    rare ones more than common ones; then words, of titles first, that few other reports have, if
    two at least are common. `related_by` says which of these it is, and names the words. Takes the
    parameters of `/v1/reports`.
    """
    report = await find_record(request, catalogue, KIND, name, "/related")
    return await list_records(request, catalogue, parameters, related_to(report))
