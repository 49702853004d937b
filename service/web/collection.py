"""In which format a list is answered: by `format=`, or `Accept`; what each of them takes."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request

from service.errors import CatalogueError, FieldError, InvalidRequest
from service.formats.collection import Collection
from service.formats.offered import CITATION, CSV, JSON, NDJSON, offered_for
from service.schemas.values import RecordKind
from service.web.http.negotiation import ANYTHING, MOST_HEADERS, choose_type
from service.web.http.request import ordered_pairs
from service.web.openapi.responses import PAGED, describe
from service.web.parameters import PageParameters, Sort
from service.web.representation import LIMITS

LONGEST_LINKED = 500
"""Characters of a query whose other formats are linked: proxies take no header of any length."""
OF_JSON = ("facets", "facet_limit", "facet_q", "facet_sort", "highlight", "explain")
NOT_LINKED = ("cursor", "format", "fields", "style", "bom", *OF_JSON)


def choose_collection(
    request: Request, parameters: PageParameters, kinds: Sequence[str]
) -> Collection | None:
    """Choose the format of a list; `None` is JSON, which is sent too if `Accept` allows nothing.

    Raises:
        InvalidRequest: if the list does not have it, or for parameters that it does not take.
    """
    named: str | None = getattr(parameters, "format", None)
    chosen = by_name(named, kinds) if named else None
    if named is None and request.method == "GET":
        accept = request.headers.get("accept")
        chosen = None if accept in ANYTHING else by_accept(accept, tuple(kinds))
    if chosen and request.method == "POST" and chosen.extent == "page":
        text = f"{chosen.name} has its next page by URL: ask GET, or take ndjson or csv"
        raise InvalidRequest(f"format: {text}.", errors=[FieldError("format", text)])
    check_parameters(chosen, parameters)
    return chosen


def by_name(name: str, kinds: Sequence[str]) -> Collection | None:
    """Return the format of a name; raises InvalidRequest if there is none for the kinds."""
    if name == JSON.name:
        return None
    known = {one.name: one for one in offered_for(kinds)}
    if name not in known:
        text = f"no list of these can be had as {name}: use {', '.join([JSON.name, *known])}"
        raise InvalidRequest(f"format: {text}.", errors=[FieldError("format", text)])
    return known[name]


@lru_cache(maxsize=MOST_HEADERS)
def by_accept(accept: str, kinds: tuple[str, ...]) -> Collection | None:
    """Return the format that a header wants most."""
    formats: dict[str, Collection | None] = {JSON.media_type: None}
    formats |= {one.media_type: one for one in offered_for(kinds)}
    best = choose_type(accept, tuple(formats))
    return formats[best] if best else None


def check_parameters(chosen: Collection | None, parameters: PageParameters) -> None:
    """Refuse what a format would ignore; raises InvalidRequest."""
    name = chosen.name if chosen else JSON.name
    wrong = {
        "style": name != CITATION.name and f"belongs to format=citation, not to {name}",
        "bom": parameters.bom and chosen is not CSV and f"belongs to format=csv, not to {name}",
        "fields": chosen not in (None, NDJSON) and f"chooses members of JSON, not of {name}",
    }
    if chosen:
        wrong |= dict.fromkeys(OF_JSON, f"belongs to format=json, not to {name}")
    if chosen and chosen.extent == "whole":
        wrong |= dict.fromkeys(("limit", "cursor"), f"cuts pages, and {name} is all that was found")
        is_ranked = "sort" in parameters.model_fields_set and parameters.sort == Sort.relevance
        wrong["sort"] = is_ranked and f"cannot be relevance where all is sent as {name}"
    for field, text in wrong.items():
        if text and field in parameters.model_fields_set:
            said = f"{text}: leave it out"
            raise InvalidRequest(f"{field}: {said}.", errors=[FieldError(field, said)])


def feed_links(request: Request, url: str, kinds: Sequence[str]) -> str:
    """Write where the feeds of a list are, for its `Link` header; nothing where that is long."""
    query: bytes = request.scope["query_string"]
    if len(query) > LONGEST_LINKED:
        return ""
    asked = urlencode([pair for pair in ordered_pairs(query) if pair[0] not in NOT_LINKED])
    begun = f"{url}?{asked}&" if asked else f"{url}?"
    return ", ".join(
        f'<{begun}format={one.name}>; rel="alternate"; type="{one.media_type}"; title="{one.title}"'
        for one in offered_for(kinds)
        if one.is_feed
    )


def describe_list(
    *problems: type[CatalogueError],
    kinds: Sequence[RecordKind] = (),
    extents: Sequence[str] = ("page", "whole"),
    headers: Sequence[str] = PAGED,
) -> dict[int | str, dict[str, Any]]:
    """Describe the answers of a list, in OpenAPI: each format has a schema."""
    described = describe(*problems, headers=headers)
    described[200]["content"] = {
        one.media_type: {"schema": schema(one)}
        for one in offered_for(kinds)
        if one.extent in extents
    }
    return described


def schema(one: Collection) -> Mapping[str, Any]:
    """Describe what a format sends; a whole result has no limit but that of the catalogue."""
    limits = LIMITS[one.shape] if one.extent == "page" else {"maxLength": 2**53}
    return {"type": one.shape, "title": one.title} | limits
