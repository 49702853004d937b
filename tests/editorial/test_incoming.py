"""A line that is not valid is refused with its field and what to do."""

from typing import Any

import pytest

from service.editorial.incoming import new_id, read_record
from service.errors import InvalidRecord
from tests.builders import make_authority, make_mention, make_report, make_resource


def refused(value: Any) -> dict[str, str]:
    """Return what is said of each field of a record that is not valid."""
    with pytest.raises(InvalidRecord) as caught:
        read_record(value)
    return {error.field: error.message for error in caught.value.errors}


CASES = [
    (make_report(published="2014-02-30"), "published", "not a day"),
    (make_report(published="2014-13"), "published", "not a date"),
    (make_report(published="٢٠١٤"), "published", "not a date"),
    (make_report(published="0000"), "published", "not a day"),
    (make_report(published=2014), "published", "text"),
    (make_report(title={"english": "A"}), "title.english", "BCP 47"),
    (make_report(title={"xx": "A"}), "title.xx", "BCP 47"),
    (make_report(title={}), "title", "holds no language"),
    (make_report(title={"en": "  "}), "title.en", "empty"),
    (make_report(title={"en-us": "A", "en-US": "B"}), "title", "two spellings"),
    (make_report(abstract={"ko": "가", "KO": "나"}), "abstract", "two spellings"),
    (make_authority(aliases={"ko": ["가"], "Ko": ["나"]}), "aliases", "two spellings"),
    (make_report(title={"en": "A\x00b"}), "title.en", "U+0000"),
    (make_report(title={"en": "A\ud800"}), "title.en", ""),
    (make_report(title={"en": "A" * 1001}), "title.en", "1000"),
    (make_report(published_as_printed="\x00"), "published_as_printed", "U+0000"),
    (make_report(series={"title": {"en": "A"}, "number": "\x00"}), "series.number", "U+0000"),
    (make_mention(outlet_as_printed="\ud800"), "outlet_as_printed", ""),
    (make_mention(quotes=[{"text": "\x00", "language": "en"}]), "quotes[0].text", "U+0000"),
    (make_resource(media_type="text/\x00"), "media_type", "is not a media type"),
    (make_resource(sha256="0" * 63 + "g"), "sha256", "is not a SHA-256"),
    (make_resource(bytes=-1), "bytes", "0 or more"),
    (make_resource(bytes=2**60), "bytes", "or less"),
    (make_report(key="a\x00"), "key", "not a key"),
    (make_report(key="a\x7f"), "key", "U+007F"),
    (make_report(key="a b"), "key", "without spaces"),
    (make_report(key=""), "key", "empty"),
    (make_report(slug="a\x00"), "slug", "U+0000"),
    (make_report(slug="A Slug"), "slug", "small letters"),
    (make_report(id="../../etc"), "id", "12 characters"),
    (make_report(type="novel"), "type", "must be one of: report"),
    (make_report(contributors=[{"role": "author"}]), "contributors[0]", "names nobody"),
    (make_report(contributors=[{"name": "A", "role": "king"}]), "contributors[0].role", "author"),
    (make_report(relations=[{"type": "continues"}]), "relations[0]", "points at nothing"),
    (make_report(publishers=[{"doi": None}]), "publishers[0]", "exactly one"),
    (make_report(publishers=[{}]), "publishers[0]", "exactly one"),
    (make_report(publishers=[{"key": "a", "slug": "a"}]), "publishers[0]", "exactly one"),
    (make_report(publishers="a"), "publishers", "list"),
    (make_report(relations=[{"type": "cites", "record": {"doi": "x"}}]), "relations[0].record", ""),
    (make_report(mention_count=3), "mention_count", "not a field"),
    (make_mention(url="javascript:alert(1)"), "url", "https://"),
    (make_mention(url="https://user@example.org/"), "url", "user"),
    (make_mention(headline=None), "record", "says nothing"),
    (make_authority(type="ghost"), "type", "must be one of: person"),
]


@pytest.mark.parametrize(("value", "field", "words"), CASES)
def test_what_is_not_valid_is_refused_by_field(value: Any, field: str, words: str) -> None:
    said = refused(value)
    assert words in said[field]


@pytest.mark.parametrize(
    ("scheme", "value"),
    [
        ("isbn", "978-0-306-40615-8"),
        ("issn", "0378-5956"),
        ("doi", "11.5555/a"),
        ("un_symbol", "and/or"),
        ("handle", "-"),
        ("local", "\x00"),
        ("isbn", "\ud800"),
    ],
)
def test_a_number_that_is_not_of_its_scheme_is_refused(scheme: str, value: str) -> None:
    report = make_report(identifiers=[{"scheme": scheme, "value": value}])
    assert any(field.startswith("identifiers[0]") for field in refused(report))


@pytest.mark.parametrize("value", [None, 1, "report", [], [make_report()]])
def test_what_is_no_object_is_refused(value: Any) -> None:
    with pytest.raises(InvalidRecord, match="JSON object"):
        read_record(value)


@pytest.mark.parametrize("kind", ["reports", "Report", None, 1, ["report"]])
def test_what_is_no_kind_is_refused_and_the_kinds_are_listed(kind: Any) -> None:
    assert "authority, resource, report, mention" in refused(make_report(kind=kind))["kind"]


def test_an_unknown_field_is_answered_with_the_nearest_names() -> None:
    with pytest.raises(InvalidRecord) as caught:
        read_record(make_report(titel={"en": "A"}))
    assert "title" in caught.value.errors[0].suggestions


def test_every_wrong_field_is_named_at_once() -> None:
    assert set(refused(make_report(published="x", type="x", extra=1))) == {
        "published",
        "type",
        "extra",
    }


def test_text_is_stored_in_one_form() -> None:
    record = read_record(make_report(title={"KO-kr": " \u1107\u116e\u11a8 "}))
    assert record.fields["title"] == {"ko-KR": "북"}


def test_what_is_not_known_may_be_written_as_null() -> None:
    assert "abstract" not in read_record(make_report(abstract=None, slug=None, id=None)).fields


def test_ids_have_a_digit_and_the_length_of_ids() -> None:
    ids = {new_id() for _ in range(1000)}
    assert len(ids) == 1000
    assert all(len(made) == 12 and not made.isalpha() for made in ids)
