"""Combination: the fields of a record, with what only its double says of the same thing."""

from collections.abc import Iterable, Mapping
from typing import Any

from service.schemas.reference import SHOWN_FROM_BOTH_ENDS
from service.schemas.values import RecordKind

Fields = Mapping[str, Any]


def combine(kind: RecordKind, kept: Fields, double: Fields) -> dict[str, Any]:
    """Return the fields that are kept, so that the record is found by all that its double was."""
    added = combine_names if kind is RecordKind.authority else combine_places
    return dict(kept) | {name: value for name, value in added(kept, double).items() if value}


def combine_names(kept: Fields, double: Fields) -> dict[str, Any]:
    """Make labels and aliases of the other authority aliases, and join the addresses."""
    label, names = kept.get("label", {}), dict(kept.get("aliases") or {})
    for language, text in double.get("label", {}).items():
        names[language] = once([*names.get(language, ()), text])
    for language, texts in (double.get("aliases") or {}).items():
        names[language] = once([*names.get(language, ()), *texts])
    aliases = {
        language: [text for text in texts if text != label.get(language)]
        for language, texts in names.items()
    }
    return {
        "aliases": {language: texts for language, texts in aliases.items() if texts},
        "same_as": once([*kept.get("same_as", ()), *double.get("same_as", ())]),
    }


def combine_places(kept: Fields, double: Fields) -> dict[str, Any]:
    """Make addresses of the other mention copies, and join the reports and files it belongs to."""
    known = {kept.get("url"), *(copy["url"] for copy in kept.get("copies", ()))}
    copies = [{"url": double["url"]}] if double.get("url") else []
    new = [copy for copy in (*copies, *double.get("copies", ())) if copy["url"] not in known]
    joined = {
        name: once([*kept.get(name, ()), *double.get(name, ())]) for name in SHOWN_FROM_BOTH_ENDS
    }
    return {"copies": [*kept.get("copies", ()), *new], **joined}


def once(values: Iterable[str]) -> list[str]:
    """Keep the first of equal values."""
    return list(dict.fromkeys(values))
