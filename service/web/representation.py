"""In which format a record is answered: by the suffix of its address, `format=`, or `Accept`."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache, lru_cache
from typing import Any

from starlette.requests import Request

from service.errors import (
    FieldError,
    InvalidRequest,
    NotAcceptable,
    RecordMoved,
    RecordNotFound,
    RecordWithdrawn,
)
from service.formats.collection import Collection
from service.formats.format import Format
from service.formats.offered import CITATION, JSON, offered
from service.formats.page_address import quoted
from service.schemas.record import COLLECTIONS
from service.schemas.values import RecordKind
from service.suggestion import did_you_mean
from service.web.http.negotiation import ANYTHING, HTML, MOST_HEADERS, choose_type
from service.web.openapi.responses import CACHED, SEE_PAGE, describe
from service.web.view_parameters import ViewParameters

LIMITS: dict[str, dict[str, Any]] = {
    "string": {"maxLength": 10_000_000},
    "object": {"additionalProperties": True},
    "array": {"items": {"type": "object", "additionalProperties": True}, "maxItems": 100},
}
PAGE = "html"
"""What `format=` and a suffix say for the page of a record."""
QUICK = 30_000
"""Bytes of a document that is written in another format in well under a millisecond."""
SLUG = "\n"
"""Stands for the slug in what all records of a kind share; no address has it."""


def choose_format(request: Request, kind: RecordKind, suffix: str, view: ViewParameters) -> Format:
    """Choose the format of an answer; the suffix begins with its dot, or is empty.

    Raises:
        RecordNotFound: for a suffix that no format of the kind has.
        InvalidRequest: for parameters that the format does not take.
        NotAcceptable: if `Accept` allows none.
    """
    named: str | None = getattr(view, "format", None)
    if suffix:
        chosen = by_suffix(kind, suffix)
    elif named:
        chosen = by_name(kind, named)
    else:
        accept = request.headers.get("accept")
        chosen = JSON if accept in ANYTHING else by_accept(kind, accept)
    if view.model_fields_set:
        check_parameters(chosen, view, is_twice=bool(suffix and named))
    return chosen


def wants_page(request: Request, kind: RecordKind, suffix: str, view: ViewParameters) -> bool:
    """Say whether the page for people is wanted, which has an address of its own."""
    named: str | None = getattr(view, "format", None)
    if suffix or named:
        return suffix == f".{PAGE}" or (not suffix and named == PAGE)
    accept = request.headers.get("accept")
    return accept not in ANYTHING and prefers_page(kind, accept or "")


@lru_cache(maxsize=MOST_HEADERS)
def prefers_page(kind: RecordKind, accept: str) -> bool:
    """Say whether a header wants HTML more than any format of the kind."""
    return choose_type(accept, (*(one.media_type for one in offered(kind)), HTML)) == HTML


def named_format(kind: RecordKind, view: ViewParameters) -> Format:
    """Return the format that `format=` names, or JSON.

    Raises:
        InvalidRequest: if the kind does not have it, or for parameters that it does not take.
    """
    chosen = by_name(kind, getattr(view, "format", None) or JSON.name)
    check_parameters(chosen, view, is_twice=False)
    return chosen


def by_name(kind: RecordKind, name: str) -> Format:
    """Return the format of a name; raises InvalidRequest if the kind does not have it."""
    known = {one.name: one for one in offered(kind)}
    if name not in known:
        text = f"no {kind} can be had as {name}: use {', '.join(known)}"
        raise InvalidRequest(f"format: {text}.", errors=[FieldError("format", text)])
    return known[name]


def by_suffix(kind: RecordKind, suffix: str) -> Format:
    """Return the format whose addresses end so; raises RecordNotFound."""
    known = suffixes(kind)
    if suffix in known:
        return known[suffix]
    near = did_you_mean(suffix, known, 1)
    hint = f" Did you mean {near[0]}?" if near else ""
    ends = ", ".join(known)
    raise RecordNotFound(
        f"No {kind} has an address that ends in {suffix[:100]!r}.{hint} There are {ends}."
    )


@cache
def suffixes(kind: RecordKind) -> Mapping[str, Format]:
    """Return the formats of a kind by what their addresses end in."""
    return {f".{one.suffix}": one for one in offered(kind)}


@lru_cache(maxsize=MOST_HEADERS)
def by_accept(kind: RecordKind, accept: str) -> Format:
    """Return the format that a header wants most; raises NotAcceptable."""
    formats = {one.media_type: one for one in offered(kind)}
    best = choose_type(accept, tuple(formats))
    if best is None:
        raise NotAcceptable(
            f"{str(kind).capitalize()} records can be had as {', '.join(formats)}.",
            offered=[{"format": one.name, "media_type": name} for name, one in formats.items()],
        )
    return formats[best]


def check_parameters(chosen: Format, view: ViewParameters, *, is_twice: bool) -> None:
    """Refuse what a format would ignore.

    Raises:
        InvalidRequest: for `fields` of other formats than JSON, `style` of others than citations,
            or `format` beside a suffix.
    """
    wrong = {
        "fields": chosen is not JSON and "chooses members of JSON, not of " + chosen.name,
        "style": chosen is not CITATION and "belongs to format=citation, not to " + chosen.name,
        "format": is_twice and f"the address ends in .{chosen.suffix} already",
    }
    for name, text in wrong.items():
        if text and getattr(view, name, None):
            said = f"{text}: leave it out"
            raise InvalidRequest(f"{name}: {said}.", errors=[FieldError(name, said)])


def stated_format(kind: RecordKind, suffix: str, query: bytes, accept: str | None) -> Format | None:
    """Return the format that a request states if it states nothing else, as `choose_format` does.

    Nothing for the page, and for what is refused.
    """
    if query:
        return None if suffix else queries(kind).get(query)
    if suffix:
        return suffixes(kind).get(suffix)
    if accept in ANYTHING:
        return JSON
    with suppress(NotAcceptable):
        return None if prefers_page(kind, accept or "") else by_accept(kind, accept or "")
    return None


@cache
def queries(kind: RecordKind) -> Mapping[bytes, Format]:
    """Return the formats of a kind by the queries that ask for them, and for nothing else."""
    return {f"format={one.name}".encode(): one for one in offered(kind)}


def is_quick(chosen: Format, document: bytes) -> bool:
    """Say whether a document is written so fast that others can wait for it."""
    return chosen is JSON or not (chosen.is_slow or len(document) > QUICK)


def tag_of(chosen: Format) -> str:
    """Return what tells a format from others in an `ETag`; JSON is what is meant by default."""
    return "" if chosen is JSON else f"-{chosen.name}"


def alternates(base: str, kind: RecordKind, slug: str) -> str:
    """Write the `Link` header of a record: where each of its formats is (RFC 8288)."""
    return links(base, kind).replace(SLUG, quoted(slug))


@lru_cache(maxsize=100)
def links(base: str, kind: RecordKind) -> str:
    """Write the `Link` header of all records of a kind, but for the slug."""
    path = f"{COLLECTIONS[kind]}/{SLUG}"
    others = (
        f'<{base}v1/{path}.{one.suffix}>; rel="alternate"; type="{one.media_type}"; '
        f'title="{one.title}"'
        for one in offered(kind)
    )
    return ", ".join((*others, f'<{base}{path}>; rel="alternate"; type="{HTML}"; title="Page"'))


def content_type(chosen: Format | Collection) -> str:
    """Return the media type with its encoding, which JSON does not need."""
    is_json = chosen.media_type.endswith("json")
    return chosen.media_type if is_json else f"{chosen.media_type}; charset=utf-8"


def describe_record(kind: RecordKind) -> dict[int | str, dict[str, Any]]:
    """Describe the answers of a single record, in OpenAPI: each format has a schema."""
    problems = (RecordMoved, RecordNotFound, NotAcceptable, RecordWithdrawn)
    described = describe(*problems, headers=(*CACHED, "Link"))
    described[303] = {"$ref": f"#/components/responses/{SEE_PAGE}"}
    described[200]["content"] = describe_formats(offered(kind))
    return described


def describe_formats(formats: Sequence[Format]) -> dict[str, Any]:
    """Describe formats by their media types; JSON has its own schema."""
    return {
        one.media_type: {"schema": {"type": one.shape, "title": one.title} | LIMITS[one.shape]}
        for one in formats
        if one is not JSON
    }
