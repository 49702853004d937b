"""Problem answers (RFC 9457): the one place where an error becomes bytes."""

from collections.abc import Iterator
from typing import Any

import pydantic_core
from fastapi import FastAPI, Request
from fastapi.dependencies.models import Dependant
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Route

from service.errors import (
    CatalogueError,
    FieldError,
    MalformedBody,
    MethodNotAllowed,
    RouteNotFound,
)
from service.web.http.address import base_url
from service.web.http.refusal import field_error, refusal, unknown_name
from service.web.http.request import members
from service.web.problem_page import is_for_people, show_problem

MEDIA_TYPE = "application/problem+json"
PREFLIGHT = {"Access-Control-Allow-Headers": "*, Authorization", "Access-Control-Max-Age": "86400"}
"""What a browser may send from a page of another origin; `*` does not include `Authorization`."""


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
    for kind in (CatalogueError, RequestValidationError, HTTPException):
        app.add_exception_handler(kind, answer)


async def answer(request: Request, error: Exception) -> Response:
    """Turn what was raised into one of our errors, and that into a problem."""
    found = request.state.error = translate(request, error)
    if isinstance(found, MethodNotAllowed) and request.method == "OPTIONS":
        allowed = found.headers["Allow"]
        headers = PREFLIGHT | {"Allow": allowed, "Access-Control-Allow-Methods": allowed}
        return Response(None, 204, headers)
    if is_for_people(request, found):
        return show_problem(request, found)
    request_id = request.scope.get("state", {}).get("request_id", "")
    return problem_response(found, base_url(request), request_id)


def translate(request: Request, error: Exception) -> CatalogueError:
    """Find the error of ours that says the same."""
    if isinstance(error, CatalogueError):
        return error
    if isinstance(error, RequestValidationError):
        if place := [one["loc"] for one in error.errors() if one["loc"][0] == "path"]:
            by_id = " Editors' addresses name a record by its id." if place[0][-1] == "id" else ""
            return nothing_at(request, by_id)
        # What several dependencies ask for is complained of several times.
        errors = {str(one["loc"]): explain(request, one) for one in error.errors()}
        return refusal(list(errors.values()))
    if isinstance(error, HTTPException):
        return framework_error(request, error)
    raise error


def explain(request: Request, problem: Any) -> FieldError:
    """Say what is wrong with one value that the framework read."""
    place, *location = problem["loc"]
    if problem["type"] == "extra_forbidden" and place == "query":
        known = set(parameters(request.scope["route"].dependant))
        return unknown_name(str(location[-1]), known, "parameter")
    return field_error(problem | {"loc": location}, (), place)


def parameters(dependant: Dependant) -> Iterator[str]:
    """Go through the names that a route and what it depends on take in the query string."""
    for field in dependant.query_params:
        model: Any = field.field_info.annotation
        is_model = isinstance(model, type) and issubclass(model, BaseModel)
        yield from members(model) if is_model else [field.alias]
    for each in dependant.dependencies:
        yield from parameters(each)


def framework_error(request: Request, error: HTTPException) -> CatalogueError:
    """Translate what the framework raises before a route is reached."""
    path = request.url.path[:200]
    if error.status_code == MethodNotAllowed.status:
        allowed = allowed_methods(request)
        text = f"{request.method[:20]} is not possible at {path}. It takes {allowed}."
        return MethodNotAllowed(text, headers={"Allow": allowed})
    if error.status_code == MalformedBody.status:
        return MalformedBody("The body cannot be read. Send JSON encoded as UTF-8.")
    return nothing_at(request)


def nothing_at(request: Request, hint: str = "") -> RouteNotFound:
    """Say that there is no such address."""
    path = request.url.path[:200]
    slash = " Leave out the slash at its end." if path.endswith("/") else ""
    return RouteNotFound(f"There is nothing at {path}.{slash}{hint}")


def allowed_methods(request: Request) -> str:
    """List the methods of an address, of all routes that share it."""
    routes = [route for route in request.app.routes if isinstance(route, Route)]
    path = request.scope["path"]
    methods = {each for one in routes if one.path_regex.match(path) for each in one.methods or ()}
    if "GET" in methods:
        methods.add("HEAD")
    return ", ".join(sorted(methods | {"OPTIONS"}))
