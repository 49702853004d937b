"""What an entry of a feed says of a record, whatever the format of the feed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from service.formats.citable import labels, names, outlet_of, text_of, title_of
from service.formats.format import Document, Wish
from service.formats.names import name_of
from service.formats.page_address import base_of, page_address, page_of
from service.formats.plain import one_line, web_address
from service.formats.xml import escape, link
from service.languages import best_language, choose
from service.schemas.record import COLLECTIONS
from service.schemas.values import RecordKind

TITLES = ("title", "headline", "label")
SUMMARIES = ("abstract", "summary", "description", "note")
FILES = ("download", "full_text", "dataset", "slides")
"""Roles of what readers may want to keep."""


@dataclass(frozen=True)
class Enclosure:
    """A file that comes with an entry; `bytes` is 0 where the size is not known."""

    url: str
    media_type: str
    bytes: int
    title: str


@dataclass(frozen=True)
class Entry:
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
    base, kind = base_of(document), RecordKind(document["kind"])
    people, told = authors(document, languages), summary(document, languages)
    texts: dict[str, str] = next((document[name] for name in TITLES if document.get(name)), {})
    return Entry(
        id=f"{base}v1/{COLLECTIONS[kind]}/{document['id']}",
        url=page_of(document),
        original=web_address(document.get("url")),
        title=titled(document, languages),
        language=best_language(list(texts), languages),
        published=document["published_at"],
        updated=document["updated_at"],
        authors=people,
        summary=told,
        content="".join(content(document, languages, people, told)),
        categories=tuple(dict.fromkeys(labels(document, "topics", languages))),
        enclosures=tuple(enclosures(document, languages)),
    )


def titled(document: Document, languages: Sequence[str]) -> str:
    """Name a record: by its title, its outlet and day, or else by its slug."""
    label = text_of(document, "label", languages)
    printed = (outlet_of(document, languages), document.get("published"))
    found = title_of(document, languages) or label or ", ".join(filter(None, printed))
    return found or str(document["slug"])


def authors(document: Document, languages: Sequence[str]) -> tuple[str, ...]:
    """Name who wrote it, or who published it."""
    people = tuple(one.literal for one in names(document, "author", languages))
    publishers = (*labels(document, "publishers", languages), outlet_of(document, languages))
    return people or tuple(one for one in publishers if one)


def summary(document: Document, languages: Sequence[str]) -> str | None:
    """Return what a record says of itself, in plain text."""
    found = (choose(document.get(name) or {}, languages) for name in SUMMARIES)
    return next((text for text in found if text), None)


def content(
    document: Document, languages: Sequence[str], people: Sequence[str], told: str | None
) -> Iterator[str]:
    """Write an entry to be read, as HTML: who and when, the summary, quotes, files, reports."""
    publishers = ", ".join(labels(document, "publishers", languages))
    written = (", ".join(people), publishers, outlet_of(document, languages))
    known = dict.fromkeys(filter(None, (*written, document.get("published"))))
    if known:
        yield f"<p>{escape(' · '.join(known))}</p>"
    for paragraph in (told or "").split("\n"):
        if paragraph.strip():
            yield f"<p>{escape(paragraph)}</p>"
    for quote in document.get("quotes", ()):
        yield f"<blockquote><p>{escape(quote['text'])}</p>{said_by(quote, languages)}</blockquote>"
    if url := web_address(document.get("url")):
        yield f"<p>{link(url, url)}</p>"
    yield from listed(document.get("reports", ()), languages, base_of(document))
    yield from listed(document.get("resources", ()), languages, base_of(document))


def said_by(quote: Mapping[str, Any], languages: Sequence[str]) -> str:
    """Name the speaker of a quote, with the position of that day."""
    speaker = name_of({"agent": quote.get("speaker"), "name": quote.get("name")}, languages)
    position = choose(quote.get("position") or {}, languages)
    told = ", ".join(filter(None, (speaker.literal if speaker else None, position)))
    return f"<p>{escape(told)}</p>" if told else ""


def listed(
    shown: Sequence[Mapping[str, Any]], languages: Sequence[str], base: str
) -> Iterator[str]:
    """List reports by their pages, and files by their own addresses."""
    if shown:
        yield "<ul>"
        for one in shown:
            url = one.get("url")
            if one["kind"] == RecordKind.report:
                url = page_address(base, RecordKind.report, one["slug"])
            yield f"<li>{link(label(one, languages), url)}</li>"
        yield "</ul>"


def label(shown: Mapping[str, Any], languages: Sequence[str]) -> str:
    """Name a record that another one shows."""
    return one_line(choose(shown.get("label") or {}, languages) or "") or str(shown["slug"])


def enclosures(document: Document, languages: Sequence[str]) -> Iterator[Enclosure]:
    """Go through the files to download: those of a report, or a file itself."""
    shown = [one for one in document.get("resources", ()) if one.get("type") in FILES]
    own = [document] if document.get("role") in FILES else []
    for one in (*shown, *own):
        if url := web_address(one.get("url")):
            media_type = one.get("media_type") or "application/octet-stream"
            yield Enclosure(url, media_type, one.get("bytes") or 0, label(one, languages))
