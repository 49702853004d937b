"""What is asked: query string and body, checked against the model that a route declares."""

import asyncio
from collections.abc import Iterable, Iterator
from functools import lru_cache
from operator import itemgetter
from typing import Any, TypeVar, get_args, get_origin
from urllib.parse import unquote_to_bytes

import pydantic_core
from pydantic import BaseModel, TypeAdapter, ValidationError
from starlette.requests import Request

from service.errors import (
    FieldError,
    MalformedBody,
    RequestTimeout,
    RequestTooLarge,
    UnsupportedMediaType,
)
from service.web.http.refusal import MOST_ERRORS, field_errors, refusal, unknown_name

LARGEST_BODY = 1_000_000
SLOWEST_BODY = 20.0
"""Seconds in which all of a body must arrive, however steadily it drips."""
FORM = "application/x-www-form-urlencoded"
STRICT = "/v1/"
"""Where a name that is not known is refused; addresses of pages are shared with names that others
add to them (`utm_source`, `fbclid`, `ver`), which nobody who opens them can take away."""
TYPED = ("q", "facet_q")
"""What people type: nothing typed is no mistake, and generated clients send their defaults."""
M = TypeVar("M", bound=BaseModel)
Pair = tuple[str, str | None]
"""A name of a query string and its value; `None` is not UTF-8."""


class Nothing(BaseModel):
    """What a route without parameters takes."""


@lru_cache(maxsize=1000)
def members(model: type[BaseModel]) -> dict[str, bool]:
    """Return the names that a model takes, and whether each may be repeated."""
    return {
        field.alias or name: get_origin(field.annotation) in (list, tuple)
        for name, field in model.model_fields.items()
    }


@lru_cache(maxsize=1000)
def unasked(model: type[M]) -> M | None:
    """Return the model of a request that says nothing, if it may say nothing."""
    try:
        return model()
    except ValidationError:
        return None


def read_parameters(request: Request, model: type[M]) -> M:
    """Read the query string.

    Raises:
        UnknownParameter: for names that the model does not have, if programs read the answer.
        InvalidRequest: for values that the model does not take.
    """
    query: bytes = request.scope["query_string"]
    nothing: M | None = None if query else unasked(model)
    if nothing is not None:
        return nothing
    known, is_strict = members(model), request.scope["path"].startswith(STRICT)
    values, errors = collect((one for one in pairs(query) if is_strict or one[0] in known), known)
    try:
        asked = model.model_validate(values)
    except ValidationError as error:
        errors += field_errors(error, known, "query")
    if errors:
        raise refusal(errors)
    return asked


def collect(
    given: Iterable[Pair], known: dict[str, bool]
) -> tuple[dict[str, Any], list[FieldError]]:
    """Gather the values of each parameter, and what is wrong before looking at values."""
    values: dict[str, Any] = {}
    errors: list[FieldError] = []
    for name, value in given:
        if len(errors) >= MOST_ERRORS:
            break
        if name not in known:
            errors.append(unknown_name(name, known, "parameter"))
        elif value is None:
            errors.append(FieldError(name, "is not UTF-8: percent-encode the text as UTF-8"))
        elif not value and name not in TYPED:
            errors.append(FieldError(name, "is empty: give a value, or leave the name out"))
        elif known[name]:
            values.setdefault(name, []).append(value)
        elif name in values:
            errors.append(FieldError(name, "is given more than once: keep one"))
        else:
            values[name] = value
    return values, errors


def pairs(query: bytes) -> Iterator[Pair]:
    """Go through a query string (application/x-www-form-urlencoded)."""
    for part in query.split(b"&"):
        if part:
            name, _, value = part.partition(b"=")
            yield decoded(name) or "", decoded(value)


def ordered_pairs(query: bytes) -> list[Pair]:
    """Read a query string in the order of its names: the response cache tells no orders apart."""
    return sorted(pairs(query), key=itemgetter(0))


def decoded(part: bytes) -> str | None:
    """Read one name or value, percent-encoded or in plain UTF-8."""
    try:
        return unquote_to_bytes(part.replace(b"+", b" ")).decode("utf-8")
    except UnicodeDecodeError:
        return None


async def read_body(request: Request, shape: TypeAdapter[Any], known: dict[str, bool]) -> Any:
    """Read a body of JSON.

    Raises:
        UnsupportedMediaType: if it is said to be something else.
        RequestTooLarge: if it is larger than LARGEST_BODY bytes.
        RequestTimeout: if it takes longer than SLOWEST_BODY seconds to arrive.
        MalformedBody: if it is not JSON in UTF-8.
        InvalidRequest: for values that the shape does not take.
    """
    check_media_type(request)
    content = await receive_in_time(request)
    try:
        value = pydantic_core.from_json(content, allow_inf_nan=False)
    except ValueError as error:
        raise MalformedBody(f"The body is not JSON in UTF-8: {error}.") from error
    try:
        return shape.validate_python(value)
    except ValidationError as error:
        raise refusal(field_errors(error, known, "body")) from error


async def read_form(request: Request) -> bytes:
    """Read a body that is written like a query string.

    Raises:
        UnsupportedMediaType: if it is said to be something else.
        RequestTooLarge: if it is larger than LARGEST_BODY bytes.
        RequestTimeout: if it takes longer than SLOWEST_BODY seconds to arrive.
    """
    said = request.headers.get("content-type", "").lower().partition(";")[0].strip()
    if said != FORM or "content-encoding" in request.headers:
        raise UnsupportedMediaType(f"The body is not said to be {FORM}, uncompressed.")
    return await receive_in_time(request)


async def receive_in_time(request: Request) -> bytes:
    """Receive a body, unless it drips; raises RequestTooLarge, RequestTimeout."""
    try:
        async with asyncio.timeout(SLOWEST_BODY):
            return await receive(request)
    except TimeoutError as error:
        text = f"The body did not arrive within {SLOWEST_BODY:g} seconds."
        raise RequestTimeout(text) from error


async def receive(request: Request) -> bytes:
    """Receive a body, as far as it is not too large."""
    content = bytearray()
    async for chunk in request.stream():
        content += chunk
        if len(content) > LARGEST_BODY:
            raise RequestTooLarge(f"The body has more than {LARGEST_BODY:,} bytes.")
    return bytes(content)


def check_media_type(request: Request) -> None:
    """Refuse what is said not to be JSON in UTF-8."""
    media_type, *parameters = request.headers.get("content-type", "").lower().split(";")
    charset = [part.strip() for part in parameters if part.strip().startswith("charset")]
    is_json = media_type.strip() == "application/json" or media_type.strip().endswith("+json")
    if not is_json or charset not in ([], ["charset=utf-8"], ['charset="utf-8"']):
        raise UnsupportedMediaType("The body is not said to be JSON in UTF-8.")
    if "content-encoding" in request.headers:
        raise UnsupportedMediaType("The body is compressed. Send it as it is.")


def item_model(annotation: Any) -> type[BaseModel] | None:
    """Return the model of a body, or of the items of a list."""
    inner = get_args(annotation)[0] if get_origin(annotation) is list else annotation
    return inner if isinstance(inner, type) and issubclass(inner, BaseModel) else None
