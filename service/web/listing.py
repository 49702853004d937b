"""Lists: a page of records as the index finds them, in the bytes the ledger has."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

import pydantic_core
from starlette.requests import Request
from starlette.responses import Response

from service.languages import choose
from service.ledger.entry import Entry
from service.schemas.values import RecordKind
from service.search.highlight import highlight
from service.search.query import FacetValue, Filter, Hits
from service.web.address import absolute, base_url
from service.web.asking import AUTHORITIES, ask, identity
from service.web.catalogue import Catalogue
from service.web.conditional import not_modified, validators
from service.web.cursor import write_cursor
from service.web.parameters import PageParameters
from service.web.projection import part, project, read_fields, read_languages

ALL = tuple(RecordKind)


async def list_records(
    request: Request,
    catalogue: Catalogue,
    parameters: PageParameters,
    kinds: Sequence[RecordKind] = (),
    within: Sequence[Filter] = (),
) -> Response:
    """Answer with one page of the records that fit, or 304 if the caller has it."""
    fields = read_fields(parameters.fields, kinds or ALL)
    languages = read_languages(parameters.lang)
    query = await ask(catalogue, parameters, kinds, within)
    head = await catalogue.up_to_date()
    headers = validators(catalogue.index.applied, head.changed_at, catalogue.settings.cache_seconds)
    if request.method == "GET" and (unchanged := not_modified(request, headers)):
        return unchanged
    hits = await catalogue.in_pool(lambda: catalogue.index.search(query))
    entries = await catalogue.ledger.by_ordinals([hit.ordinal for hit in hits.hits])
    found = [entries[hit.ordinal] for hit in hits.hits if hit.ordinal in entries]
    text = query.text if parameters.highlight else ""
    documents = [show(entry, fields, languages, text) for entry in found if not entry.withdrawn]
    cursor = next_cursor(head.secret, identity(parameters, kinds, within), hits)
    url = next_url(request, cursor) if request.method == "GET" else None
    members = {
        "total": hits.total,
        "facets": await label_facets(catalogue, hits.facets, languages),
        "next": url,
        "next_cursor": cursor,
        **({"corrected": hits.corrected} if hits.corrected else {}),
    }
    if url:
        headers["Link"] = f'<{url}>; rel="next"'
    body = b'{"data":[' + b",".join(documents) + b"]," + pydantic_core.to_json(members)[1:]
    return Response(absolute(body, base_url(request)), 200, headers, "application/json")


def show(entry: Entry, fields: Sequence[str], languages: Sequence[str], text: str) -> bytes:
    """Write one record of a list: as stored, or the part asked for, with highlights."""
    if not text:
        return project(entry.document, fields, languages)
    document = pydantic_core.from_json(entry.document)
    shown = part(document, fields, languages)
    return pydantic_core.to_json({**shown, "highlights": highlight(document, text)})


def next_cursor(secret: str, query: Mapping[str, Any], hits: Hits) -> str | None:
    """Make the cursor of the next page, if there is one."""
    return None if hits.last is None else write_cursor(secret, query, hits.last)


def next_url(request: Request, cursor: str | None) -> str | None:
    """Write the address of the next page: the same question with another cursor."""
    if cursor is None:
        return None
    asked = [pair for pair in request.query_params.multi_items() if pair[0] != "cursor"]
    path = request.scope["raw_path"].decode("ascii").lstrip("/")
    return f"{base_url(request)}{path}?{urlencode([*asked, ('cursor', cursor)])}"


async def label_facets(
    catalogue: Catalogue, facets: Mapping[str, Sequence[FacetValue]], languages: Sequence[str]
) -> dict[str, list[dict[str, Any]]]:
    """Name the values of facets: authorities by slug and label, others by what they are."""
    ids = {one.value for name in facets if name in AUTHORITIES for one in facets[name]}
    entries = await catalogue.ledger.by_ids(sorted(ids))
    return {
        name: [
            label(one, entries.get(one.value) if name in AUTHORITIES else None, languages)
            for one in values
        ]
        for name, values in facets.items()
    }


def label(value: FacetValue, entry: Entry | None, languages: Sequence[str]) -> dict[str, Any]:
    """Write one counted value; authorities with the label that readers know."""
    if entry is None:
        return {"value": value.value, "count": value.count}
    text = pydantic_core.from_json(entry.document)["label"]
    shown = choose(text, languages) if languages else text
    return {"value": entry.slug, "count": value.count, "id": entry.id, "label": shown}
