"""What an entry of a feed says of a record, whatever the format of the feed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from service.formats.citable import labels, names, outlet_of, text_of, title_of
from service.formats.format import Document, Wish
from service.formats.names import label_of, name_of
from service.formats.page_address import base_of, page_address, page_of
from service.formats.plain import web_address
from service.formats.xml import escape, link
from service.languages import best_language, choose
from service.schemas.record import COLLECTIONS
from service.schemas.values import RecordKind

TITLES = ("title", "headline", "label")
SUMMARIES = ("abstract", "summary", "description", "note")
FILES = ("download", "full_text", "dataset", "slides")
"""Roles of what readers may want to keep."""


class Enclosure(NamedTuple):
    """A file that comes with an entry; `bytes` is 0 where the size is not known."""

    url: str
    media_type: str
    bytes: int
    title: str


class Entry(NamedTuple):
    """A record as feeds show it, in the reader's language.

    `id` never changes, whatever the record is called; `url` is its page, `original` the article
    itself. `published` and `updated` say when it became public here and when it last changed
    (RFC 3339); `content` is HTML.
    """

    id: str
    url: str
    original: str | None
    title: str
    language: str | None
    published: str
    updated: str
    authors: tuple[str, ...]
    summary: str | None
    content: str
    categories: tuple[str, ...]
    enclosures: tuple[Enclosure, ...]


def entry_of(document: Document, wish: Wish) -> Entry:
    """Gather what an entry says."""
    languages = wish.languages
    base, told = base_of(document), summary(document, languages)
    publishers, outlet = labels(document, "publishers", languages), outlet_of(document, languages)
    writers = [one.literal for one in names(document, "author", languages)]
    people = writers or [*publishers, *([outlet] if outlet else [])]
    printed = (", ".join(people), ", ".join(publishers), outlet, document.get("published"))
    texts: dict[str, str] = next((document[name] for name in TITLES if document.get(name)), {})
    return Entry(
        id=f"{base}v1/{COLLECTIONS[document['kind']]}/{document['id']}",
        url=page_of(document),
        original=web_address(document.get("url")),
        title=titled(document, languages),
        language=best_language(texts, languages),
        published=document["published_at"],
        updated=document["updated_at"],
        authors=tuple(people),
        summary=told,
        content="".join([*head(printed, told), *body(document, languages)]),
        categories=tuple(dict.fromkeys(labels(document, "topics", languages))),
        enclosures=tuple(enclosures(document, languages)),
    )


def titled(document: Document, languages: Sequence[str]) -> str:
    """Name a record: by its title, its outlet and day, or else by its slug."""
    if found := title_of(document, languages) or text_of(document, "label", languages):
        return found
    printed = (outlet_of(document, languages), document.get("published"))
    return ", ".join(filter(None, printed)) or str(document["slug"])


def summary(document: Document, languages: Sequence[str]) -> str | None:
    """Return what a record says of itself, in plain text."""
    found = (choose(document[name], languages) for name in SUMMARIES if document.get(name))
    return next((text for text in found if text), None)


def head(printed: Iterable[str | None], told: str | None) -> Iterator[str]:
    """Begin an entry to be read, as HTML: who and when, the summary."""
    if known := " · ".join(dict.fromkeys(filter(None, printed))):
        yield f"<p>{escape(known)}</p>"
    for paragraph in (told or "").split("\n"):
        if paragraph.strip():
            yield f"<p>{escape(paragraph)}</p>"


def body(document: Document, languages: Sequence[str]) -> Iterator[str]:
    """Go on with what belongs to it: quotes, its address, reports, files."""
    for quote in document.get("quotes", ()):
        yield f"<blockquote><p>{escape(quote['text'])}</p>{said_by(quote, languages)}</blockquote>"
    if url := web_address(document.get("url")):
        yield f"<p>{link(url, url)}</p>"
    base = base_of(document)
    for shown in (document.get("reports"), document.get("resources")):
        if shown:
            items = (f"<li>{link(*place(one, languages, base))}</li>" for one in shown)
            yield f"<ul>{''.join(items)}</ul>"


def said_by(quote: Mapping[str, Any], languages: Sequence[str]) -> str:
    """Name the speaker of a quote, with the position of that day."""
    speaker = name_of({"agent": quote.get("speaker"), "name": quote.get("name")}, languages)
    position = choose(quote.get("position") or {}, languages)
    told = ", ".join(filter(None, (speaker.literal if speaker else None, position)))
    return f"<p>{escape(told)}</p>" if told else ""


def place(shown: Mapping[str, Any], languages: Sequence[str], base: str) -> tuple[str, str | None]:
    """Name a report and its page, or a file and its own address."""
    if shown["kind"] == RecordKind.report:
        return label(shown, languages), page_address(base, RecordKind.report, shown["slug"])
    return label(shown, languages), shown.get("url")


def label(shown: Mapping[str, Any], languages: Sequence[str]) -> str:
    """Name a record that another one shows."""
    return label_of(shown, languages) or str(shown["slug"])


def enclosures(document: Document, languages: Sequence[str]) -> Iterator[Enclosure]:
    """Go through the files to download: those of a report, or a file itself."""
    shown = [one for one in document.get("resources", ()) if one.get("type") in FILES]
    own = [document] if document.get("role") in FILES else []
    for one in (*shown, *own):
        if url := web_address(one.get("url")):
            media_type = one.get("media_type") or "application/octet-stream"
            yield Enclosure(url, media_type, one.get("bytes") or 0, label(one, languages))
