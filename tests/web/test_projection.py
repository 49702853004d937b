import json
from collections.abc import Iterator
from typing import Any

import httpx
import pydantic_core
import pytest

from service.schemas.values import TAG_PATTERN, RecordKind
from service.web.projection import DOCUMENTS, HERE, View, language_maps, project
from tests.serving import Json

KOREAN = View(languages=("ko",))


def described_maps(schema: Json, components: Json, path: str = "") -> Iterator[str]:
    """Find the language maps that a JSON schema describes: objects whose keys are language tags."""
    if "$ref" in schema:
        schema = components[schema["$ref"].rpartition("/")[2]]
    if TAG_PATTERN in schema.get("patternProperties", {}):
        yield path
    for inside in (*schema.get("anyOf", []), schema.get("items")):
        if inside:
            yield from described_maps(inside, components, path)
    for name, member in schema.get("properties", {}).items():
        yield from described_maps(member, components, f"{path}.{name}")


def known_maps(maps: Json, path: str = "") -> Iterator[str]:
    if maps is HERE:
        yield path
        return
    for name, inside in maps.items():
        yield from known_maps(inside, f"{path}.{name}")


@pytest.mark.parametrize("kind", RecordKind)
def test_the_language_maps_of_a_kind_are_those_that_its_schema_describes(kind: RecordKind) -> None:
    schema = DOCUMENTS[kind].model_json_schema()
    described = set(described_maps(schema, schema["$defs"]))
    assert set(known_maps(language_maps(DOCUMENTS[kind]))) == described
    assert len(described) > 2


def shown(document: Json, view: View) -> Any:
    return pydantic_core.from_json(project(pydantic_core.to_json(document), view))


def test_a_name_that_is_a_map_and_one_that_is_text_are_told_apart() -> None:
    document = {
        "id": "1",
        "kind": "report",
        "contributors": [{"name": "홍길동", "position": {"en": "Head", "ko": "장"}}],
        "events": [{"name": {"en": "Launch", "ko": "발간"}, "place": {"en": "Seoul"}}],
        "series": {"title": {"ko": "백서"}, "number": "3"},
    }
    assert shown(document, KOREAN) == document | {
        "contributors": [{"name": "홍길동", "position": "장"}],
        "events": [{"name": "발간", "place": "Seoul"}],
        "series": {"title": "백서", "number": "3"},
    }


def test_indonesian_text_is_not_taken_for_an_id() -> None:
    document = {"id": "1", "kind": "report", "title": {"id": "Laporan", "en": "Report"}}
    assert shown(document, View(languages=("id",)))["title"] == "Laporan"
    assert shown(document, KOREAN)["title"] == "Report"


def test_other_names_are_a_list_of_one_language() -> None:
    document = {
        "id": "1",
        "kind": "authority",
        "aliases": {"en": ["MSS"], "ko": ["보위부", "보위성"]},
    }
    assert shown(document, KOREAN)["aliases"] == ["보위부", "보위성"]


def test_fields_stay_in_the_order_of_the_document() -> None:
    document = {"id": "1", "kind": "report", "slug": "s", "title": {"en": "T"}, "note": {"en": "N"}}
    assert list(shown(document, View(fields=("note", "id", "kind", "title")))) == [
        "id",
        "kind",
        "title",
        "note",
    ]


def test_a_whole_document_keeps_its_bytes() -> None:
    stored = b'{"id": "1",  "kind":"report"}'
    assert project(stored, View()) is stored


@pytest.mark.anyio
async def test_no_language_map_is_left_in_any_record(demo: httpx.AsyncClient) -> None:
    cursor = "*"
    while cursor:
        answer = await demo.get(f"/v1/search?lang=ko&limit=100&cursor={cursor}")
        page = answer.json()
        cursor = page["next_cursor"]
        assert not [one for record in page["data"] for one in maps_left(record)]


def maps_left(value: Any) -> Iterator[str]:
    """Find objects all of whose members are called like languages."""
    if isinstance(value, list):
        for item in value:
            yield from maps_left(item)
    elif isinstance(value, dict):
        if value.keys() <= {"en", "ko", "ja", "zh", "fr"}:
            yield json.dumps(value)
        for item in value.values():
            yield from maps_left(item)
