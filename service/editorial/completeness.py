"""Completeness: what an editor may still want to add before a record is published."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from service.editorial.unseen import Unseen
from service.schemas.reference import each_reference
from service.schemas.values import RecordKind, rfc3339

IN_EVERY_LANGUAGE: Mapping[RecordKind, Sequence[str]] = {
    RecordKind.report: ("title", "abstract"),
    RecordKind.mention: ("headline", "summary"),
    RecordKind.resource: ("label",),
    RecordKind.authority: ("label",),
}
WANTED: Mapping[RecordKind, Sequence[str]] = {
    RecordKind.report: ("published", "languages", "publishers", "contributors", "resources"),
    RecordKind.mention: ("outlet", "published", "language", "url"),
    RecordKind.resource: ("url", "language", "media_type"),
    RecordKind.authority: (),
}


@dataclass(frozen=True)
class Missing:
    """A field that says nothing yet, not in a language, or names what readers do not see."""

    field: str
    message: str


def missing(
    kind: RecordKind, fields: dict[str, Any], languages: Sequence[str], unseen: Unseen
) -> Iterator[Missing]:
    """List what is missing; of it only who waits for a moment keeps a record from being public."""
    for name in IN_EVERY_LANGUAGE[kind]:
        for language in languages:
            if language not in (fields.get(name) or {}):
                yield Missing(f"{name}.{language}", f"There is no {name} in {language!r} yet.")
    for name in WANTED[kind]:
        if not fields.get(name):
            yield Missing(name, f"Nothing is said of {name.replace('_', ' ')} yet.")
    named = ((path.field, other) for path, other in each_reference(kind, fields))
    for field, other in dict.fromkeys(named):
        if other in unseen:
            yield Missing(field, f"The {unseen_as(kind, unseen[other])}.")


def unseen_as(kind: RecordKind, other: Row[Any]) -> str:
    """Say why a record that is named is not shown, and what to do."""
    called = f"{other.kind} {other.slug!r}"
    if other.publish_at and other.kind == RecordKind.authority:
        until = rfc3339(other.publish_at)
        return f"{called} waits until {until}: publish the {kind} then or later, or both together"
    return f"{called} is not public: the {kind} shows it when it is"
