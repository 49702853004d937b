"""Parts of JSON-LD: texts in languages, links to other records, people, numbers."""

from collections.abc import Iterable, Mapping
from typing import Any

from service.formats.format import Document, Wish
from service.formats.page_address import quoted
from service.formats.plain import web_address
from service.languages import choose
from service.schemas.record import COLLECTIONS
from service.schemas.values import RecordKind

Json = dict[str, Any]
TYPES = {
    "report": "Report",
    "mention": "NewsArticle",
    "resource": "MediaObject",
    "person": "Person",
    "organisation": "Organization",
    "outlet": "NewsMediaOrganization",
    "topic": "DefinedTerm",
    "place": "Place",
}
"""What records are that others show."""
SHOWN = {"media_type": "encodingFormat", "published": "datePublished", "language": "inLanguage"}
"""What else is said of them."""


def known(members: Mapping[str, Any]) -> Json:
    """Leave out what is not known."""
    return {name: value for name, value in members.items() if value or value == 0}


def titled(language: str, text: str) -> Json:
    """Write a text with its language."""
    return {"@language": language, "@value": text}


def text(texts: Mapping[str, str] | None, wish: Wish) -> str | Json | list[Json] | None:
    """Write a language map: all texts, or as plain text the best of the languages wished for."""
    if not texts:
        return None
    if wish.languages:
        return choose(texts, wish.languages)
    found = [{"@language": language, "@value": one} for language, one in texts.items()]
    return found[0] if len(found) == 1 else found


def data_address(document: Document) -> str:
    """Return the address under which programs find the collections."""
    address: str = document["links"]["self"]
    return address.rsplit("/", 2)[0]


def linked(shown: Mapping[str, Any] | None, document: Document, wish: Wish) -> Json | None:
    """Describe a record that a document shows; its `@id` is its address here."""
    if not shown:
        return None
    kind, label = shown["kind"], text(shown.get("label"), wish)
    is_authority = kind == RecordKind.authority
    found: Json = {
        "@type": TYPES.get(shown.get("type", "") if is_authority else kind, "Thing"),
        "@id": f"{data_address(document)}/{COLLECTIONS[kind]}/{quoted(shown['slug'])}",
    }
    if label:
        found["headline" if kind == RecordKind.mention else "name"] = label
    if is_authority:  # of which no more is shown
        return found
    if url := web_address(shown.get("url")):
        found["contentUrl" if kind == RecordKind.resource else "sameAs"] = url
    for member, name in SHOWN.items():
        if value := shown.get(member):
            found[name] = value
    return found


def links(document: Document, field: str, wish: Wish) -> list[Json]:
    """Describe the records that a field shows."""
    return [found for one in document.get(field, ()) if (found := linked(one, document, wish))]


def agents(document: Document, named: Iterable[Mapping[str, Any]], wish: Wish) -> list[Json]:
    """Describe people and organisations as a record has them, with position and affiliation."""
    return [agent(document, one, wish) for one in named]


def agent(document: Document, item: Mapping[str, Any], wish: Wish) -> Json:
    """Describe one of them; who is known by a printed name only is a `Thing` of unknown type."""
    found = linked(item.get("agent"), document, wish) or {"@type": "Thing", "name": item["name"]}
    members: Json = {}
    if found["@type"] == "Person":
        members["jobTitle"] = text(item.get("position"), wish)
        members["affiliation"] = linked(item.get("affiliation"), document, wish)
    return found | known(members)


def number(identifier: Mapping[str, str]) -> Json:
    """Describe an identifier by its scheme."""
    return {
        "@type": "PropertyValue",
        "propertyID": identifier["scheme"],
        "value": identifier["value"],
    }
