"""The page of a list or search: found as the API finds it, and written for people."""

from dataclasses import replace
from typing import Annotated, Literal
from urllib.parse import urlencode

import pydantic_core
from pydantic import AfterValidator, BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from service.schemas.record import COLLECTIONS
from service.web.additions import Wanted
from service.web.asking import Section, ask
from service.web.catalogue import Catalogue
from service.web.conditional import not_modified
from service.web.content import packing
from service.web.html import element
from service.web.listing import find
from service.web.page import Page, other_than
from service.web.pages import records
from service.web.pages.reader import Reader
from service.web.pages.records import Records
from service.web.paging import next_cursor
from service.web.parameters import PageParameters, query_text
from service.web.projection import View
from service.web.record_page import page_headers, reader_of

SHOWN = 10
"""Records on one page."""
Listed = Literal["search", "reports", "mentions", "resources", "authorities"]
KINDS = {name: (kind,) for kind, name in COLLECTIONS.items()}


class ListParameters(BaseModel):
    """What people ask of a list."""

    q: Annotated[str, Field(max_length=1000), AfterValidator(query_text)] = ""
    cursor: Annotated[str | None, Field(max_length=400)] = None
    lang: Literal["en", "ko"] | None = None


async def show_list(
    request: Request, catalogue: Catalogue, name: Listed, asked: ListParameters
) -> Response:
    """Answer with a page of a list, or with 304 if the caller has it.

    Raises:
        InvalidCursor: if the cursor is not one of ours for this list.
    """
    parameters = PageParameters(q=asked.q, cursor=asked.cursor, limit=SHOWN)
    section = Section(KINDS.get(name, ()))
    head = await catalogue.up_to_date()
    query = await ask(catalogue, parameters, section, head.secret)
    reader, pack = reader_of(request, asked.lang), packing(request)
    headers = pack.headers(page_headers(catalogue, head, reader, f"-{name}"))
    if unchanged := not_modified(request, headers):
        return unchanged
    wanted = Wanted(View(), is_marked=True, is_explained=False, like=None, base=reader.base)
    page = await catalogue.in_pool(lambda: find(catalogue, head, query, wanted))
    cursor, suggestion = next_cursor(head, parameters, section, page.hits), page.hits.suggested
    found = Records(
        name,
        asked.q,
        pydantic_core.from_json(b"[" + page.records + b"]"),
        page.hits.total,
        address(reader, name, q=asked.q, cursor=cursor) if cursor else None,
        page.hits.corrected,
        (suggestion, address(reader, name, q=suggestion)) if suggestion else None,
    )
    body = await catalogue.in_pool(lambda: pack.write(write(reader, found)))
    return Response(body, 200, {**headers, **pack.encoding}, "text/html")


def write(reader: Reader, found: Records) -> bytes:
    """Write the page."""
    main = element("main", records.show(reader, found), id="content", class_="record")
    other = replace(reader, language=other_than(reader.language), is_fixed=True)
    page = Page(
        records.title(reader, found),
        main,
        reader.language,
        records.head(address(reader, found.name, q=found.text)),
        address(other, found.name, q=found.text),
    )
    return page.write()


def address(reader: Reader, name: str, **asked: str | None) -> str:
    """Write the address of a list, in the language that the reader chose."""
    language = reader.language if reader.is_fixed else None
    given = {key: value for key, value in (asked | {"lang": language}).items() if value}
    return f"{reader.base}{name}?{urlencode(given)}" if given else f"{reader.base}{name}"
