"""Look-up by identifier, URL, slug or id."""

from typing import Annotated

from fastapi import APIRouter, Body, Query, Request, Response

from service.errors import RecordNotFound, RecordWithdrawn
from service.schemas.answer import Found, FoundAll
from service.web.catalogue import CatalogueDep
from service.web.http.route import Route
from service.web.lookup import LookupItem, LookupParameters, answer_lookup, answer_lookups
from service.web.openapi.responses import EVERY, OF_BODIES, describe
from service.web.view_parameters import ViewParameters

router = APIRouter(prefix="/v1/lookup", tags=["lookup"], route_class=Route)


@router.get("", response_model=Found, responses=describe(RecordNotFound, RecordWithdrawn))
async def look_up(
    request: Request, catalogue: CatalogueDep, parameters: Annotated[LookupParameters, Query()]
) -> Response:
    """Find the records that answer to one name.

    Give exactly one of `id`, `slug`, `url`, `doi`, `isbn`, `issn`, `un_symbol`, `handle`, `local`.
    Spelling does not matter: `doi:10.1000/ABC` and `https://doi.org/10.1000/abc` are one, ISBN-10
    and ISBN-13 are one, and of a URL neither `http` nor `www.` nor tracking parameters count.
    Several records may share a URL or an ISSN: follow `next` to have more than a hundred.
    """
    return await answer_lookup(request, catalogue, parameters)


@router.post(
    "",
    response_model=FoundAll,
    responses=describe(*OF_BODIES, headers=EVERY),
)
async def look_up_all(
    request: Request,
    catalogue: CatalogueDep,
    items: Annotated[
        list[LookupItem],
        Body(
            max_length=1000,
            examples=[[{"un_symbol": "A/HRC/25/63"}, {"slug": "behind-closed-doors"}]],
        ),
    ],
    parameters: Annotated[ViewParameters, Query()],
) -> Response:
    """Find the records of up to 1,000 names at once.

    One answer for each object, in their order; a value that cannot be understood gets an `error`
    and does not spoil the others. Whole records are megabytes: say with `fields` what of them you
    need. Of records that share a URL or an ISSN each answer has the first
    ten; `next` has the others.
    """
    return await answer_lookups(request, catalogue, items, parameters)
