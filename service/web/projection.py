"""Parts of documents: chosen fields, and one language in place of language maps."""

from collections.abc import Mapping, Sequence
from typing import Any

import pydantic_core

from service.errors import FieldError, InvalidRequest, UnknownParameter
from service.languages import best_language, canonical_tag
from service.schemas.authority import AuthorityDocument
from service.schemas.mention import MentionDocument
from service.schemas.record import Document
from service.schemas.report import ReportDocument
from service.schemas.resource import ResourceDocument
from service.schemas.values import RecordKind
from service.suggestion import did_you_mean

DOCUMENTS: dict[RecordKind, type[Document]] = {
    RecordKind.report: ReportDocument,
    RecordKind.mention: MentionDocument,
    RecordKind.resource: ResourceDocument,
    RecordKind.authority: AuthorityDocument,
}
LANGUAGE_MAPS = frozenset(
    {
        "title", "subtitle", "abstract", "label", "aliases", "headline", "summary", "description",
        "note", "rights", "position", "name", "place", "outlet",
    }
)  # fmt: skip
"""Members that hold a language map, wherever they stand in a document."""


def read_fields(text: str | None, kinds: Sequence[RecordKind]) -> tuple[str, ...]:
    """Read `fields=title,abstract`; `id` and `kind` are always there.

    Raises:
        UnknownParameter: for a field that none of the kinds has.
    """
    if text is None:
        return ()
    known = {name for kind in kinds for name in DOCUMENTS[kind].model_fields}
    names = tuple(dict.fromkeys(("id", "kind", *(part.strip() for part in text.split(",")))))
    unknown = [name for name in names if name not in known]
    if unknown:
        errors = [
            FieldError("fields", f"{name!r} is not a field", did_you_mean(name, known))
            for name in unknown
        ]
        hint = f" Did you mean {errors[0].suggestions[0]}?" if errors[0].suggestions else ""
        raise UnknownParameter(f"There is no field {unknown[0]!r}.{hint}", errors=errors)
    return names


def read_languages(text: str | None) -> tuple[str, ...]:
    """Read `lang=ko,en`, the reader's languages in order.

    Raises:
        InvalidRequest: if one is not a language tag.
    """
    try:
        return tuple(canonical_tag(part.strip()) for part in text.split(",")) if text else ()
    except ValueError as error:
        raise InvalidRequest(str(error), errors=[FieldError("lang", str(error))]) from error


def project(document: bytes, fields: Sequence[str], languages: Sequence[str]) -> bytes:
    """Write a part of a document; without fields and languages the bytes stay as they are."""
    if not fields and not languages:
        return document
    value = pydantic_core.from_json(document)
    return pydantic_core.to_json(part(value, fields, languages))


def part(document: dict[str, Any], fields: Sequence[str], languages: Sequence[str]) -> Any:
    """Take the fields that are asked for, in the languages that are asked for."""
    chosen = {name: document[name] for name in document if name in fields} if fields else document
    return in_language(chosen, languages) if languages else chosen


def in_language(value: Any, languages: Sequence[str]) -> Any:
    """Put one text in place of each language map."""
    if isinstance(value, list):
        return [in_language(item, languages) for item in value]
    if not isinstance(value, Mapping):
        return value
    return {
        name: one_of(item, languages)
        if name in LANGUAGE_MAPS and isinstance(item, Mapping) and "id" not in item
        else in_language(item, languages)
        for name, item in value.items()
    }


def one_of(text: Mapping[str, Any], languages: Sequence[str]) -> Any:
    """Choose the text, or the names, of the best language."""
    language = best_language(list(text), languages)
    return None if language is None else text[language]
