"""The pages of records, for people and search engines."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from service.routes.public.naming import RecordName
from service.schemas.values import RecordKind
from service.web.catalogue import CatalogueDep
from service.web.http.route import Route
from service.web.list_page import ListParameters, show_list
from service.web.record_page import PageParameters, Shown, show_record, write_page

router = APIRouter(include_in_schema=False, route_class=Route)
REPORT, MENTION, RESOURCE, AUTHORITY = (Shown(kind, write_page) for kind in RecordKind)
Asked = Annotated[PageParameters, Query()]
ListAsked = Annotated[ListParameters, Query()]


@router.get("/reports/{name}")
async def show_report(
    request: Request, catalogue: CatalogueDep, name: RecordName, asked: Asked
) -> Response:
    """Show a report with its coverage."""
    return await show_record(request, catalogue, REPORT, name, asked)


@router.get("/mentions/{name}")
async def show_mention(
    request: Request, catalogue: CatalogueDep, name: RecordName, asked: Asked
) -> Response:
    """Show a mention."""
    return await show_record(request, catalogue, MENTION, name, asked)


@router.get("/authorities/{name}")
async def show_authority(
    request: Request, catalogue: CatalogueDep, name: RecordName, asked: Asked
) -> Response:
    """Show a person, organisation, outlet, topic or place with what names it."""
    return await show_record(request, catalogue, AUTHORITY, name, asked)


@router.get("/resources/{name}")
async def show_resource(
    request: Request, catalogue: CatalogueDep, name: RecordName, asked: Asked
) -> Response:
    """Show a file or page that is linked to a report or mention."""
    return await show_record(request, catalogue, RESOURCE, name, asked)


@router.get("/search")
async def search_page(request: Request, catalogue: CatalogueDep, asked: ListAsked) -> Response:
    """Search everything, ten at a time."""
    return await show_list(request, catalogue, "search", asked)


@router.get("/reports")
async def reports_page(request: Request, catalogue: CatalogueDep, asked: ListAsked) -> Response:
    """List reports, ten at a time."""
    return await show_list(request, catalogue, "reports", asked)


@router.get("/mentions")
async def mentions_page(request: Request, catalogue: CatalogueDep, asked: ListAsked) -> Response:
    """List mentions, ten at a time."""
    return await show_list(request, catalogue, "mentions", asked)


@router.get("/resources")
async def resources_page(request: Request, catalogue: CatalogueDep, asked: ListAsked) -> Response:
    """List files and pages, ten at a time."""
    return await show_list(request, catalogue, "resources", asked)


@router.get("/authorities")
async def authorities_page(request: Request, catalogue: CatalogueDep, asked: ListAsked) -> Response:
    """List people, organisations, outlets, topics and places, ten at a time."""
    return await show_list(request, catalogue, "authorities", asked)
