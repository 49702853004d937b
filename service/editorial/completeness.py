"""Completeness: what an editor may still want to add before a record is published."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from service.editorial.unseen import Unseen
from service.schemas.reference import each_reference
from service.schemas.values import RecordKind

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
    """List what is missing; none of it keeps a record from being published."""
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
            called = f"{unseen[other].kind} {unseen[other].slug!r}"
            text = f"The {called} is not public: the {kind} shows it when it is."
            yield Missing(field, text)
