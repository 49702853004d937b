"""What a citation needs to know of a report or a mention, whatever the format."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from service import identifiers
from service.formats.format import Document, Wish
from service.formats.names import Name, label_of, name_of
from service.formats.plain import one_line, web_address
from service.languages import best_language, choose
from service.schemas.values import RecordKind
from service.schemas.vocabulary import value_names

READABLE = ("download", "full_text")
NUMBERS = ("un_symbol", "local")
GENRES = (
    *("research_report", "policy_report", "technical_report", "working_paper", "memorandum"),
    *("opinion", "podcast"),
)
"""Types that citations name in words, as they say more than what they are cited as."""


class Citable(NamedTuple):
    """A work as citations name it; texts are on one line, in the reader's language.

    `date` has a year, and a month and day as far as they are known. `numbers` are the report's own:
    UN symbols and those of its publisher. `container` is the outlet of a mention, `genre` what kind
    of work it is in words.
    """

    key: str
    kind: str
    type: str
    title: str | None
    authors: tuple[Name, ...]
    editors: tuple[Name, ...]
    translators: tuple[Name, ...]
    publishers: tuple[str, ...]
    container: str | None
    date: tuple[int, ...]
    numbers: tuple[str, ...]
    series: str | None
    series_number: str | None
    doi: str | None
    isbns: tuple[str, ...]
    issns: tuple[str, ...]
    url: str | None
    genre: str | None
    language: str | None
    abstract: str | None
    keywords: tuple[str, ...]

    @property
    def creators(self) -> tuple[Name, ...]:
        """Who is named first: the authors, or the organisations that published it."""
        return self.authors or tuple(Name(publisher) for publisher in self.publishers)


def cite(document: Document, wish: Wish) -> Citable:
    """Gather what a citation needs."""
    languages = wish.languages
    is_report = document["kind"] == RecordKind.report
    series = document.get("series") or {}
    return Citable(
        key=key_of(document),
        kind=document["kind"],
        type=type_of(document),
        title=title_of(document, languages),
        authors=names(document, "author", languages),
        editors=names(document, "editor", languages),
        translators=names(document, "translator", languages),
        publishers=tuple(labels(document, "publishers", languages)),
        container=outlet_of(document, languages),
        date=date_of(document),
        numbers=tuple([text for name in NUMBERS for text in printed(document, name)]),
        series=text_of(series, "title", languages),
        series_number=one_line(series.get("number") or "") or None,
        doi=next(iter(canonical(document, "doi")), None),
        isbns=canonical(document, "isbn"),
        issns=canonical(document, "issn"),
        url=readable(document, languages) if is_report else web_address(document.get("url")),
        genre=genre_of(document, languages),
        language=language_of(document, languages),
        abstract=text_of(document, "abstract" if is_report else "summary", languages),
        keywords=tuple(labels(document, "topics", languages)),
    )


def type_of(document: Document) -> str:
    """Return the type of a report, or the medium of a mention."""
    found: str = document.get("type") or document.get("medium") or "report"
    return found


def genre_of(document: Document, languages: Sequence[str]) -> str | None:
    """Return what kind of work it is in words, where citations say more than its type."""
    kind = type_of(document)
    return choose(value_names("type", kind), languages) if kind in GENRES else None


def language_of(document: Document, languages: Sequence[str]) -> str | None:
    """Return the language of the work: of several the one in which it is cited, else the first."""
    own = document.get("languages") or [document.get("language")]
    cited = best_language(document.get("title") or (), languages)
    return cited if cited in own else own[0]


def key_of(document: Document) -> str:
    """Return a key for reference managers: the slug if every program takes it, else the id."""
    slug: str = document["slug"]
    plain = slug.isascii() and slug.replace("-", "").replace("_", "").isalnum()
    name: str = slug if plain else document["id"]
    return name if document["kind"] == RecordKind.report else f"{document['kind']}-{name}"


def text_of(item: Mapping[str, Any], member: str, languages: Sequence[str]) -> str | None:
    """Return one text of a language map, on one line."""
    text = choose(item.get(member) or {}, languages)
    return (one_line(text) or None) if text else None


def title_of(document: Document, languages: Sequence[str]) -> str | None:
    """Return the title, and the subtitle in the same language; of a mention the headline."""
    titles = document.get("title") or document.get("headline") or {}
    language = best_language(titles, languages)
    if language is None:
        return None
    parts = (titles[language], (document.get("subtitle") or {}).get(language, ""))
    return ": ".join([line for part in parts if (line := one_line(part))]) or None


def names(document: Document, role: str, languages: Sequence[str]) -> tuple[Name, ...]:
    """Name those who had a role; who wrote a mention is its author."""
    people = [one for one in document.get("contributors", ()) if one["role"] == role]
    people += document.get("bylines", ()) if role == "author" else ()
    return tuple([name for one in people if (name := name_of(one, languages))])


def labels(document: Document, field: str, languages: Sequence[str]) -> list[str]:
    """Name the records that a field shows."""
    found = document.get(field, ())
    return [label for one in found if (label := label_of(one, languages))]


def outlet_of(document: Document, languages: Sequence[str]) -> str | None:
    """Name the outlet of a mention."""
    name = one_line(document.get("outlet_as_printed") or "")
    return label_of(document.get("outlet"), languages) or name or None


def date_of(document: Document) -> tuple[int, ...]:
    """Return year, month and day, as far as they are known."""
    written = document.get("published")
    return tuple(map(int, written.split("-"))) if written else ()


def printed(document: Document, scheme: str) -> tuple[str, ...]:
    """Return the numbers of one scheme, as printed."""
    found = document.get("identifiers", ())
    return tuple([one_line(one["value"]) for one in found if one["scheme"] == scheme])


def canonical(document: Document, scheme: str) -> tuple[str, ...]:
    """Return the numbers of one scheme, in the form in which they are compared."""
    found = document.get("identifiers", ())
    return tuple([canonical_number(one) for one in found if one["scheme"] == scheme])


def canonical_number(identifier: Mapping[str, str]) -> str:
    """Return a number in the form in which it is compared."""
    return identifiers.canonical(identifier["scheme"], one_line(identifier["value"]))


def readable(document: Document, languages: Sequence[str]) -> str | None:
    """Return where the text can be read, in the reader's language if there is a choice."""
    offered = [one for one in document.get("resources", ()) if one.get("type") in READABLE]
    wanted = [tag.split("-")[0] for tag in languages] or ["en"]
    offered.sort(key=lambda one: (one.get("language") or "").split("-")[0] not in wanted)
    found = (web_address(one.get("url")) for one in offered)
    return next((url for url in found if url), None)
