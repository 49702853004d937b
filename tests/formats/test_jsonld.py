import json
from typing import Any

import pytest
from hypothesis import given
from jsonschema import Draft202012Validator
from pyld import jsonld

from service.formats.format import Wish
from service.formats.jsonld import write_jsonld
from tests.formats.documents import (
    AUTHORITY,
    BASE,
    MENTION,
    REPORT,
    RESOURCE,
    Json,
    hostile_records,
    languages,
)
from tests.formats.jsonld_shapes import SHAPES

SHAPE = Draft202012Validator(SHAPES)
SCHEMA = "https://schema.org/"
IRIS = ("url", "sameAs", "contentUrl", "license", "archivedAt")
CONTEXT = {"@vocab": SCHEMA, **{name: {"@type": "@id"} for name in IRIS}}
"""What schema.org's own context says of our members."""


def load(url: str, _options: Any) -> Json:
    """Stand for schema.org, without a network."""
    assert url == "https://schema.org"
    return {"contextUrl": None, "documentUrl": url, "document": {"@context": CONTEXT}}


def expand(text: bytes) -> Json:
    (node,) = jsonld.expand(json.loads(text), {"documentLoader": load})
    found: Json = node
    return found


def values(node: Json, member: str) -> list[Any]:
    return [one.get("@value", one.get("@id")) for one in node.get(SCHEMA + member, [])]


@pytest.mark.parametrize(
    ("document", "types"),
    [
        (REPORT, ["Report"]),
        (MENTION, ["NewsArticle"]),
        (RESOURCE, ["MediaObject", "DigitalDocument"]),
        (AUTHORITY, ["Organization"]),
        (AUTHORITY | {"type": "person"}, ["Person"]),
        (AUTHORITY | {"type": "topic"}, ["DefinedTerm"]),
        (AUTHORITY | {"type": "place"}, ["Place"]),
    ],
)
def test_every_kind_has_a_type_and_its_address(document: Json, types: list[str]) -> None:
    node = expand(write_jsonld(document, Wish()))
    assert node["@type"] == [SCHEMA + one for one in types]
    assert node["@id"] == document["links"]["self"]


def test_a_report_names_its_makers_in_their_roles() -> None:
    node = expand(write_jsonld(REPORT, Wish()))
    assert node[SCHEMA + "name"] == [
        {"@language": "en", "@value": "Behind Closed Doors"},
        {"@language": "ko", "@value": "닫힌 문 너머"},
    ]
    assert [one["@type"] for one in node[SCHEMA + "author"]] == [
        [SCHEMA + "Person"],
        [SCHEMA + "Person"],
        [SCHEMA + "Organization"],
    ]
    assert values(node, "datePublished") == ["2023-11"]
    assert values(node, "reportNumber") == ["A/HRC/25/63", "NKDB-2023-7"]
    assert values(node, "sameAs") == ["https://doi.org/10.6028/nbs.bms.11"]
    assert node[SCHEMA + "publisher"][0]["@id"] == f"{BASE}/authorities/an-agent"


def test_a_mention_cites_the_report_it_covers() -> None:
    node = expand(write_jsonld(MENTION, Wish()))
    assert values(node, "citation") == [f"{BASE}/reports/behind-closed-doors"]
    assert values(node, "sameAs") == [MENTION["url"]]
    (quotation,) = node[SCHEMA + "hasPart"]
    assert values(quotation, "text") == ["How ready are we?"]


def test_one_language_is_plain_text() -> None:
    found = json.loads(write_jsonld(REPORT, Wish(("ko",))))
    assert found["name"] == "닫힌 문 너머"


@pytest.mark.parametrize("document", [REPORT, MENTION, RESOURCE, AUTHORITY])
@pytest.mark.parametrize("wished", [(), ("ko", "en")])
def test_no_node_has_members_that_its_type_has_not(document: Json, wished: tuple[str, ...]) -> None:
    SHAPE.validate(json.loads(write_jsonld(document, Wish(wished))))


def test_the_shapes_find_what_is_wrong() -> None:
    node = json.loads(write_jsonld(AUTHORITY, Wish()))
    wrong: tuple[Json, ...] = ({"@type": "Person"}, {"isbn": "1"}, {"url": "javascript:1"})
    assert not any(SHAPE.is_valid(node | members) for members in wrong)
    speaker = {"@type": "Person", "reportNumber": "1"}
    quotation = {"@type": "Quotation", "text": "So.", "spokenByCharacter": [speaker]}
    assert not SHAPE.is_valid(quotation)


@given(hostile_records, languages)
def test_every_record_expands_and_links_only_to_the_web(
    document: Json, wished: tuple[str, ...]
) -> None:
    text = write_jsonld(document, Wish(wished))
    SHAPE.validate(json.loads(text))
    node = expand(text)
    assert all(one.lower().startswith("http") for name in IRIS for one in values(node, name))
    shown = document.get("title") or document.get("headline") or document.get("label") or {}
    name = "headline" if document["kind"] == "mention" else "name"
    assert set(values(node, name)) <= set(shown.values())


def test_a_record_has_one_address_wherever_it_is_named() -> None:
    named = {"id": "0123456789ab", "kind": "report", "slug": "새-이름", "label": {"ko": "이름"}}
    node = expand(write_jsonld(MENTION | {"reports": [named]}, Wish()))
    assert values(node, "citation") == [f"{BASE}/reports/%EC%83%88-%EC%9D%B4%EB%A6%84"]
