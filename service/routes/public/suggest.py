"""Suggestions for a search box."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from service.schemas.answer import Suggestions
from service.web.catalogue import CatalogueDep
from service.web.http.route import Route
from service.web.openapi.responses import describe
from service.web.suggestions import SuggestParameters, answer_suggestions

router = APIRouter(prefix="/v1/suggest", tags=["search"], route_class=Route)


@router.get("", response_model=Suggestions, responses=describe())
async def suggest(
    request: Request, catalogue: CatalogueDep, parameters: Annotated[SuggestParameters, Query()]
) -> Response:
    """Complete what somebody types into a search box.

    Titles of reports, and people, organisations, outlets, topics and places by any of their names:
    `q=보위` and `q=bowi` both suggest the Ministry of State Security, and so do the initial
    consonants `ㅂㅇㅂ`. If nothing begins so, one letter may be wrong. Names that begin with all
    that was typed come first, then those that most records refer to.
    """
    return await answer_suggestions(request, catalogue, parameters)
