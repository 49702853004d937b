"""schema.org as JSON-LD, which search engines and linked-data tools read.

https://schema.org, https://www.w3.org/TR/json-ld11/
"""

from collections.abc import Callable

import pydantic_core

from service.formats.citable import canonical
from service.formats.format import Document, Wish
from service.formats.jsonld_parts import (
    Json,
    agents,
    known,
    linked,
    links,
    number,
    text,
    titled,
)
from service.formats.plain import encoded, web_address
from service.schemas.values import RecordKind

REPORTS = {"book": "Book", "book_part": "Chapter", "conference_paper": "ScholarlyArticle"}
MENTIONS = {
    "opinion": "OpinionNewsArticle",
    "broadcast": "Clip",
    "podcast": "PodcastEpisode",
    "social": "SocialMediaPosting",
    "document": "DigitalDocument",
}
RESOURCES = {
    "dataset": "Dataset",
    "video": "VideoObject",
    "slides": "PresentationDigitalDocument",
}
AUTHORITIES = {
    "person": "Person",
    "organisation": "Organization",
    "outlet": "NewsMediaOrganization",
    "topic": "DefinedTerm",
    "place": "Place",
}
BROADER = {
    "organisation": "parentOrganization",
    "outlet": "parentOrganization",
    "place": "containedInPlace",
}
"""What says in schema.org that a record is part of another; topics have nothing for it."""
ROLES = {
    "author": "author",
    "editor": "editor",
    "translator": "translator",
    "funder": "funder",
    "researcher": "contributor",
    "adviser": "contributor",
    "other": "contributor",
}
RELATIONS = {
    "is_part_of": "isPartOf",
    "has_part": "hasPart",
    "is_translation_of": "translationOfWork",
    "has_translation": "workTranslation",
    "is_derived_from": "isBasedOn",
    "is_version_of": "exampleOfWork",
    "has_version": "workExample",
    "references": "citation",
    "cites": "citation",
}
"""Properties of schema.org by relation; it has none for the others, which are `mentions`."""


def write_jsonld(document: Document, wish: Wish) -> bytes:
    """Write a record of any kind, with all its languages or the one that is wished for."""
    kind = RecordKind(document["kind"])
    is_work = kind is not RecordKind.authority  # others have no date of description
    members = {
        "@context": "https://schema.org",
        **KINDS[kind](document, wish),
        "url": document["links"].get("page", document["links"]["self"]),
        "sdDatePublished": document["published_at"] if is_work else None,
    }
    return pydantic_core.to_json(known(members))


def report(document: Document, wish: Wish) -> Json:
    """Describe a report."""
    series = document.get("series")
    return {
        "@type": REPORTS.get(document.get("type", ""), "Report"),
        "@id": document["links"]["self"],
        "name": text(document.get("title"), wish),
        "alternativeHeadline": text(document.get("subtitle"), wish),
        "abstract": text(document.get("abstract"), wish),
        "datePublished": document.get("published"),
        "inLanguage": document.get("languages"),
        "publisher": links(document, "publishers", wish),
        **by_role(document, wish),
        **numbers(document),
        "isPartOf": series
        and {
            "@type": "CreativeWorkSeries",
            "name": text(series["title"], wish),
        },
        "position": series and series.get("number"),
        **subjects(document, wish),
        **related(document, wish),
        "license": web_address(document.get("license_url")),
        "copyrightNotice": text(document.get("rights"), wish),
        "associatedMedia": links(document, "resources", wish),
        "subjectOf": links(document, "latest_mentions", wish)
        + [event(one, wish) for one in document.get("events", ())],
        "dateModified": document["updated_at"],
    }


def mention(document: Document, wish: Wish) -> Json:
    """Describe a mention: its subjects are `about`, the reports it covers `citation`."""
    return {
        "@type": MENTIONS.get(document.get("medium", ""), "NewsArticle"),
        "@id": document["links"]["self"],
        "headline": text(document.get("headline"), wish),
        "description": text(document.get("summary"), wish),
        "datePublished": document.get("published"),
        "inLanguage": document.get("language"),
        "publisher": linked(document.get("outlet"), document, wish),
        "author": agents(document, document.get("bylines", ()), wish),
        "sameAs": web_address(document.get("url")),
        **subjects(document, wish),
        "citation": links(document, "reports", wish),
        "mentions": agents(document, document.get("people", ()), wish),
        "hasPart": [quotation(one, document, wish) for one in document.get("quotes", ())],
        "isBasedOn": linked(document.get("reprint_of"), document, wish),
        "translationOfWork": linked(document.get("translation_of"), document, wish),
        "associatedMedia": links(document, "resources", wish),
        "dateModified": document["updated_at"],
    }


def resource(document: Document, wish: Wish) -> Json:
    """Describe a file or page."""
    archived = [web_address(one["url"]) for one in document.get("archived", ())]
    return {
        "@type": ["MediaObject", RESOURCES.get(document["role"], "DigitalDocument")],
        "@id": document["links"]["self"],
        "name": text(document.get("label"), wish),
        "inLanguage": document.get("language"),
        "encodingFormat": document.get("media_type"),
        "contentSize": f"{document['bytes']} B" if "bytes" in document else None,
        "sha256": document.get("sha256"),
        "contentUrl": web_address(document.get("url")),
        "archivedAt": [one for one in archived if one],
        "isPartOf": links(document, "belongs_to", wish),
        "dateModified": document["updated_at"],
    }


def authority(document: Document, wish: Wish) -> Json:
    """Describe a person, organisation, outlet, topic or place under all names."""
    same_as = [web_address(one) for one in document.get("same_as", ())]
    part_of = BROADER.get(document["type"])
    names = [
        titled(language, name)
        for language, found in document.get("aliases", {}).items()
        for name in found
    ]
    return {
        "@type": AUTHORITIES[document["type"]],
        "@id": document["links"]["self"],
        "name": text(document["label"], wish),
        "alternateName": names,
        "description": text(document.get("description"), wish),
        "sameAs": [one for one in same_as if one],
        **({part_of: linked(document.get("broader"), document, wish)} if part_of else {}),
    }


KINDS: dict[RecordKind, Callable[[Document, Wish], Json]] = {
    RecordKind.report: report,
    RecordKind.mention: mention,
    RecordKind.resource: resource,
    RecordKind.authority: authority,
}


def by_role(document: Document, wish: Wish) -> Json:
    """Name those who made a report."""
    found: Json = {}
    for one in document.get("contributors", ()):
        found.setdefault(ROLES[one["role"]], []).extend(agents(document, [one], wish))
    return found


def numbers(document: Document) -> Json:
    """Write the numbers of a report."""
    found = document.get("identifiers", ())
    own = [one["value"] for one in found if one["scheme"] in ("un_symbol", "local")]
    is_book = document.get("type") == "book"
    return {
        "identifier": [number(one) for one in found],
        "reportNumber": None if document.get("type") in REPORTS else own,
        "isbn": [one["value"] for one in found if one["scheme"] == "isbn"] if is_book else None,
        "sameAs": [f"https://doi.org/{encoded(one)}" for one in canonical(document, "doi")],
    }


def subjects(document: Document, wish: Wish) -> Json:
    """Name what a record is about."""
    return {
        "about": links(document, "topics", wish) + links(document, "organisations", wish),
        "spatialCoverage": links(document, "places", wish),
    }


def related(document: Document, wish: Wish) -> Json:
    """Name other reports, by what they are to this one."""
    found: Json = {}
    for one in document.get("relations", ()):
        outside = {
            "@type": "CreativeWork",
            "name": text(one.get("title"), wish),
            "url": web_address(one.get("url")),
            "identifier": number(one["identifier"]) if one.get("identifier") else None,
        }
        other = linked(one.get("record"), document, wish) or known(outside)
        found.setdefault(RELATIONS.get(one["type"], "mentions"), []).append(other)
    return found


def event(item: Json, wish: Wish) -> Json:
    """Describe the launch of a report, or another event about it."""
    place = text(item.get("place"), wish)
    members = {
        "@type": "Event",
        "name": text(item.get("name"), wish) or item["type"].replace("_", " ").capitalize(),
        "startDate": item.get("date"),
        "location": {"@type": "Place", "name": place} if place else None,
        "url": web_address(item.get("url")),
    }
    return known(members)


def quotation(item: Json, document: Document, wish: Wish) -> Json:
    """Describe words that a mention attributes to someone."""
    speaker = {"agent": item.get("speaker"), "name": item.get("name")}
    said = agents(document, [speaker], wish) if any(speaker.values()) else None
    words = titled(item["language"], item["text"])
    return known({"@type": "Quotation", "text": words, "spokenByCharacter": said})
