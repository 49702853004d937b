"""Search over all kinds of record."""

from typing import Annotated

from fastapi import APIRouter, Body, Query, Request, Response

from service.schemas.answer import SearchPage
from service.web.asking import Section
from service.web.catalogue import CatalogueDep
from service.web.collection import describe_list
from service.web.http.route import Route
from service.web.listing import list_records
from service.web.openapi.responses import EVERY, OF_BODIES
from service.web.parameters import SearchParameters

router = APIRouter(prefix="/v1/search", tags=["search"], route_class=Route)


@router.get("", response_model=SearchPage, responses=describe_list())
async def search(
    request: Request, catalogue: CatalogueDep, parameters: Annotated[SearchParameters, Query()]
) -> Response:
    """Find records of every kind, in Korean and English.

    A name finds what uses any of its other names: `q=보위부` finds records that write "Ministry of
    State Security". Spaces in Korean do not matter. Repeat `kind=` to choose kinds; add
    `highlight=true` for marked passages and `facets=topic,year,outlet` for counts.
    """
    return await list_records(request, catalogue, parameters, Section(tuple(parameters.kind)))


@router.post(
    "",
    response_model=SearchPage,
    responses=describe_list(*OF_BODIES, extents=("whole",), headers=EVERY),
)
async def search_by_body(
    request: Request, catalogue: CatalogueDep, parameters: Annotated[SearchParameters, Body()]
) -> Response:
    """Find records with parameters that do not fit into a URL.

    The body has the names of `GET /v1/search` as JSON. For the next page send `next_cursor` as
    `cursor`.
    """
    return await list_records(request, catalogue, parameters, Section(tuple(parameters.kind)))
