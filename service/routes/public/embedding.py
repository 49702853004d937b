"""The addresses of what other sites embed: oEmbed, cards for frames, and our script."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from service.errors import FormatNotImplemented, RecordNotFound, RecordWithdrawn
from service.routes.public.naming import RecordName
from service.web.catalogue import CatalogueDep
from service.web.embedding import CARD, MEDIA, OEmbed, OEmbedParameters, answer_oembed
from service.web.http.content import send
from service.web.http.route import Route
from service.web.openapi.documentation import read_file
from service.web.openapi.responses import describe
from service.web.record_page import PageParameters, show_record

router = APIRouter(route_class=Route)
XML = {"schema": {"type": "string", "title": "oEmbed as XML", "maxLength": 250_000}}
ONE = describe(RecordNotFound, RecordWithdrawn, FormatNotImplemented)
ONE[200]["content"] = {"text/xml": XML}


@router.get("/oembed", response_model=OEmbed, responses=ONE, tags=["embedding"])
async def embed(
    request: Request, catalogue: CatalogueDep, asked: Annotated[OEmbedParameters, Query()]
) -> Response:
    """Find the card of a report by the address of its page (oEmbed 1.0).

    Pages of reports name it in their head, so that editors of other sites need only paste the
    address of the page.
    """
    return await answer_oembed(request, catalogue, asked)


@router.get("/embed/reports/{name}", include_in_schema=False)
async def show_card(
    request: Request,
    catalogue: CatalogueDep,
    name: RecordName,
    asked: Annotated[PageParameters, Query()],
) -> Response:
    """Show the card of a report, for a frame."""
    return await show_record(request, catalogue, CARD, name, asked)


@router.get("/embed/reports/{name}/mentions", include_in_schema=False)
async def show_media(
    request: Request,
    catalogue: CatalogueDep,
    name: RecordName,
    asked: Annotated[PageParameters, Query()],
) -> Response:
    """Show the coverage of a report, for a frame."""
    return await show_record(request, catalogue, MEDIA, name, asked)


@router.get("/embed.js", include_in_schema=False)
async def script(request: Request) -> Response:
    """Answer with the script that turns elements of a page into cards."""
    return send(request, read_file("embed.js"))
