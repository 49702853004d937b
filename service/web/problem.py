"""Problem answers (RFC 9457): the one place where an error becomes bytes."""

import re
from collections.abc import Sequence
from typing import Any

import pydantic_core
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from service.errors import (
    CatalogueError,
    FieldError,
    InvalidRequest,
    MalformedBody,
    MethodNotAllowed,
    RequestTooLarge,
    RouteNotFound,
    UnknownParameter,
)
from service.suggestion import did_you_mean
from service.web.address import base_url

MEDIA_TYPE = "application/problem+json"
PLACES = {"query": "parameter", "path": "address", "body": "body", "header": "header"}


def problem_response(error: CatalogueError, base: str, request_id: str) -> Response:
    """Write an error as a problem; `type` is a page of this service that explains it."""
    body: dict[str, Any] = {
        "type": f"{base}problems/{error.slug}",
        "title": error.title,
        "status": error.status,
        "detail": error.detail,
        "help": error.help,
        "request_id": request_id,
    }
    if error.errors:
        body["errors"] = [
            {"field": one.field, "message": one.message}
            | ({"suggestions": list(one.suggestions)} if one.suggestions else {})
            for one in error.errors
        ]
    content = pydantic_core.to_json(printable(body | error.members))
    headers = {"Cache-Control": "no-store", **error.headers}
    return Response(content, error.status, headers, MEDIA_TYPE)


def printable(value: Any) -> Any:
    """Write what UTF-8 cannot hold as escapes: a problem may quote what was sent."""
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode()
    if isinstance(value, dict):
        return {key: printable(item) for key, item in value.items()}
    return [printable(item) for item in value] if isinstance(value, list) else value


def handle_problems(app: FastAPI) -> None:
    """Answer every error of routes and framework alike."""
    app.add_exception_handler(CatalogueError, answer)
    app.add_exception_handler(RequestValidationError, answer)
    app.add_exception_handler(HTTPException, answer)


async def answer(request: Request, error: Exception) -> Response:
    """Turn what was raised into one of our errors, and that into a problem."""
    request_id = request.scope.get("state", {}).get("request_id", "")
    return problem_response(translate(request, error), base_url(request), request_id)


def translate(request: Request, error: Exception) -> CatalogueError:
    """Find the error of ours that says the same."""
    if isinstance(error, CatalogueError):
        return error
    if isinstance(error, RequestValidationError):
        return invalid_request(error.errors())
    if isinstance(error, HTTPException):
        return framework_error(request, error)
    raise error


def framework_error(request: Request, error: HTTPException) -> CatalogueError:
    """Translate what the framework raises before a route is reached."""
    path = request.url.path[:200]
    if error.status_code == MethodNotAllowed.status:
        allowed = (error.headers or {}).get("Allow", "GET, HEAD")
        text = f"{request.method[:20]} is not possible at {path}. It takes {allowed}."
        return MethodNotAllowed(text, headers={"Allow": allowed})
    if error.status_code == RequestTooLarge.status:
        return RequestTooLarge("The body is larger than this address takes. Send less at once.")
    if error.status_code == MalformedBody.status:
        return MalformedBody("The body cannot be read. Send JSON encoded as UTF-8.")
    return RouteNotFound(f"There is nothing at {path}.")


def invalid_request(problems: Sequence[Any]) -> CatalogueError:
    """Say of each parameter or member what is wrong with it."""
    if any(problem["type"] == "json_invalid" for problem in problems):
        return MalformedBody("The body is not JSON in UTF-8.")
    errors = [field_error(problem) for problem in problems]
    unknown = all(problem["type"] == "extra_forbidden" for problem in problems)
    kind = UnknownParameter if unknown else InvalidRequest
    first = errors[0]
    hint = f" Did you mean {' or '.join(first.suggestions)}?" if first.suggestions else ""
    return kind(f"{first.field}: {first.message}.{hint}", errors=errors)


def field_error(problem: Any) -> FieldError:
    """Explain one validation error without quoting more than needed."""
    place, *location = problem["loc"] or ("body",)
    field = ".".join(str(part) for part in location) or str(place)
    context = problem.get("ctx", {})
    if problem["type"] == "extra_forbidden":
        known = context.get("known", ())
        word = PLACES.get(str(place), "member")
        return FieldError(field, f"there is no such {word}", did_you_mean(field, known))
    if problem["type"] in {"enum", "literal_error"}:
        options = re.findall(r"'([^']+)'", str(context.get("expected", "")))
        message = f"must be one of: {', '.join(options)}"
        return FieldError(field, message, did_you_mean(problem.get("input"), options))
    return FieldError(field, str(problem["msg"]).removeprefix("Value error, "))
