"""The page of a list or search: what was found, a page of it, for people."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from service.formats.collection import Collection
from service.formats.format import Document
from service.formats.offered import ATOM, CSV, JSONFEED, NDJSON, RSS
from service.schemas.values import RecordKind
from service.web.html import Html, element, joined, together
from service.web.pages.choices import Choices, narrow
from service.web.pages.parts import coverage_item, item, listed, report_item
from service.web.pages.reader import Reader
from service.web.pages.words import HEADINGS

OTHERWISE = {"follow": (RSS, ATOM, JSONFEED), "take": (CSV, NDJSON)}
"""Formats of a list that its page links to."""
TITLES = ("title", "headline", "label")
Marks = Mapping[str, Mapping[str, str]]
"""By field and language, HTML in which the words that were found are marked."""


@dataclass(frozen=True)
class Records:
    """What was found: documents with their `highlights`, and how many there are in all.

    `name` is the list's own, such as `reports` or `search`; `following` is the address of the next
    page; `text` is what was asked for, `corrected` what was looked for in its place, `suggested`
    what would find many times more, with its address. `chosen` narrows the list, `choices` would;
    `data` is its address for programs.
    """

    name: str
    text: str
    documents: Sequence[Document]
    total: int
    following: str | None = None
    corrected: str | None = None
    suggested: tuple[str, str] | None = None
    chosen: Mapping[str, str] = field(default_factory=dict)
    choices: Sequence[Choices] = ()
    data: str = ""


def show(reader: Reader, records: Records) -> Html:
    """Write the main part of the page."""
    items = (hit(reader, one, has_kind=records.name == "search") for one in records.documents)
    more = element("a", reader.say("next"), href=records.following, rel="next")
    return together(
        element("header", element("h1", heading(reader, records))),
        form(reader, records),
        narrow(reader, records.choices),
        element("p", told(reader, records), class_="told", role="status"),
        listed(items, "records"),
        element("p", more) if records.following else None,
        *(links(reader, records, name) for name in OTHERWISE if records.documents),
    )


def heading(reader: Reader, records: Records) -> str:
    """Name a list, and what is looked for in it."""
    name = reader.word(HEADINGS, records.name)
    return f"{name}: {records.text}" if records.text else name


def told(reader: Reader, records: Records) -> Html:
    """Say how much was found, for which text, and what else may be meant."""
    say, total = reader.say, records.total
    sentences = [element("span", say("found_one" if total == 1 else "found", f"{total:,}"))]
    if records.corrected:
        sentences.append(element("span", say("corrected", records.text, records.corrected)))
    if records.suggested:
        text, address = records.suggested
        sentences.append(element("a", say("suggested", text), href=address))
    return joined(" · ", sentences)


def form(reader: Reader, records: Records) -> Html:
    """Write the search box of the list."""
    box = element(
        "input", id="q", name="q", type="search", maxlength="1000", autocomplete="off",
        value=records.text,
    )  # fmt: skip
    chosen = {"name": "lang", "value": reader.language} if reader.is_fixed else {}
    kept = (
        element("input", type="hidden", name=name, value=value)
        for name, value in records.chosen.items()
    )
    return element(
        "form",
        *kept,
        element("label", reader.word(HEADINGS, "search"), for_="q"),
        element("div", box, element("button", reader.say("look"), **chosen)),
        class_="search",
        role="search",
        action=f"{reader.base}{records.name}",
        method="get",
    )


def links(reader: Reader, records: Records, name: str) -> Html:
    """Link to the list in other formats."""
    formats = (
        element("a", one.title, href=otherwise(reader, records, one), type=one.media_type)
        for one in OTHERWISE[name]
    )
    return element("p", f"{reader.say(name)}: ", joined(", ", list(formats)), class_="told")


def otherwise(reader: Reader, records: Records, one: Collection) -> str:
    """Return the address of the list in another format, as people's programs want it."""
    own = {"lang": reader.language} if one.is_feed else {"bom": "true"} if one is CSV else {}
    asked = {"format": one.name} | own
    return f"{records.data}{'&' if '?' in records.data else '?'}{urlencode(asked)}"


def hit(reader: Reader, document: Document, *, has_kind: bool) -> Html:
    """Write a record, and where in it the words were found."""
    kind = document["kind"]
    is_told = has_kind and kind != RecordKind.authority  # whose type says it
    passage = next(passages(reader, document.get("highlights", {})), None)
    return together(
        element("span", reader.value(kind), class_="told") if is_told else None,
        line(reader, document),
        element("p", passage, class_="snippet") if passage else None,
    )


def line(reader: Reader, document: Document) -> Html:
    """Write a record of any kind in a list."""
    match document["kind"]:
        case RecordKind.report:
            return report_item(reader, document)
        case RecordKind.mention:
            return coverage_item(reader, document)
    told = (reader.value(document.get("type") or document["role"]),)
    return item(reader, document, reader.text(document.get("label")), told)


def passages(reader: Reader, marks: Marks) -> Iterator[Html]:
    """Go through what does not stand above as the title; the reader's language comes first."""
    for place, texts in marks.items():
        if place not in TITLES:
            languages = sorted(texts, key=lambda one: reader.mark(one) is not None)
            for language in languages:
                yield element("span", Html(texts[language]), lang=reader.mark(language))


def title(reader: Reader, records: Records) -> str:
    """Return the title of the page."""
    return f"{heading(reader, records)} – {reader.say('catalogue')}"


def head(reader: Reader, records: Records, canonical: str) -> Html:
    """Write what search engines and feed readers read: pages of answers are not worth keeping."""
    feeds = (
        element(
            "link", rel="alternate", type=one.media_type,
            title=f"{heading(reader, records)} ({one.title})", href=otherwise(reader, records, one),
        )
        for one in OTHERWISE["follow"]
    )  # fmt: skip
    robots = element("meta", name="robots", content="noindex, follow")
    return joined("\n", [robots, element("link", rel="canonical", href=canonical), *feeds])
