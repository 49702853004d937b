"""For search engines and other programs that come unasked: site map, robots.txt, llms.txt."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from service.ledger.entry import Head
from service.web.catalogue import Catalogue, CatalogueDep
from service.web.http.address import base_url
from service.web.http.conditional import not_modified, validators
from service.web.http.content import Content, send
from service.web.http.route import Route
from service.web.page import template
from service.web.sitemap import write_file, write_index

router = APIRouter(include_in_schema=False, route_class=Route)
Write = Callable[[Head, str], bytes]


@router.get("/sitemap.xml")
async def list_site_maps(request: Request, catalogue: CatalogueDep) -> Response:
    """List the site maps."""
    source = catalogue.source
    return await send_xml(
        request, catalogue, lambda head, base: write_index(source, base, head.sequence)
    )


@router.get("/sitemaps/{name}")
async def read_site_map(
    request: Request, catalogue: CatalogueDep, name: Annotated[str, Path(max_length=20)]
) -> Response:
    """List pages of records; raises RouteNotFound."""
    source = catalogue.source
    return await send_xml(request, catalogue, lambda _, base: write_file(source, base, name))


async def send_xml(request: Request, catalogue: Catalogue, write: Write) -> Response:
    """Answer with what is written from the ledger as it is now, or with 304."""
    head = await catalogue.ledger.head()
    headers = validators(head.sequence, head.changed_at, catalogue.settings.cache_seconds, "-map")
    if unchanged := not_modified(request, headers):
        return unchanged
    base = base_url(request)
    body = await catalogue.in_pool(lambda: write(head, base))
    return Response(body, 200, headers, "application/xml")


@router.get("/robots.txt")
async def robots(request: Request) -> Response:
    """Tell crawlers where the site map is."""
    return send_text(request, "robots.txt", "text/plain")


@router.get("/llms.txt")
async def llms(request: Request) -> Response:
    """Tell language models how to use the catalogue (https://llmstxt.org)."""
    return send_text(request, "llms.txt", "text/markdown")


def send_text(request: Request, name: str, media_type: str) -> Response:
    """Answer with one of our texts, in which addresses are those of this service."""
    text = template(name).substitute(base=base_url(request))
    return send(request, Content(text.encode(), media_type))
