"""The addresses of dumps: what there is, and the files."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from service.errors import RouteNotFound
from service.schemas.dump import OfferedDump
from service.web.catalogue import CatalogueDep
from service.web.dumps import NDJSON, read_dump, send_file
from service.web.http.route import Route
from service.web.openapi.responses import CACHED, EVERY, describe

FileName = Annotated[str, Path(max_length=60, description="Name of a file, from the list.")]
router = APIRouter(prefix="/v1/dumps", tags=["harvest"], route_class=Route)
FILE = describe(RouteNotFound, headers=CACHED)
FILE[200]["content"] = {NDJSON: {"schema": {"type": "string", "maxLength": 10_000_000}}}


@router.get(
    "", response_model=OfferedDump, responses=describe(RouteNotFound, headers=(*EVERY, "Vary"))
)
async def list_dumps(request: Request, catalogue: CatalogueDep) -> Response:
    """Say which files hold all that is public, one for each kind.

    A dump is as it was made: what was withdrawn since is still in it. Follow the changes after its
    `sequence`, or harvest by OAI-PMH `from` the day it was made, and remove what they say is gone.
    """
    offered = await asyncio.to_thread(read_dump, request, catalogue.settings)
    headers = {"Cache-Control": "no-cache", "Vary": "Accept"}
    return Response(offered.model_dump_json(), 200, headers, "application/json")


@router.get("/{name}", response_class=Response, responses=FILE)
async def read_dump_file(request: Request, catalogue: CatalogueDep, name: FileName) -> Response:
    """Fetch a file, or go on with one: `Range` and `If-Range` are taken.

    Compare its SHA-256 with that of the list. The files of the dump before the latest stay, so that
    a download can be finished.
    """
    return await asyncio.to_thread(send_file, request, catalogue.settings, name)
