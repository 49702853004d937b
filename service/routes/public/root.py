"""The start: a page for people, an index for programs, and what each problem means."""

from typing import Annotated, Any, Literal

import pydantic_core
from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict

from service.errors import PROBLEMS, CatalogueError, RouteNotFound
from service.schemas.language_names import WRITTEN
from service.schemas.record import COLLECTIONS
from service.suggestion import did_you_mean
from service.web.html import Html, together
from service.web.http.address import base_url
from service.web.http.content import Content, send
from service.web.http.negotiation import JSON, choose_language, wants_html
from service.web.http.route import Route
from service.web.openapi.documentation import TITLE, VERSION
from service.web.openapi.examples import read_examples
from service.web.openapi.responses import example
from service.web.page import Page, fill, other_than, prose, show_page
from service.web.pages.frame import feeds
from service.web.pages.reader import Reader

router = APIRouter(include_in_schema=False, route_class=Route)
DEPENDS = {"Vary": "Accept"}
TYPES = {problem.slug: problem for problem in PROBLEMS}
FOLLOWED = ("reports", "mentions")
"""Lists whose feeds the start page names."""
START_TITLES = {"en": TITLE, "ko": "보고서 카탈로그"}


class FormatParameters(BaseModel):
    """In which format to answer, whatever `Accept` says."""

    model_config = ConfigDict(extra="forbid")

    format: Literal["html", "json"] | None = None


class StartParameters(FormatParameters):
    """How the start is shown."""

    lang: Literal["en", "ko"] | None = None


@router.get("/")
async def start(request: Request, asked: Annotated[StartParameters, Query()]) -> Response:
    """Welcome people with a page, and programs with the addresses of everything."""
    base = base_url(request)
    if not asks_html(request, asked):
        return send_json(request, index(base))
    language = asked.lang or choose_language(request.headers.get("accept-language"), WRITTEN)
    main = fill(f"start.{language}.html", base=base)
    reader = Reader(language, base)
    head = together(
        *(each for name in FOLLOWED for each in feeds(reader, name, f"{base}v1/{name}"))
    )
    other = f"/?lang={other_than(language)}"
    return show_page(request, Page(START_TITLES[language], main, language, head, other))


@router.get("/problems")
async def list_problems(request: Request, asked: Annotated[FormatParameters, Query()]) -> Response:
    """List what can go wrong."""
    base = base_url(request)
    if not asks_html(request, asked):
        return send_json(request, {"problems": [explain(one, base) for one in PROBLEMS]})
    items = "".join(
        fill("problem-item.html", slug=one.slug, title=one.title, status=str(one.status))
        for one in sorted(PROBLEMS, key=lambda one: one.status)
    )
    return show_page(request, Page("Problems", fill("problems.html", items=Html(items))))


@router.get("/problems/{slug}")
async def read_problem(
    request: Request,
    slug: Annotated[str, Path(max_length=100)],
    asked: Annotated[FormatParameters, Query()],
) -> Response:
    """Say what a problem means and what to do.

    Raises:
        RouteNotFound: if there is no such problem.
    """
    if slug not in TYPES:
        near = did_you_mean(slug, TYPES)
        hint = f" Did you mean {near[0]}?" if near else ""
        raise RouteNotFound(f"There is no problem called {slug!r}.{hint}")
    explained = explain(TYPES[slug], base_url(request))
    if not asks_html(request, asked):
        return send_json(request, explained)
    answer = pydantic_core.to_json(explained.pop("example"), indent=2).decode()
    texts = {name: prose(str(value)) for name, value in explained.items()}
    main = fill("problem.html", **texts, example=answer)
    return show_page(request, Page(explained["title"], main))


def asks_html(request: Request, asked: FormatParameters) -> bool:
    """Say whether to answer with a page."""
    if asked.format is not None:
        return asked.format == "html"
    return wants_html(request.headers.get("accept"))


def send_json(request: Request, value: dict[str, Any]) -> Response:
    """Answer a program."""
    return send(request, Content(pydantic_core.to_json(value), JSON), DEPENDS)


def index(base: str) -> dict[str, Any]:
    """Return the addresses from which a program reaches everything."""
    return {
        "name": TITLE,
        "version": VERSION,
        "documentation": f"{base}docs",
        "openapi": f"{base}openapi.json",
        "problems": f"{base}problems",
        "collections": {name: f"{base}v1/{name}" for name in COLLECTIONS.values()},
        "search": f"{base}v1/search",
        "lookup": f"{base}v1/lookup",
    }


def explain(problem: type[CatalogueError], base: str) -> dict[str, Any]:
    """Say what a problem means, what to do, and how it looks."""
    shown = example(problem, read_examples().problems)
    return {
        "type": f"{base}problems/{problem.slug}",
        "title": problem.title,
        "status": problem.status,
        "meaning": problem.__doc__ or problem.title,
        "help": problem.help,
        "request": shown["summary"],
        "example": shown["value"],
    }
