"""How answers are described in OpenAPI: their headers, and every problem with an example."""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from service.errors import (
    PROBLEMS,
    CatalogueError,
    HeadTooLarge,
    InternalError,
    InvalidRequest,
    MalformedBody,
    RecordMoved,
    RecordWithdrawn,
    RequestTimeout,
    RequestTooLarge,
    ServiceUnavailable,
    TooManyRequests,
    Unauthorized,
    UnsupportedMediaType,
    UrlTooLong,
)
from service.schemas.answer import MovedProblem, Problem, WithdrawnProblem

EVERY = (
    "X-Request-ID",
    "RateLimit-Policy",
    "RateLimit",
    "Access-Control-Allow-Origin",
)
CACHED = (*EVERY, "ETag", "Last-Modified", "Cache-Control", "Vary")
PAGED = (*CACHED, "Link")
ALWAYS = (
    InvalidRequest,
    Unauthorized,
    UrlTooLong,
    TooManyRequests,
    HeadTooLarge,
    InternalError,
    ServiceUnavailable,
)
"""Problems that every counted address may answer with."""
OF_BODIES = (MalformedBody, RequestTimeout, RequestTooLarge, UnsupportedMediaType)
"""Problems of addresses that take a body."""
NOT_MODIFIED = "NotModified"
SEE_PAGE = "SeePage"
SCHEMAS = {RecordMoved: MovedProblem, RecordWithdrawn: WithdrawnProblem}
"""Problems that say more than others."""


def header(description: str, example: str) -> dict[str, Any]:
    """Describe one header."""
    schema = {"type": "string", "maxLength": 2048}
    return {"description": description, "schema": schema, "example": example}


HEADERS = {
    "X-Request-ID": header("Names this answer, for questions to the operator.", "5f0c2a9b8d7e6f10"),
    "RateLimit-Policy": header(
        "How many requests (`q`) in how many seconds (`w`); `key`, with a key, not `address`.",
        '"address";q=1200;w=60',
    ),
    "RateLimit": header(
        "Requests left (`r`), and the seconds until all are again (`t`).", '"address";r=1199;t=42'
    ),
    "Access-Control-Allow-Origin": header("Pages of every site may read the answer.", "*"),
    "ETag": header("Send it back as `If-None-Match`: 304 if nothing changed.", '"1.42"'),
    "Last-Modified": header("When it last changed in public.", "Fri, 24 Nov 2023 09:00:00 GMT"),
    "Cache-Control": header("How long it may be kept.", "public, max-age=60"),
    "Vary": header("What of the request the answer depends on.", "Accept"),
    "Link": header(
        "The next page of a list; other formats of a record.",
        '<https://catalogue.example.org/v1/…>; rel="next"',
    ),
    "Location": header("Where it is now.", "https://catalogue.example.org/v1/reports/…"),
    "Retry-After": header("Seconds to wait.", "5"),
}
"""Every header that an answer is described with."""


def describe(
    *problems: type[CatalogueError],
    headers: Sequence[str] = CACHED,
    always: Sequence[type[CatalogueError]] = ALWAYS,
) -> dict[int | str, dict[str, Any]]:
    """Describe the answers of a route: the good one's headers, not modified, and its problems."""
    good = {"description": "What was asked for.", "headers": refer("headers", headers)}
    responses: dict[int | str, dict[str, Any]] = {200: good}
    if "ETag" in headers:
        responses[304] = {"$ref": f"#/components/responses/{NOT_MODIFIED}"}
    for problem in sorted(broadest({*problems, *always}), key=lambda one: one.status):
        if problem.status in responses:
            raise TypeError(f"{problem.__name__} is one of two answers with {problem.status}")
        responses[problem.status] = {"$ref": f"#/components/responses/{problem.__name__}"}
    return responses


def broadest(problems: AbstractSet[type[CatalogueError]]) -> Iterator[type[CatalogueError]]:
    """Leave out special cases of another problem: its description shows them too."""
    for one in problems:
        others = problems - {one}
        if not any(issubclass(one, other) and one.status == other.status for other in others):
            yield one


def refer(group: str, names: Sequence[str]) -> dict[str, Any]:
    """Point at components by their names."""
    return {name: {"$ref": f"#/components/{group}/{name}"} for name in names}


def components(examples: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Describe what routes point at: headers, and a response for each problem.

    `examples` has, by the slug of a problem, a request that meets it and the answer.
    """
    unchanged = {"description": "You have it already.", "headers": refer("headers", CACHED)}
    page = {
        "description": "Its page for people: by `format=html`, or where `Accept` wants HTML most.",
        "headers": refer("headers", (*EVERY, "Location", "Vary")),
    }
    problems = {one.__name__: describe_problem(one, examples) for one in PROBLEMS}
    return {"headers": HEADERS, "responses": {NOT_MODIFIED: unchanged, SEE_PAGE: page, **problems}}


def describe_problem(problem: type[CatalogueError], examples: Mapping[str, Any]) -> dict[str, Any]:
    """Describe the answer with one problem, and with those that are special cases of it."""
    cases = [one for one in PROBLEMS if issubclass(one, problem) and one.status == problem.status]
    own = {308: ("Location",), 429: ("Retry-After",), 503: ("Retry-After",)}
    schema = SCHEMAS.get(problem, Problem).__name__
    content = {
        "schema": {"$ref": f"#/components/schemas/{schema}"},
        "examples": {one.slug: example(one, examples) for one in cases},
    }
    return {
        "description": f"{problem.title}. {problem.help}",
        "headers": refer("headers", (*EVERY, *own.get(problem.status, ()))),
        "content": {"application/problem+json": content},
    }


def example(problem: type[CatalogueError], examples: Mapping[str, Any]) -> dict[str, Any]:
    """Show a request that meets a problem, and the answer; or what such an answer looks like."""
    if shown := examples.get(problem.slug):
        return {"summary": shown["request"], "value": shown["answer"]}
    value = {
        "type": f"https://catalogue.example.org/problems/{problem.slug}",
        "title": problem.title,
        "status": problem.status,
        "detail": f"{problem.title}.",
        "help": problem.help,
        "request_id": "5f0c2a9b8d7e6f10",
    }
    return {"summary": problem.title, "value": value}
