"""Embedding: cards in frames of other sites, and oEmbed (https://oembed.com) to find them."""

from collections.abc import Callable
from dataclasses import replace
from html import escape
from typing import Any, Literal
from urllib.parse import parse_qsl, unquote, urlsplit
from xml.sax.saxutils import escape as escape_xml

import pydantic_core
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from service.errors import FormatNotImplemented, RecordNotFound
from service.formats.format import Document
from service.formats.plain import one_line
from service.ledger.entry import Entry
from service.schemas.language_names import WRITTEN
from service.schemas.record import COLLECTIONS
from service.schemas.values import RecordKind
from service.web.catalogue import Catalogue
from service.web.html import Html
from service.web.http.address import base_url, read_document
from service.web.http.conditional import not_modified, validators
from service.web.page import fill
from service.web.pages import frame
from service.web.pages.card import media_list, report_card
from service.web.pages.found import Lists
from service.web.pages.parts import page_of
from service.web.pages.reader import Reader
from service.web.record import find_public
from service.web.record_page import Shown

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors *"
)
WIDTH, HEIGHT = 600, 320
LONGEST_SIDE = 10_000
FORMATS = ("json", "xml")


class OEmbedParameters(BaseModel):
    """What oEmbed consumers ask."""

    model_config = ConfigDict(extra="forbid")

    url: str = Field(
        min_length=1,
        max_length=2048,
        description="Address of the page of a report; its `lang` is that of the card.",
        examples=["https://catalogue.example.org/reports/behind-closed-doors"],
    )
    format: str = Field(
        default="json",
        max_length=100,
        description="How to answer.",
        json_schema_extra={"enum": list(FORMATS)},
    )
    maxwidth: int = Field(default=WIDTH, ge=1, le=LONGEST_SIDE, description="At most so wide.")
    maxheight: int = Field(default=HEIGHT, ge=1, le=LONGEST_SIDE, description="At most so high.")


class OEmbed(BaseModel):
    """A report as a frame that can be put into a page (oEmbed 1.0, `rich`).

    Texts are as long as those of a report may be: a title and a subtitle, thirty publishers.
    """

    type: Literal["rich"] = Field(description="What it is.")
    version: Literal["1.0"] = Field(description="Version of oEmbed.")
    title: str = Field(max_length=2010, description="Title of the report.")
    author_name: str | None = Field(
        default=None, max_length=30_100, description="Who published it."
    )
    provider_name: str = Field(max_length=200, description="Name of the catalogue.")
    provider_url: str = Field(max_length=2048, description="Address of the catalogue.")
    cache_age: int = Field(ge=0, le=86_400, description="Seconds for which it may be kept.")
    html: str = Field(max_length=20_000, description="The frame, to be put into the page.")
    width: int = Field(ge=1, le=LONGEST_SIDE, description="Width of the frame in pixels.")
    height: int = Field(ge=1, le=LONGEST_SIDE, description="Height of the frame in pixels.")


Card = Callable[[Reader, Document, Lists], Html]


def framed(card: Card, name: str, below: str = "") -> Shown:
    """Show a card as a page of its own, which any site may frame."""

    def write(reader: Reader, document: Document, lists: Lists) -> bytes:
        values = {
            "language": reader.language,
            "title": frame.page_title(reader, document),
            "base": reader.base,
            "card": card(reader, document, lists),
        }
        return fill("card.html", **values).encode()

    return Shown(RecordKind.report, write, name, below, POLICY)


CARD = framed(report_card, "-card")
MEDIA = framed(media_list, "-media", "/mentions")


async def answer_oembed(
    request: Request, catalogue: Catalogue, asked: OEmbedParameters
) -> Response:
    """Answer with the frame of the report whose page has an address, or with 304.

    Raises:
        FormatNotImplemented: for a format that is neither JSON nor XML.
        RecordNotFound: if no report has its page there.
        RecordWithdrawn: if the report is no longer public.
    """
    if asked.format not in FORMATS:
        raise FormatNotImplemented(f"There is no {asked.format!r}, only {' and '.join(FORMATS)}.")
    base = base_url(request)
    entry = await find_page(request, catalogue, asked.url)
    seconds = catalogue.settings.cache_seconds
    headers = validators(entry.sequence, entry.changed_at, seconds, f"-oembed-{asked.format}")
    if unchanged := not_modified(request, headers):
        return unchanged
    document = read_document(entry.document, base)
    found = describe(document, base, asked, seconds).model_dump(exclude_none=True)
    if asked.format == "json":
        return Response(pydantic_core.to_json(found), 200, headers, "application/json")
    return Response(write_xml(found), 200, headers, "text/xml")


async def find_page(request: Request, catalogue: Catalogue, url: str) -> Entry:
    """Return the report whose page has, or had, an address.

    Raises:
        RecordNotFound: if no report has its page there.
        RecordWithdrawn: if the report is no longer public.
    """
    base, collection = urlsplit(base_url(request)), COLLECTIONS[RecordKind.report]
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise RecordNotFound(f"{url[:200]!r} is not an address.") from error
    path = parts.path.removeprefix("/v1")
    is_ours = parts.netloc == base.netloc and path.startswith(f"/{collection}/")
    name = unquote(path.removeprefix(f"/{collection}/"))
    if not is_ours or not name or "/" in name:
        text = f"give one that begins with {base_url(request)}{collection}/"
        raise RecordNotFound(f"No report has its page at {url[:200]!r}: {text}.")
    return await find_public(request, catalogue, RecordKind.report, name)


def reader_of(url: str, base: str) -> Reader:
    """Learn from the address of a page in which language somebody reads it."""
    language = dict(parse_qsl(urlsplit(url).query)).get("lang", "")
    return Reader(language, base, is_fixed=True) if language in WRITTEN else Reader("en", base)


def describe(document: Document, base: str, asked: OEmbedParameters, seconds: int) -> OEmbed:
    """Describe the frame of a report."""
    reader = reader_of(asked.url, base)
    own = frame.called(reader, document)
    width, height = min(asked.maxwidth, WIDTH), min(asked.maxheight, HEIGHT)
    url = page_of(replace(reader, base=f"{base}embed/"), document)
    html = (
        f'<iframe src="{escape(url)}" title="{escape(own)}" width="{width}" height="{height}" '
        'loading="lazy"></iframe>'
    )
    publishers = (reader.plain(one.get("label")) for one in document.get("publishers", ()))
    return OEmbed(
        type="rich",
        version="1.0",
        title=own,
        author_name=", ".join(one_line(one) for one in publishers if one) or None,
        provider_name=reader.say("catalogue"),
        provider_url=base,
        cache_age=seconds,
        html=html,
        width=width,
        height=height,
    )


def write_xml(members: dict[str, Any]) -> bytes:
    """Write the answer as XML."""
    inside = "".join(
        f"<{name}>{escape_xml(str(value))}</{name}>" for name, value in members.items()
    )
    top = '<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n'
    return f"{top}<oembed>{inside}</oembed>\n".encode()
