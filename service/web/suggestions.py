"""Suggestions: what a search box offers while somebody types."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, Any

import pydantic_core
from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from service.languages import in_language
from service.ledger.entry import Head
from service.schemas.authority import AuthorityType
from service.search.beginnings import begun, typed
from service.search.query import Filter
from service.web.catalogue import Catalogue
from service.web.http.address import absolute, base_url
from service.web.http.conditional import not_modified
from service.web.paging import list_headers
from service.web.parameters import query_text
from service.web.projection import read_languages


class Suggested(StrEnum):
    """Kinds of record that are suggested."""

    report = "report"
    authority = "authority"


class SuggestParameters(BaseModel):
    """What is typed, and what may be suggested."""

    model_config = ConfigDict(extra="forbid")

    q: Annotated[str, Field(max_length=200, examples=["ㅂㅇㅂ"]), AfterValidator(query_text)] = (
        Field(
            default="",
            description="The beginning of a title or name, or of words in it, in any language; of "
            "Korean also the initial consonants alone.",
        )
    )
    kind: Annotated[tuple[Suggested, ...], Field(max_length=2)] = Field(
        default=(), description="Suggest only these kinds of record.", examples=[["authority"]]
    )
    type: Annotated[tuple[AuthorityType, ...], Field(max_length=10)] = Field(
        default=(), description="Suggest only authorities of these types.", examples=[["person"]]
    )
    limit: int = Field(default=10, ge=1, le=20, description="Suggestions at most.")
    lang: Annotated[str | None, Field(max_length=100, examples=["ko,en"])] = Field(
        default=None,
        description="One text in place of the label: the first of these languages that exists.",
    )


async def answer_suggestions(
    request: Request, catalogue: Catalogue, parameters: SuggestParameters
) -> Response:
    """Answer with what may be meant, or 304 if the caller has it."""
    languages = read_languages(parameters.lang)
    head = await catalogue.up_to_date()
    headers = list_headers(request, catalogue, head)
    if unchanged := not_modified(request, headers):
        return unchanged
    body = await catalogue.in_pool(lambda: suggest(catalogue, head, parameters, languages))
    return Response(absolute(body, base_url(request)), 200, headers, "application/json")


def suggest(
    catalogue: Catalogue, head: Head, parameters: SuggestParameters, languages: Sequence[str]
) -> bytes:
    """Write what may be meant, in order; what was withdrawn this very moment is left out."""
    filters = [
        Filter(name, tuple(values))
        for name, values in (("kind", parameters.kind), ("type", parameters.type))
        if values
    ]
    is_behind = not catalogue.index.is_at(head)
    found = catalogue.index.seen().suggest(parameters.q, filters, parameters.limit)
    ordinals = [one.ordinal for one in found]
    gone = catalogue.source.withdrawn_among(ordinals) if is_behind and found else ()
    public = [one.shown for one in found if one.ordinal not in gone]
    return pydantic_core.to_json({"data": [show(one, parameters.q, languages) for one in public]})


def show(stored: bytes, text: str, languages: Sequence[str]) -> dict[str, Any]:
    """Write one suggestion, from what the index keeps of a record."""
    known = pydantic_core.from_json(stored, cache_strings="keys")
    names, label = known.pop("names"), known.pop("label")
    shown = in_language(label, languages)
    return {"text": best_name(names, text), "label": shown, **known}


def best_name(names: Sequence[str], text: str) -> str:
    """Choose the name that begins most like a text; of several, the first."""
    if len(names) == 1:
        return names[0]
    wanted = typed(text)
    return max(names, key=lambda name: begun(name, wanted))
