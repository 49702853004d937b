"""The demonstration catalogue: every line is valid, and every reference leads somewhere."""

import json
import unicodedata
from collections import Counter
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest

from service.schemas.authority import WrittenAuthority
from service.schemas.mention import WrittenMention
from service.schemas.record import Written
from service.schemas.reference import ReferencePath, each_reference
from service.schemas.report import WrittenReport
from service.schemas.resource import WrittenResource
from service.schemas.values import RecordKind

Record = dict[str, Any]

MODELS: dict[str, type[Written]] = {
    "report": WrittenReport,
    "mention": WrittenMention,
    "resource": WrittenResource,
    "authority": WrittenAuthority,
}
TEXT = (files("service.cli") / "demo.ndjson").read_text(encoding="utf-8")
LINES = TEXT.splitlines()
RECORDS: list[Record] = [json.loads(line) for line in LINES]
BY_KEY = {(record["kind"], record["key"]): record for record in RECORDS}


def of_kind(kind: str) -> list[Record]:
    return [record for record in RECORDS if record["kind"] == kind]


def names(record: Record) -> list[tuple[ReferencePath, str]]:
    """The references of a record, in the order in which it has them."""
    return list(each_reference(RecordKind(record["kind"]), record))


def owners(key: str) -> Iterator[Record]:
    """The reports and mentions that link to a resource."""
    return (record for record in RECORDS if key in record.get("resources", []))


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: f"{record['kind']}-{record['key']}")
def test_every_record_fits_its_schema_and_loses_nothing(record: Record) -> None:
    written = MODELS[record["kind"]].model_validate(record)
    assert set(record) == {*written.model_fields_set, "kind"}


def test_each_line_starts_with_kind_and_key() -> None:
    assert all(list(record)[:2] == ["kind", "key"] for record in RECORDS)


def test_text_is_stored_as_one_line_of_composed_characters_a_record() -> None:
    assert unicodedata.is_normalized("NFC", TEXT)
    assert "\\u" not in TEXT
    assert [json.dumps(record, ensure_ascii=False) for record in RECORDS] == LINES


@pytest.mark.parametrize("name", ["key", "slug"])
def test_no_two_records_of_a_kind_share_a_name(name: str) -> None:
    uses = Counter((record["kind"], record[name]) for record in RECORDS if name in record)
    assert uses.most_common(1)[0][1] == 1


def test_no_slug_is_the_key_of_another_record() -> None:
    for record in RECORDS:
        named = BY_KEY.get((record["kind"], record.get("slug", "")), record)
        assert named is record


def test_every_reference_leads_to_a_record_of_the_right_kind_and_type() -> None:
    for record in RECORDS:
        for path, value in names(record):
            target = BY_KEY.get((path.kind, value))
            assert target is not None, f"{record['key']}: {path} names {value}"
            assert not path.types or target["type"] in path.types, f"{record['key']}: {path}"


def test_every_resource_belongs_to_a_report_or_mention() -> None:
    assert all(any(owners(record["key"])) for record in of_kind("resource"))


def test_a_resource_without_an_address_says_why() -> None:
    assert all("url" in record or record["note"]["en"] for record in of_kind("resource"))


def test_every_authority_has_an_english_or_korean_label() -> None:
    assert all({"en", "ko"} & set(record["label"]) for record in of_kind("authority"))


def test_every_topic_and_place_has_an_english_and_a_korean_label() -> None:
    subjects = [item for item in of_kind("authority") if item["type"] in ("topic", "place")]
    assert all({"en", "ko"} <= set(record["label"]) for record in subjects)


def test_every_report_and_mention_is_described_in_english_and_korean() -> None:
    texts = [record["abstract"] for record in of_kind("report")]
    texts += [record["summary"] for record in of_kind("mention")]
    assert all({"en", "ko"} <= set(text) for text in texts)


def test_every_date_says_where_it_comes_from() -> None:
    assert all(("published" in record) == ("published_basis" in record) for record in RECORDS)


def test_nothing_is_given_as_unknown() -> None:
    assert '"unknown"' not in TEXT
    assert "null" not in TEXT


def test_the_catalogue_is_as_large_as_promised() -> None:
    assert len(of_kind("report")) == 21
    assert len(of_kind("mention")) >= 40
    assert len(of_kind("resource")) >= 60
    assert len(of_kind("authority")) >= 60


def test_the_worked_example_is_an_article_about_behind_closed_doors() -> None:
    mention = BY_KEY["mention", "nknews-2023-11-24"]
    assert mention["slug"] == "nk-news-2023-11-24"
    assert mention["published"] == "2023-11-24"
    assert BY_KEY["authority", mention["outlet"]]["label"]["en"] == "NK News"
    assert mention["reports"][0] == "behind-closed-doors"
    assert "url" not in mention


def test_the_worked_example_quotes_hanna_song_in_her_position_of_that_day() -> None:
    (quote,) = BY_KEY["mention", "nknews-2023-11-24"]["quotes"]
    assert BY_KEY["authority", quote["speaker"]]["label"] == {"en": "Hanna Song", "ko": "송한나"}
    assert quote["position"]["en"] == "Director of International Cooperation"
    assert quote["affiliation"] == "nkdb"
    assert quote["text"].endswith("how ready are we?")


def test_the_worked_example_follows_up_the_inquiry_of_2014() -> None:
    report = BY_KEY["report", "behind-closed-doors"]
    assert report["slug"] == "behind-closed-doors"
    assert report["relations"] == [{"type": "continues", "record": "coi-2014"}]
    symbols = [item["value"] for item in BY_KEY["report", "coi-2014"]["identifiers"]]
    assert "A/HRC/25/63" in symbols


def test_a_korean_word_for_the_ministry_is_a_name_of_the_ministry_the_report_is_about() -> None:
    report = BY_KEY["report", "behind-closed-doors"]
    assert "ministry-of-state-security" in report["organisations"]
    ministry = BY_KEY["authority", "ministry-of-state-security"]
    assert {"보위부", "국가보위부"} <= set(ministry["aliases"]["ko"])
    assert "MSS" in ministry["aliases"]["en"]


def test_no_person_carries_a_position_outside_a_report_or_mention() -> None:
    people = [item for item in of_kind("authority") if item["type"] == "person"]
    assert all("description" not in record for record in people)
