"""Parts of documents: chosen fields, and one language in place of language maps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

import pydantic_core
from pydantic import BaseModel

from service.errors import FieldError, InvalidRequest
from service.languages import best_language, canonical_tag
from service.schemas.authority import AuthorityDocument
from service.schemas.mention import MentionDocument
from service.schemas.record import Document
from service.schemas.report import ReportDocument
from service.schemas.resource import ResourceDocument
from service.schemas.values import LanguageTag, RecordKind
from service.web.http.refusal import MOST_ERRORS, refusal, unknown_name
from service.web.view_parameters import ViewParameters

DOCUMENTS: dict[RecordKind, type[Document]] = {
    RecordKind.report: ReportDocument,
    RecordKind.mention: MentionDocument,
    RecordKind.resource: ResourceDocument,
    RecordKind.authority: AuthorityDocument,
}


@dataclass(frozen=True)
class View:
    """How records are shown: these fields, in the first of these languages; empty means all."""

    fields: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()


Maps = dict[str, Any]
"""Where language maps are in an object: by member, what is inside, or HERE."""
HERE: Maps = {"": None}
"""Stands for a language map itself."""


def read_fields(text: str | None, kinds: Sequence[RecordKind]) -> tuple[str, ...]:
    """Read `fields=title,abstract`; `id` and `kind` are always there.

    Raises:
        UnknownParameter: for a field that none of the kinds has.
    """
    if text is None:
        return ()
    known = {name for kind in kinds for name in DOCUMENTS[kind].model_fields}
    names = tuple(dict.fromkeys(("id", "kind", *(part.strip() for part in text.split(",")))))
    unknown = [name for name in names if name not in known][:MOST_ERRORS]
    if unknown:
        near = [unknown_name(name, known, f"field: {name[:100]}") for name in unknown]
        raise refusal([FieldError("fields", one.message, one.suggestions) for one in near])
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


def read_view(asked: ViewParameters, kinds: Sequence[RecordKind]) -> View:
    """Read how records of some kinds are to be shown.

    Raises:
        UnknownParameter: for a field that none of the kinds has.
        InvalidRequest: for what is not a language tag.
    """
    return View(read_fields(asked.fields, kinds), read_languages(asked.lang))


def project(document: bytes, view: View) -> bytes:
    """Write a part of a document; all of it stays the bytes it is."""
    if not (view.fields or view.languages):
        return document
    parsed = pydantic_core.from_json(document, cache_strings="keys")
    return pydantic_core.to_json(part(parsed, view))


def part(document: dict[str, Any], view: View) -> dict[str, Any]:
    """Take the fields that are asked for, in the languages that are asked for."""
    maps = language_maps(DOCUMENTS[document["kind"]]) if view.languages else {}
    chosen = view.fields or document.keys()
    return {
        name: in_language(value, maps[name], view.languages) if name in maps else value
        for name, value in document.items()
        if name in chosen
    }


def in_language(value: Any, maps: Maps, languages: Sequence[str]) -> Any:
    """Put one text in place of each language map."""
    if isinstance(value, list):
        return [in_language(item, maps, languages) for item in value]
    if maps is HERE:
        return one_of(value, languages)
    return {
        name: in_language(item, maps[name], languages) if name in maps else item
        for name, item in value.items()
    }


def one_of(text: Mapping[str, Any], languages: Sequence[str]) -> Any:
    """Choose the text, or the names, of the best language."""
    language = best_language(list(text), languages)
    return None if language is None else text[language]


@cache
def language_maps(model: type[BaseModel]) -> Maps:
    """Find the language maps of a schema, at every depth."""
    found = {name: maps_in(field.annotation) for name, field in model.model_fields.items()}
    return {name: maps for name, maps in found.items() if maps}


def maps_in(annotation: Any) -> Maps:
    """Find the language maps in one type: a map itself, an object, a list of either, or none."""
    kind, inside = get_origin(annotation), get_args(annotation)
    if kind is dict:
        return HERE if inside[0] == LanguageTag else {}
    if kind in (Annotated, list):
        return maps_in(inside[0])
    if kind in (Union, UnionType):
        return next((maps for one in inside if (maps := maps_in(one))), {})
    is_model = isinstance(annotation, type) and issubclass(annotation, BaseModel)
    return language_maps(annotation) if is_model else {}
