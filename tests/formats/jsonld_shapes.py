"""Shapes of our JSON-LD: which members schema.org gives each type, and what they hold."""

from typing import Any

Json = dict[str, Any]
TEXT: Json = {
    "anyOf": [
        {"type": "string", "minLength": 1},
        {
            "type": "object",
            "properties": {"@language": {"type": "string"}, "@value": {"type": "string"}},
            "required": ["@language", "@value"],
            "additionalProperties": False,
        },
        {"type": "array", "minItems": 1, "items": {"type": "object", "required": ["@value"]}},
    ]
}
DATE: Json = {"type": "string", "pattern": r"^\d{4}(-\d\d){0,2}$"}
MOMENT: Json = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$"}
IRI: Json = {"type": "string", "pattern": r"^[Hh][Tt]{2}[Pp][Ss]?://\S+$"}
WORD: Json = {"type": "string", "minLength": 1}


def several(of: Json) -> Json:
    """One or many."""
    return {"anyOf": [of, {"type": "array", "minItems": 1, "items": of}]}


def node(*types: str) -> Json:
    """Nodes of some types, each of its own shape."""
    return several({"allOf": [{"$ref": "#/$defs/node"}, of_type(*types)]})


def of_type(*types: str) -> Json:
    """What says that a node is of one of some types."""
    names: Json = {"enum": list(types)}
    either: Json = {"anyOf": [names, {"type": "array", "contains": names}]}
    return {"properties": {"@type": either}, "required": ["@type"]}


ARTICLES = ("NewsArticle", "OpinionNewsArticle", "SocialMediaPosting")
REPORTS = ("Report", "Book", "Chapter", "ScholarlyArticle")
OTHERS = ("Clip", "PodcastEpisode", "DigitalDocument", "CreativeWork", "CreativeWorkSeries")
FILES = ("MediaObject", "Dataset", "VideoObject", "PresentationDigitalDocument")
WORKS = (*ARTICLES, *REPORTS, *OTHERS, *FILES)
ORGANISATIONS = ("Organization", "NewsMediaOrganization")

THINGS = ("Person", *ORGANISATIONS, "Thing", "DefinedTerm", "Place")
THING: Json = {
    "@context": {"const": "https://schema.org"},
    "@type": several(WORD),
    "@id": IRI,
    "name": TEXT,
    "alternateName": TEXT,
    "description": TEXT,
    "url": IRI,
    "sameAs": several(IRI),
    "identifier": node("PropertyValue"),
    "subjectOf": node("Event", *WORKS),
}
WORK: Json = THING | {
    "headline": TEXT,
    "alternativeHeadline": TEXT,
    "abstract": TEXT,
    "datePublished": DATE,
    "dateModified": MOMENT,
    "sdDatePublished": MOMENT,
    "inLanguage": several(WORD),
    "publisher": node(*THINGS),
    **{name: node(*THINGS) for name in ("author", "editor", "translator", "funder", "contributor")},
    "about": node(*THINGS),
    "spatialCoverage": node(*THINGS),
    "mentions": node(*THINGS, *WORKS),
    **{
        name: node(*WORKS)
        for name in ("citation", "isPartOf", "isBasedOn", "translationOfWork", "workTranslation")
    },
    "hasPart": node("Quotation", *WORKS),
    "associatedMedia": node("MediaObject"),
    "license": IRI,
    "copyrightNotice": TEXT,
    "position": WORD,
    "encodingFormat": WORD,
    "archivedAt": several(IRI),
}
FILE: Json = WORK | {
    "contentUrl": IRI,
    "contentSize": {"type": "string", "pattern": r"^\d+ B$"},
    "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
}
MEMBERS: dict[str, Json] = {
    **dict.fromkeys((*ARTICLES, *OTHERS, "Chapter", "ScholarlyArticle"), WORK),
    **dict.fromkeys(FILES, FILE),
    "Report": WORK | {"reportNumber": several(WORD)},
    "Book": WORK | {"isbn": several(WORD)},
    "Quotation": WORK | {"text": TEXT, "spokenByCharacter": node(*THINGS)},
    "Thing": THING,
    "DefinedTerm": THING,
    "Person": THING | {"jobTitle": TEXT, "affiliation": node(*THINGS)},
    **dict.fromkeys(ORGANISATIONS, THING | {"parentOrganization": node(*THINGS)}),
    "Place": THING | {"containedInPlace": node(*THINGS)},
    "Event": THING | {"startDate": DATE, "location": node("Place")},
    "PropertyValue": {"@type": WORD, "propertyID": WORD, "value": WORD},
}
"""What a node of each type may have; nothing else, since schema.org knows nothing else of it."""


def shape(name: str, members: Json) -> Json:
    """Say what holds for a node whose first or only type is this one."""
    first: Json = {"prefixItems": [{"const": name}], "type": "array"}
    is_it = {"properties": {"@type": {"anyOf": [{"const": name}, first]}}}
    return {"if": is_it, "then": {"properties": members, "additionalProperties": False}}


SHAPES: Json = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$ref": "#/$defs/node",
    "$defs": {
        "node": {
            "type": "object",
            **of_type(*MEMBERS),
            "allOf": [shape(name, members) for name, members in MEMBERS.items()],
        }
    },
}
