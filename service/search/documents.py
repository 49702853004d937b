"""Public documents as the index keeps them: keys to sort by, values to filter by, texts to find."""

import re
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import tantivy
from pydantic_core import from_json, to_json

from service.identifiers import InvalidIdentifier, canonical, canonical_url
from service.languages import choose
from service.ledger.entry import Entry
from service.schemas.reference import each_reference
from service.schemas.values import RecordKind
from service.search.analysis import Terms, analyse, fold
from service.search.beginnings import beginnings
from service.search.fields import INNER, REPORT, WHOLE, changed_key
from service.search.sort_keys import prior, sort_keys, title_of

SPACES = re.compile(r"[\W_]+")
Json = dict[str, Any]
Names = tuple[str, ...]

AGENTS = ("contributors", "bylines", "people", "quotes")
IDENTIFYING = ("kind", "type", "id", "slug")
TITLES = ("title", "subtitle", "headline", "label")
PARAGRAPHS = ("abstract", "summary", "description", "note", "rights")
HAS = (
    *("abstract", "summary", "headline", "url", "quotes", "resources", "reports", "contributors"),
    *("series", "events", "relations", "aliases", "same_as", "archived", "sha256", "copies"),
)


@dataclass
class Texts:
    """The texts of a record, each once, by how much a match in them says."""

    title: list[str] = field(default_factory=list)
    name: list[str] = field(default_factory=list)
    quote: list[str] = field(default_factory=list)
    other: list[str] = field(default_factory=list)
    author: list[str] = field(default_factory=list)
    outlet: list[str] = field(default_factory=list)
    topic: list[str] = field(default_factory=list)


def authority_ids(document: Json) -> set[str]:
    """Return the ids of all authorities that a document refers to."""
    found = each_reference(RecordKind(document["kind"]), document)
    return {item["id"] for path, item in found if path.kind is RecordKind.authority}


def names_of(authority: Json) -> Names:
    """Return all names of an authority, in every language and spelling."""
    aliases = (name for names in authority.get("aliases", {}).values() for name in names)
    return tuple(dict.fromkeys((*authority["label"].values(), *aliases)))


def suggested_names(document: Json) -> Names:
    """Return the names under which a record is suggested: titles of reports, authorities' names."""
    if document["kind"] == RecordKind.authority:
        return names_of(document)
    is_report = document["kind"] == RecordKind.report
    return tuple(document.get("title", {}).values()) if is_report else ()


def suggestion(document: Json, names: Names) -> bytes:
    """Write what a search box is told of a record: its label and names, and what identifies it."""
    known = {name: document[name] for name in IDENTIFYING if name in document}
    url = document["links"]["self"]
    return to_json({"names": names, "label": title_of(document), **known, "url": url})


def name_key(name: str) -> str:
    """Bring a name to the form in which names are the same, however they are spaced."""
    return SPACES.sub("", fold(name))


def digest(names: Names) -> int:
    """Return a number that tells one list of names from another."""
    return zlib.crc32("\0".join(names).encode("utf-8"))


def filter_values(document: Json) -> Iterator[tuple[str, str]]:
    """Go through the values a record can be filtered by: field and value, some more than once."""
    for name in ("kind", "type", "medium", "role"):
        if name in document:
            yield name, document[name]
    for language in document.get("languages", [document.get("language")]):
        if language:
            yield "language", language
    if "published" in document:
        yield "year", document["published"][:4]
    if series := document.get("series"):
        yield "series", choose(series["title"], ()) or ""
    if health := document.get("health"):
        yield "link_state", health["state"]
    yield from reference_values(document)
    yield from (("has", value) for value in possessions(document))


def reference_values(document: Json) -> Iterator[tuple[str, str]]:
    """Go through the records a document refers to: the field it is found by, and their id."""
    for path, item in each_reference(RecordKind(document["kind"]), document):
        if path.kind is RecordKind.resource:
            yield "resource", item["id"]
        elif path.kind is RecordKind.authority:
            yield "authority", item["id"]
            if role := authority_role(path.field, path.member, item):
                yield role, item["id"]
    for item in document.get("reports", []):
        yield "report", item["id"]
    yield from (("related", record_id) for record_id in relatives(document))
    for item in document.get("belongs_to", []):
        yield item["kind"], item["id"]


def relatives(document: Json) -> Iterator[str]:
    """Go through the records of its own kind that a document relates to."""
    yield from (item["record"]["id"] for item in document.get("relations", []) if "record" in item)
    yield from (
        document[name]["id"] for name in ("reprint_of", "translation_of") if name in document
    )


def authority_role(name: str, member: str | None, item: Json) -> str | None:
    """Name the field under which an authority is found, by where the document refers to it."""
    if name == "outlet":
        return "outlet"
    if name in ("publishers", "topics", "places", "organisations"):
        return name.removesuffix("s")
    is_agent = name in AGENTS and member != "affiliation"
    if is_agent:
        return "person" if item.get("type") == "person" else "organisation"
    return None


def possessions(document: Json) -> Iterator[str]:
    """Go through what a record has: parts that are there, identifiers, a download, mentions."""
    yield from (name for name in HAS if document.get(name))
    yield from (item["scheme"] for item in document.get("identifiers", []))
    if document.get("mention_count"):
        yield "mentions"
    if any(item.get("type") == "download" for item in document.get("resources", [])):
        yield "download"


def identifiers(document: Json) -> Iterator[str]:
    """Go through the numbers and addresses that name a record, as `scheme:canonical value`."""
    yield f"id:{document['id']}"
    for item in document.get("identifiers", []):
        yield f"{item['scheme']}:{canonical(item['scheme'], item['value'])}"
    addresses = [document.get("url"), *(copy["url"] for copy in document.get("copies", []))]
    for url in (*addresses, *document.get("same_as", [])):
        try:
            yield f"url:{canonical_url(url or '')}"
        except InvalidIdentifier:  # an address from before a rule was tightened
            continue


def collect_texts(document: Json, names: Mapping[str, Names]) -> Texts:
    """Collect the texts by which a record is found; `names` are those of the authorities."""
    texts = own_texts(document)
    for path, item in each_reference(RecordKind(document["kind"]), document):
        if path.kind is RecordKind.authority:
            own = names.get(item["id"], ()) or tuple(item.get("label", {}).values())
            texts.name += own
            if path.field in ("outlet", "topics"):
                (texts.outlet if path.field == "outlet" else texts.topic).extend(own)
            elif path.field in ("contributors", "bylines") and path.member == "agent":
                texts.author += own
    return texts


def own_texts(document: Json) -> Texts:
    """Collect what a record says itself, and the titles of other records it refers to."""
    texts = Texts(title=languages(document, TITLES), other=languages(document, PARAGRAPHS))
    texts.quote = [quote["text"] for quote in document.get("quotes", [])]
    for path, item in each_reference(RecordKind(document["kind"]), document):
        if path.kind in (RecordKind.report, RecordKind.mention):
            texts.other += item.get("label", {}).values()
    add_printed(document, texts)
    return texts


def add_printed(document: Json, texts: Texts) -> None:
    """Add names and other words as they are printed in the record itself."""
    for place in AGENTS:
        for item in document.get(place, []):
            if "name" in item:
                texts.name.append(item["name"])
                if place in ("contributors", "bylines"):
                    texts.author.append(item["name"])
            texts.other += item.get("position", {}).values()
    if printed := document.get("outlet_as_printed"):
        texts.outlet.append(printed)
        texts.name.append(printed)
    texts.name += (name for names in document.get("aliases", {}).values() for name in names)
    texts.name += (item["value"] for item in document.get("identifiers", []))
    if series := document.get("series"):
        texts.name += (*series["title"].values(), *filter(None, [series.get("number")]))
    for event in document.get("events", []):
        texts.other += languages(event, ("name", "place"))
    for relation in document.get("relations", []):
        texts.other += languages(relation, ("title",))
    for owner in document.get("belongs_to", []):
        texts.other += owner.get("label", {}).values()


def languages(part: Json, fields: Iterable[str]) -> list[str]:
    """Return the texts of some fields in all their languages."""
    return [text for name in fields for text in part.get(name, {}).values()]


def index_document(entry: Entry, document: Json, names: Mapping[str, Names]) -> tantivy.Document:
    """Make what the index keeps of a record."""
    made, ordinal = tantivy.Document(), entry.ordinal
    made.add_unsigned("ordinal", ordinal)
    made.add_unsigned("changed", changed_key(entry.sequence, ordinal))
    for name, number in sort_keys(ordinal, document).items():
        made.add_unsigned(name, number)
    made.add_float("prior", prior(document))
    made.add_text("id", document["id"])
    if document["kind"] == RecordKind.authority:
        made.add_unsigned("names", digest(names_of(document)))
        for key in {name_key(name) for name in names_of(document)}:
            made.add_text("named", key)
    for value in dict.fromkeys(identifiers(document)):
        made.add_text("identifier", value)
    for name, value in dict.fromkeys(filter_values(document)):
        made.add_text(name, value)
    if suggested := suggested_names(document):
        made.add_text("suggest", " ".join({one for name in suggested for one in beginnings(name)}))
        made.add_bytes("suggestion", suggestion(document, suggested))
    is_report = document["kind"] == RecordKind.report
    add_texts(made, collect_texts(document, names), is_report=is_report)
    return made


def add_texts(made: tantivy.Document, texts: Texts, *, is_report: bool) -> None:
    """Add the whole text, and again what is said in places of its own."""
    whole = dict.fromkeys((*texts.title, *texts.name, *texts.quote, *texts.other))
    terms = [analyse(text) for text in whole]
    made.add_text("spelled", " ".join(each.words for each in terms))
    made.add_text(INNER, " ".join(each.inner for each in terms))
    for name in (WHOLE, REPORT) if is_report else (WHOLE,):
        add_terms(made, name, terms)
    for name, several in vars(texts).items():
        if several and name != "other":
            add_terms(made, name, [analyse(text) for text in dict.fromkeys(several)])


def add_terms(made: tantivy.Document, name: str, terms: Sequence[Terms]) -> None:
    """Add texts as words, as pairs of characters, and as beginnings of words.

    Words are added text by text, so that no phrase reaches from one into another.
    """
    for each in terms:
        if each.words:
            made.add_text(f"{name}_words", each.words)
    if grams := " ".join(each.grams for each in terms if each.grams):
        made.add_text(f"{name}_grams", grams)
        made.add_text(f"{name}_starts", " ".join(each.starts for each in terms if each.starts))


def read(document: bytes) -> Json:
    """Read a stored document."""
    parsed: Json = from_json(document, cache_strings="keys")
    return parsed
