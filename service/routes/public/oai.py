"""The address of OAI-PMH, for harvesters."""

from typing import Any

from fastapi import APIRouter, Request, Response

from service.errors import RequestTimeout, RequestTooLarge, UnsupportedMediaType
from service.web.catalogue import CatalogueDep
from service.web.http.address import base_url
from service.web.http.conditional import not_modified, validators
from service.web.http.request import FORM, pairs, read_form
from service.web.oai.arguments import LONGEST, VERBS
from service.web.oai.metadata import METADATA
from service.web.oai.verbs import respond
from service.web.openapi.responses import EVERY, describe

router = APIRouter(prefix="/oai", tags=["harvest"])
MEDIA_TYPE = "text/xml"
ARGUMENTS: dict[str, tuple[str, dict[str, Any]]] = {
    "verb": ("What is asked for.", {"enum": list(VERBS)}),
    "metadataPrefix": ("A format, for records and their headers.", {"enum": list(METADATA)}),
    "identifier": ("One record, such as `oai:catalogue.example.org:…` and its id.", {}),
    "set": ("A part, such as `kind:report`; `ListSets` names all.", {}),
    "from": ("Changed at or after this day or second, in UTC.", {}),
    "until": ("Changed at or before this day or second, in UTC.", {}),
    "resumptionToken": ("Where a list goes on. It stands alone beside the verb.", {}),
}
PROPERTIES = {
    name: {"type": "string", "maxLength": LONGEST, "description": text} | more
    for name, (text, more) in ARGUMENTS.items()
}
XML = {MEDIA_TYPE: {"schema": {"type": "string", "maxLength": 10_000_000}}}
PARAMETERS = [
    {"name": name, "in": "query", "required": name == "verb", "schema": schema}
    for name, schema in PROPERTIES.items()
]
BODY = {
    "required": True,
    "content": {
        FORM: {"schema": {"type": "object", "required": ["verb"], "properties": PROPERTIES}}
    },
}


def with_xml(described: dict[int | str, dict[str, Any]]) -> dict[int | str, dict[str, Any]]:
    """Say that the good answer is XML."""
    described[200]["content"] = XML
    return described


@router.get(
    "",
    response_class=Response,
    responses=with_xml(describe()),
    openapi_extra={"parameters": PARAMETERS},
)
async def harvest(request: Request, catalogue: CatalogueDep) -> Response:
    """Harvest by OAI-PMH 2.0, as libraries and aggregators do.

    `ListRecords` gives everything, a hundred at a time, in `oai_dc` or (reports) `oai_datacite`,
    and withdrawn records as deleted. Follow `resumptionToken` to the end; next time ask `from` the
    `responseDate` of the first page. What changes meanwhile moves to the end, so that nothing is
    missed. Errors of the protocol are answered with 200 and a code, as it wants.
    """
    head = await catalogue.ledger.head()
    seconds = catalogue.settings.cache_seconds
    headers = validators(head.sequence, head.changed_at, seconds, "-oai")
    if unchanged := not_modified(request, headers):
        return unchanged
    given = list(pairs(request.scope["query_string"]))
    body = await respond(catalogue, head, base_url(request), given)
    return Response(body, 200, headers, MEDIA_TYPE)


@router.post(
    "",
    response_class=Response,
    responses=with_xml(
        describe(RequestTimeout, RequestTooLarge, UnsupportedMediaType, headers=EVERY)
    ),
    openapi_extra={"requestBody": BODY},
)
async def harvest_by_form(request: Request, catalogue: CatalogueDep) -> Response:
    """Harvest with the arguments in a form, as OAI-PMH allows."""
    given = list(pairs(await read_form(request)))
    head = await catalogue.ledger.head()
    body = await respond(catalogue, head, base_url(request), given)
    return Response(body, 200, {"Cache-Control": "no-store"}, MEDIA_TYPE)
