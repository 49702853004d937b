"""Problems as people see them, where they asked for a page and not for data."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from service.errors import CatalogueError, InvalidRequest
from service.schemas.language_names import WRITTEN
from service.web.html import Html, element, together
from service.web.http.address import asked_address, base_url
from service.web.http.negotiation import choose_language, wants_html
from service.web.page import POLICY, Page, fill, other_than
from service.web.pages.reader import Reader
from service.web.pages.words import EXPLAINED, PROBLEMS

DATA = ("/v1/", "/oembed")
"""Beginnings of addresses that are for programs, whatever they accept."""


def is_for_people(request: Request, error: CatalogueError) -> bool:
    """Say whether somebody asks for a page that cannot be shown; the rest is for programs."""
    is_data = request.scope["path"].startswith(DATA) or error.slug not in PROBLEMS
    return not is_data and wants_html(request.headers.get("accept"))


def show_problem(request: Request, error: CatalogueError) -> Response:
    """Answer with a page that says what is wrong and what to do."""
    asked = request.query_params.get("lang")
    header = request.headers.get("accept-language")
    language = asked if asked in WRITTEN else choose_language(header, WRITTEN)
    reader, own = Reader(language, base_url(request)), asked_address(request)
    title = reader.word(PROBLEMS, error.slug)
    main = fill(
        "refusal.html",
        status=str(error.status),
        title=title,
        detail=error.detail if language == "en" else EXPLAINED[error.slug],
        facts=told(reader, error.members),
        plainly=plainly(reader, own) if isinstance(error, InvalidRequest) else "",
        language=language,
        start=reader.say("start"),
    )
    headers = {
        "Cache-Control": "no-store",
        "Content-Security-Policy": POLICY,
        "Content-Language": language,
        "Vary": "Accept, Accept-Language",
        **error.headers,
    }
    page = Page(title, main, language, other=f"{own}?lang={other_than(language)}")
    return Response(page.write(), error.status, headers, "text/html")


def told(reader: Reader, members: dict[str, Any]) -> Html:
    """Write why a record was withdrawn, and link to what replaces it."""
    reason, instead = members.get("reason"), members.get("replaced_by")
    path = str(instead).replace(f"{reader.base}v1/", reader.base, 1)
    return together(
        element("p", f"{reader.say('reason')}: ", element("bdi", reason)) if reason else None,
        element("p", element("a", reader.say("instead"), href=path)) if instead else None,
    )


def plainly(reader: Reader, own: str) -> Html:
    """Link to the page that was asked for, as it is shown to who asks for nothing else."""
    return element("p", element("a", reader.say("plainly"), href=own))
