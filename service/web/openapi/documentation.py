"""The OpenAPI description, and the page that shows it without needing the internet."""

import json
from functools import lru_cache
from importlib import resources
from threading import Lock
from typing import Annotated, Any

from fastapi import APIRouter, FastAPI, Path, Request, Response
from fastapi.routing import APIRoute

from service.errors import RouteNotFound
from service.web.http.address import base_url
from service.web.http.content import Content, send
from service.web.http.negotiation import JSON
from service.web.openapi.description import refine
from service.web.openapi.examples import read_examples
from service.web.page import Page, fill, show_page

router = APIRouter(include_in_schema=False)
TITLE = "Report catalogue"
VERSION = "1.0.0"
TAGS = {
    "search": "Over all kinds of record, in Korean and English. Begin here.",
    "reports": "What an organisation published: reports, papers and books.",
    "mentions": "What media published about reports and their makers: articles, interviews, "
    "broadcasts.",
    "resources": "Files and pages linked to reports and mentions: downloads, articles, sources.",
    "authorities": "People, organisations, outlets, topics and places, each under all its names.",
    "lookup": "From what you hold (DOI, ISBN, UN symbol, URL, id) to the records that answer to "
    "it.",
    "harvest": "All of it, for those who keep a copy: OAI-PMH, and whole files.",
    "embedding": "Cards of reports for the pages of other sites.",
    "editorial": "For editors, with an API key: drafts, publishing, revisions, import.",
    "health": "For those who watch the service.",
}
"""Groups of operations, in reading order."""

DESCRIBING = Lock()
OWN = "service.static"
SWAGGER = "fastapi_swagger.resources"
EXAMPLE_HOST = "https://catalogue.example.org/"
"""Stands in examples for the address of the service."""
FILES = {
    "style.css": (OWN, "text/css"),
    "docs.css": (OWN, "text/css"),
    "docs.js": (OWN, "text/javascript"),
    "card.css": (OWN, "text/css"),
    "card.js": (OWN, "text/javascript"),
    "embed.js": (OWN, "text/javascript"),
    "favicon.svg": (OWN, "image/svg+xml"),
    "swagger-ui.css": (SWAGGER, "text/css"),
    "swagger-ui-bundle.js": (SWAGGER, "text/javascript"),
}
"""Files that pages ask for: where each is, and its media type."""

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
"""Swagger UI writes style attributes and shows pictures that are in its style sheet."""


def description() -> dict[str, Any]:
    """Return title, introduction and tags of the API."""
    return {
        "title": TITLE,
        "version": VERSION,
        "summary": "Reports, the media that mention them and the resources linked to both.",
        "description": resources.files(OWN).joinpath("introduction.md").read_text("utf-8"),
        "license_info": {"name": "MIT", "identifier": "MIT"},
        "openapi_tags": [
            {"name": name, "description": description} for name, description in TAGS.items()
        ],
    }


def describe_service(app: FastAPI) -> dict[str, Any]:
    """Return the OpenAPI description of the service (https://spec.openapis.org/oas/v3.1.1)."""
    for route in app.routes:
        if isinstance(route, APIRoute):
            route.operation_id = route.name  # what the function is called in generated clients
    server: str = getattr(app.state, "public_url", None) or "/"
    return refine(app.openapi(), read_examples(), server)


@router.get("/openapi.json")
def openapi(request: Request) -> Response:
    """Answer with the OpenAPI description, in which every address is that of this service.

    In a thread, as it is a megabyte.
    """
    return send(request, placed(described(request.app), base_url(request)))


def described(app: FastAPI) -> str:
    """Return the description as JSON; the first who asks lets it be written."""
    with DESCRIBING:
        if not hasattr(app.state, "openapi"):
            app.state.openapi = json.dumps(describe_service(app), ensure_ascii=False)
        text: str = app.state.openapi
        return text


@lru_cache(maxsize=8)
def placed(text: str, base: str) -> Content:
    """Put the address of the service into examples, where it is known."""
    return Content(
        text.replace(EXAMPLE_HOST, base if "//" in base else EXAMPLE_HOST).encode(), JSON
    )


@router.get("/docs")
async def docs(request: Request) -> Response:
    """Answer with the page that shows the description."""
    return show_page(request, Page(f"API – {TITLE}", fill("docs.html")), POLICY)


@router.get("/favicon.ico")
async def favicon(request: Request) -> Response:
    """Answer with the picture of the service where browsers look for it unasked."""
    return send(request, read_file("favicon.svg"))


@router.get("/static/{name}")
async def static(request: Request, name: Annotated[str, Path(max_length=100)]) -> Response:
    """Answer with a file that a page needs.

    Raises:
        RouteNotFound: if no page needs such a file.
    """
    if name not in FILES:
        raise RouteNotFound(f"There is no file {name!r}.")
    return send(request, read_file(name))


@lru_cache
def read_file(name: str) -> Content:
    """Read a file, once."""
    package, media_type = FILES[name]
    return Content(resources.files(package).joinpath(name).read_bytes(), media_type)
