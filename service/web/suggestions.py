"""Suggestions: what a search box offers while somebody types."""

from enum import StrEnum
from functools import lru_cache
from typing import Annotated, Any, NamedTuple

import pydantic_core
from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from service.languages import choose
from service.ledger.entry import Entry
from service.schemas.authority import AuthorityType
from service.search.beginnings import beginnings, typed
from service.search.documents import suggested_names
from service.search.query import Filter
from service.web.address import absolute, base_url
from service.web.catalogue import Catalogue
from service.web.conditional import not_modified
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
    entries = await catalogue.in_pool(lambda: find(catalogue, parameters))
    shown = [show(entry, parameters.q, languages) for entry in entries]
    body = pydantic_core.to_json({"data": shown})
    return Response(absolute(body, base_url(request)), 200, headers, "application/json")


def find(catalogue: Catalogue, parameters: SuggestParameters) -> list[Entry]:
    """Find the records, in order; what was withdrawn this very moment is left out."""
    filters = [
        Filter(name, tuple(values))
        for name, values in (("kind", parameters.kind), ("type", parameters.type))
        if values
    ]
    found = catalogue.index.seen().suggest(parameters.q, filters, parameters.limit)
    entries = catalogue.source.by_ordinals(found)
    public = (entries.get(ordinal) for ordinal in found)
    return [entry for entry in public if entry and not entry.withdrawn]


class Suggestable(NamedTuple):
    """What suggestions say of a record, whatever was typed."""

    names: tuple[str, ...]
    label: dict[str, str]
    identifying: dict[str, str]


@lru_cache(maxsize=1024)
def suggestable(document: bytes) -> Suggestable:
    """Read of a document what a suggestion says; the same few records are suggested often."""
    read = pydantic_core.from_json(document)
    known = {name: read[name] for name in ("kind", "type", "id", "slug") if name in read}
    label = read["label"] if "label" in read else read["title"]
    return Suggestable(suggested_names(read), label, known | {"url": read["links"]["self"]})


def show(entry: Entry, text: str, languages: tuple[str, ...]) -> dict[str, Any]:
    """Write one suggestion."""
    names, label, identifying = suggestable(entry.document)
    shown = choose(label, languages) if languages else label
    return {"text": best_name(names, text), "label": shown, **identifying}


def best_name(names: tuple[str, ...], text: str) -> str:
    """Choose the name that begins most like a text; of several, the first."""
    if len(names) == 1:
        return names[0]
    wanted = typed(text)
    return max(names, key=lambda name: len(beginnings(name).intersection(wanted)))
