"""DataCite metadata 4.5 as JSON, which repositories and DOI registries exchange.

https://datacite-metadata-schema.readthedocs.io/en/4.5/
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import pydantic_core

from service import identifiers
from service.formats.citable import (
    canonical,
    canonical_number,
    labels,
    language_of,
    title_of,
    type_of,
)
from service.formats.format import Document, Wish
from service.formats.names import Name, label_of, name_of
from service.formats.plain import one_line, web_address

GENERAL = {"book": "Book", "book_part": "BookChapter", "conference_paper": "ConferencePaper"}
"""General types by types of report; all else is a `Report`."""
ROLES = {
    "editor": "Editor", "researcher": "Researcher", "translator": "Other", "adviser": "Other",
    "other": "Other",
}  # fmt: skip
"""Types of contributor by role; authors are creators, funders stand apart."""
RELATED = {"doi": "DOI", "isbn": "ISBN", "issn": "ISSN", "handle": "Handle"}
NUMBERS = {
    "isbn": "ISBN",
    "issn": "ISSN",
    "handle": "Handle",
    "un_symbol": "UN symbol",
    "local": "Report number",
}
"""What identifiers beside the DOI are called, by their schemes."""
SUBJECTS = ("topics", "organisations", "places")
UNKNOWN = ":unav"
"""What DataCite writes where a value that must be there is not known."""
Json = dict[str, Any]


def write_datacite(document: Document, wish: Wish) -> bytes:
    """Write a report."""
    return pydantic_core.to_json(describe(document, wish))


def describe(document: Document, wish: Wish) -> Json:
    """Describe a report by the properties of DataCite, those that it has."""
    kind, publishers = type_of(document), labels(document, "publishers", wish.languages)
    members = {
        "doi": next(iter(canonical(document, "doi")), None),
        "url": document["links"]["self"],
        "types": {
            "resourceTypeGeneral": GENERAL.get(kind, "Report"),
            "resourceType": kind.replace("_", " ").capitalize(),
        },
        "creators": creators(document, publishers, wish) or [{"name": UNKNOWN}],
        "titles": titles(document, title_of(document, wish.languages) or ""),
        "publisher": {"name": "; ".join(publishers) or UNKNOWN},
        "publicationYear": (document.get("published") or document["published_at"])[:4],
        "subjects": subjects(document),
        "contributors": list(contributors(document, wish)),
        "dates": list(dates(document)),
        "language": language_of(document, wish.languages),
        "alternateIdentifiers": unique(numbers(document)),
        "relatedIdentifiers": list(relations(document)),
        "rightsList": list(rights(document)),
        "descriptions": list(descriptions(document)),
        "fundingReferences": unique(funders(document, wish)),
        "schemaVersion": "http://datacite.org/schema/kernel-4",
    }
    return {key: value for key, value in members.items() if value}


def unique(items: Iterable[Json]) -> list[Json]:
    """Keep each item once, in order; all have the same members, or begin with them."""
    return list({tuple(one.values()): one for one in items}.values())


def agent(name: Name, given: Mapping[str, Any], wish: Wish) -> Json:
    """Describe a person or organisation."""
    kind = (given.get("agent") or {}).get("type")
    members: Json = {"name": name.inverted}
    if name.family or kind == "person":
        members["nameType"] = "Personal"
    elif kind:
        members["nameType"] = "Organizational"
    if name.family:
        members |= {"givenName": name.given, "familyName": name.family}
    affiliation = label_of(given.get("affiliation"), wish.languages)
    return members | ({"affiliation": [{"name": affiliation}]} if affiliation else {})


def creators(document: Document, publishers: Sequence[str], wish: Wish) -> list[Json]:
    """Describe the authors, or, where there are none, the publishers."""
    authors = [one for one in document.get("contributors", ()) if one["role"] == "author"]
    found = [agent(name, one, wish) for one in authors if (name := name_of(one, wish.languages))]
    return found or [{"name": one, "nameType": "Organizational"} for one in publishers]


def contributors(document: Document, wish: Wish) -> Iterator[Json]:
    """Describe those who took part in another role."""
    for one in document.get("contributors", ()):
        if one["role"] in ROLES and (name := name_of(one, wish.languages)):
            yield {"contributorType": ROLES[one["role"]], **agent(name, one, wish)}


def funders(document: Document, wish: Wish) -> Iterator[Json]:
    """Name those who paid for it."""
    for one in document.get("contributors", ()):
        if one["role"] == "funder" and (name := name_of(one, wish.languages)):
            yield {"funderName": name.literal}


def texts(item: Mapping[str, Any], member: str, key: str) -> list[Json]:
    """Write each text of a language map."""
    found = (item.get(member) or {}).items()
    return [{key: line, "lang": tag} for tag, text in found if (line := one_line(text))]


def titles(document: Document, first: str) -> list[Json]:
    """Write titles in all languages, the one that is cited first, then subtitles."""
    found = texts(document, "title", "title")
    found.sort(key=lambda one: not first.startswith(one["title"]))
    own = document.get("languages") or [one["lang"] for one in found[:1]]
    translated = [
        one if one["lang"] in own else one | {"titleType": "TranslatedTitle"} for one in found
    ]
    subtitles = (one | {"titleType": "Subtitle"} for one in texts(document, "subtitle", "title"))
    return [*translated, *subtitles] or [{"title": UNKNOWN}]


def subjects(document: Document) -> list[Json]:
    """Write what it is about, in all languages."""
    shown = [one.get("label") or {} for field in SUBJECTS for one in document.get(field, ())]
    labels = [pair for label in shown for pair in label.items()]
    found = [(line, tag) for tag, text in labels if (line := one_line(text))]
    return [{"subject": line, "lang": tag} for line, tag in dict.fromkeys(found)]


def dates(document: Document) -> Iterator[Json]:
    """Write when it was published, as precisely as is known, and when it was catalogued.

    Where the first is not known, the second is the year that DataCite asks for.
    """
    if published := document.get("published"):
        yield {"date": published, "dateType": "Issued"}
    yield {"date": document["published_at"], "dateType": "Available"}


def numbers(document: Document) -> Iterator[Json]:
    """Write its other identifiers, and the catalogue's own."""
    yield {"alternateIdentifier": document["id"], "alternateIdentifierType": "Catalogue record"}
    for one in document.get("identifiers", ()):
        scheme = one["scheme"]
        if name := NUMBERS.get(scheme):
            value = canonical_number(one) if scheme in RELATED else one_line(one["value"])
            if value:
                yield {"alternateIdentifier": value, "alternateIdentifierType": name}


def relations(document: Document) -> Iterator[Json]:
    """Write related reports that have an identifier or an address."""
    for one in document.get("relations", ()):
        kind = "".join(part.capitalize() for part in one["type"].split("_"))
        number, record = one.get("identifier") or {}, one.get("record")
        if number.get("scheme") in RELATED:
            scheme = number["scheme"]
            value, name = identifiers.canonical(scheme, number["value"]), RELATED[scheme]
        else:
            own = f"{collection_of(document)}/{record['slug']}" if record else None
            value, name = web_address(own or one.get("url")) or "", "URL"
        if value:
            yield {"relationType": kind, "relatedIdentifier": value, "relatedIdentifierType": name}


def collection_of(document: Document) -> str:
    """Return the address of the list that a document is in."""
    address: str = document["links"]["self"]
    return address.rpartition("/")[0]


def rights(document: Document) -> Iterator[Json]:
    """Write rights statements and the licence."""
    license_url = web_address(document.get("license_url"))
    address = {"rightsUri": license_url} if license_url else {}
    found = [one | address for one in texts(document, "rights", "rights")]
    yield from found or filter(None, [address])


def descriptions(document: Document) -> Iterator[Json]:
    """Write abstracts, and the series."""
    for one in texts(document, "abstract", "description"):
        yield one | {"descriptionType": "Abstract"}
    series = document.get("series") or {}
    number = one_line(series.get("number") or "")
    for one in texts(series, "title", "description"):
        text = f"{one['description']}, {number}" if number else one["description"]
        yield one | {"description": text, "descriptionType": "SeriesInformation"}
