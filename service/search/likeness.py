"""Likeness: what two records may share, how much each counts, and what two records do share."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from service.schemas.reference import each_reference
from service.schemas.values import RecordKind
from service.search.documents import Json, filter_values

WEIGHTS = {
    "id": 10.0,
    "related": 10.0,
    "report": 4.0,
    "series": 4.0,
    "organisation": 2.0,
    "person": 2.0,
    "topic": 2.0,
    "place": 1.0,
}
"""A relation in either direction comes first, then one report or series, then common subjects."""

MOST_SHARED = 100


def likeness(document: Json) -> tuple[tuple[str, str], ...]:
    """List the fields and values by which other records are like this one."""
    values = list(filter_values(document))
    named = [("id", value) for field, value in values if field == "related"]
    shared = [pair for pair in values if pair[0] in WEIGHTS and pair[0] != "related"]
    return tuple([("related", document["id"]), *named, *shared][:MOST_SHARED])


MOST_TIES = 10
INVERSE = {
    "continues": "is_continued_by",
    "obsoletes": "is_obsoleted_by",
    "is_translation_of": "has_translation",
    "is_part_of": "has_part",
    "is_version_of": "has_version",
    "is_supplement_to": "is_supplemented_by",
    "is_derived_from": "is_source_of",
    "is_documented_by": "documents",
    "references": "is_referenced_by",
    "cites": "is_cited_by",
    "is_reprint_of": "has_reprint",
}
INVERSE |= {other: one for one, other in INVERSE.items()}
"""What a record is to another that is this to it."""
REASONS = {
    "report": "same_report",
    "organisation": "same_organisation",
    "person": "same_person",
    "topic": "same_topic",
    "place": "same_place",
}
"""Reasons by the field that two records share, the strongest first, behind that of a series."""


class Tie(NamedTuple):
    """Why a record is related to another: a reason, and the record or series that they share."""

    reason: str
    label: Mapping[str, str] | None = None
    id: str | None = None


def ties(document: Json, other: Json) -> list[Tie]:
    """Say why another document is related to one: at most ten reasons, the strongest first.

    A relation is named from the other's side: what it is to the one.
    """
    return [*relations(document, other), *in_common(document, other)][:MOST_TIES]


def relations(document: Json, other: Json) -> Iterator[Tie]:
    """Go through what the other is to a document, whichever of them says so."""
    said = [kind for kind, key in related_records(other) if key == document["id"]]
    said += [INVERSE[kind] for kind, key in related_records(document) if key == other["id"]]
    yield from map(Tie, dict.fromkeys(said))


def related_records(document: Json) -> Iterator[tuple[str, str]]:
    """Go through the relations of a document to others of its kind: type and id."""
    for item in document.get("relations", []):
        if "record" in item:
            yield item["type"], item["record"]["id"]
    for name in ("reprint_of", "translation_of"):
        if name in document:
            yield f"is_{name}", document[name]["id"]


def in_common(document: Json, other: Json) -> Iterator[Tie]:
    """Go through what two documents share."""
    own = set(filter_values(document))
    shared = [pair for pair in dict.fromkeys(filter_values(other)) if pair in own]
    if any(field == "series" for field, _ in shared):
        yield Tie("same_series", other["series"]["title"])
    labels = labels_in(other)
    for field, reason in REASONS.items():
        for name, key in shared:
            if name == field:
                yield Tie(reason, labels.get(key), key)


def labels_in(document: Json) -> dict[str, Mapping[str, str]]:
    """Return the labels of the records that a document refers to, by id."""
    found = each_reference(RecordKind(document["kind"]), document)
    return {item["id"]: item["label"] for _, item in found if "label" in item}
