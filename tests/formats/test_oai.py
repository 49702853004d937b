"""What harvesters get is well-formed, and says what the record says."""

from typing import Any

from datacite import schema45
from hypothesis import example, given
from lxml import etree

from service.formats import oai_datacite
from service.formats.datacite import describe
from service.formats.format import Wish
from service.formats.oai_datacite import write_oai_datacite
from service.formats.oai_dc import NAMESPACE, write_oai_dc
from tests.formats.documents import (
    AUTHORITY,
    MENTION,
    REPORT,
    RESOURCE,
    Json,
    hostile_records,
    hostile_reports,
    languages,
    make_document,
)

DC = "{http://purl.org/dc/elements/1.1/}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
ELEMENTS = {
    *("title", "creator", "subject", "description", "publisher", "contributor", "date", "type"),
    *("format", "identifier", "source", "language", "relation", "coverage", "rights"),
}


def values(document: Json, name: str) -> list[tuple[Any, Any]]:
    root = etree.fromstring(write_oai_dc(document, Wish()).encode())
    return [(one.text, one.get(LANG)) for one in root.iter(f"{DC}{name}")]


def test_a_report_keeps_what_dublin_core_can_hold() -> None:
    assert values(REPORT, "title") == [
        ("Behind Closed Doors", "en"),
        ("닫힌 문 너머", "ko"),
        ("Chains of Command", "en"),
    ]
    assert [text for text, _ in values(REPORT, "creator")] == [
        "Song, Hanna",
        "Yoon, Yeo-sang",
        "NKDB",
    ]
    assert ("NKDB", "en") in values(REPORT, "publisher")
    assert values(REPORT, "date") == [("2023-11", None)]
    found = [text for text, _ in values(REPORT, "identifier")]
    assert found[0].endswith("/reports/behind-closed-doors")
    assert {"https://doi.org/10.6028/nbs.bms.11", "A/HRC/25/63"} < set(found)
    assert [text for text, _ in values(REPORT, "language")] == ["ko", "en"]


def test_every_kind_of_record_says_what_it_is() -> None:
    for document in (MENTION, RESOURCE, AUTHORITY):
        assert values(document, "title")
        assert values(document, "type")[0] == (document["kind"], None)


@given(hostile_records, languages)
def test_dublin_core_has_its_elements_and_no_other(document: Json, tags: tuple[str, ...]) -> None:
    root = etree.fromstring(write_oai_dc(document, Wish(tags)).encode())
    assert root.tag == f"{{{NAMESPACE}}}dc"
    assert {one.tag for one in root} <= {f"{DC}{name}" for name in ELEMENTS}
    assert all(one.text for one in root)


def same_elements(root: Any) -> list[Any]:
    """Return all elements in an order of their own: that of properties is free."""
    return sorted(
        (one.tag, sorted(one.attrib.items()), " ".join((one.text or "").split()))
        for one in root.iter()
        if one is not root
    )


@given(hostile_reports, languages)
@example(make_document("report", identifiers=[{"scheme": "local", "value": "\x1f"}]), ())
def test_datacite_is_what_its_own_library_makes_of_the_same(
    document: Json, tags: tuple[str, ...]
) -> None:
    text = write_oai_datacite(document, Wish(tags))
    ours = etree.fromstring(text.encode()).find(f".//{{{oai_datacite.KERNEL}}}resource")
    work = describe(document, Wish(tags))
    theirs = etree.fromstring(schema45.tostring(work).encode())
    own = {f"{{{oai_datacite.KERNEL}}}{name}" for name in ("identifier", "rights")}
    assert [one for one in same_elements(ours) if one[0] not in own] == [
        one for one in same_elements(theirs) if one[0] not in own
    ]
