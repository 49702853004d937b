"""How answers are described in OpenAPI: headers of every answer, problems of every route."""

from typing import Any

from service.errors import (
    CatalogueError,
    InternalError,
    InvalidRequest,
    ServiceUnavailable,
    TooManyRequests,
    UrlTooLong,
)
from service.schemas.answer import Problem


def header(description: str, example: str) -> dict[str, Any]:
    """Describe one header."""
    schema = {"type": "string", "maxLength": 2048}
    return {"description": description, "schema": schema, "example": example}


EVERY = {
    "X-Request-ID": header("Names this answer, for questions to the operator.", "5f0c2a9b8d7e6f10"),
    "RateLimit-Policy": header(
        "How many requests (q) in how many seconds (w).", '"address";q=1200;w=60'
    ),
    "RateLimit": header(
        "Requests left (r), and seconds until all are again (t).", '"address";r=1199;t=42'
    ),
}
CACHED = EVERY | {
    "ETag": header("Send it back as `If-None-Match`: 304 if nothing changed.", '"1.42"'),
    "Last-Modified": header("When it last changed in public.", "Fri, 24 Nov 2023 09:00:00 GMT"),
    "Cache-Control": header("How long it may be kept.", "public, max-age=60"),
}
PAGED = CACHED | {"Link": header("The next page.", '<https://…/v1/reports?cursor=…>; rel="next"')}
ALWAYS = (InvalidRequest, UrlTooLong, TooManyRequests, InternalError, ServiceUnavailable)


def describe(
    *problems: type[CatalogueError], headers: dict[str, Any] = CACHED
) -> dict[int | str, dict[str, Any]]:
    """Describe the answers of a route: the good one's headers, not modified, and its problems."""
    responses: dict[int | str, dict[str, Any]] = {200: {"headers": headers}}
    if "ETag" in headers:
        responses[304] = {"description": "You have it already.", "headers": headers}
    for problem in sorted({*problems, *ALWAYS}, key=lambda one: one.status):
        responses.setdefault(problem.status, describe_problem(problem))
    return responses


def describe_problem(problem: type[CatalogueError]) -> dict[str, Any]:
    """Describe one problem with an example."""
    example = {
        "type": f"https://catalogue.example.org/problems/{problem.slug}",
        "title": problem.title,
        "status": problem.status,
        "detail": problem.title + ".",
        "help": problem.help,
        "request_id": "5f0c2a9b8d7e6f10",
    }
    retry = {"Retry-After": header("Seconds to wait.", "5")}
    return {
        "description": f"{problem.title}. {problem.help}",
        "headers": EVERY | (retry if problem.status in {429, 503} else {}),
        "content": {
            "application/problem+json": {
                "schema": {"$ref": f"#/components/schemas/{Problem.__name__}"},
                "example": example,
            }
        },
    }
