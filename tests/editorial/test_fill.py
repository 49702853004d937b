"""References lead to the record they name, or are refused."""

from typing import Any

import pytest

from service.errors import InvalidRecord
from service.tables.record import record_references
from tests.builders import Written, make_authority, make_mention, make_report, make_resource
from tests.desk import Desk, problems
from tests.editorial.editing import create


def follow_up(record: Any, key: str = "b") -> Written:
    """Write a report that continues another."""
    return make_report(key=key, relations=[{"type": "continues", "record": record}])


@pytest.mark.parametrize(
    "reference",
    [
        "a",
        "behind-closed-doors",
        "old-name",
        {"key": "a"},
        {"slug": "behind-closed-doors"},
        {"slug": "old-name"},
        {"doi": "https://doi.org/10.5555/A"},
        {"isbn": "0-306-40615-2"},
        {"un_symbol": "a/hrc/25/63"},
        {"local": " GE.14  10866 "},
        {"issn": "0378-5955"},
    ],
)
def test_a_record_is_named_by_key_slug_or_identifier(desk: Desk, reference: Any) -> None:
    numbers = {
        "doi": "10.5555/a",
        "isbn": "9780306406157",
        "un_symbol": "A/HRC/25/63",
        "local": "GE.14 10866",
        "issn": "03785955",
    }
    identifiers = [{"scheme": scheme, "value": value} for scheme, value in numbers.items()]
    desk.release(make_report(key="a", slug="old-name"))
    desk.put(make_report(key="a", slug="behind-closed-doors", identifiers=identifiers))
    assert desk.put(follow_up(reference)).complete
    assert desk.rows(record_references)[0].target_id == desk.record("a").id


def test_a_record_is_named_by_its_id(desk: Desk) -> None:
    desk.put(make_report(key="a"))
    assert desk.put(follow_up(desk.record("a").id)).complete


def test_plain_text_means_an_id_before_a_key_and_a_key_before_a_slug(desk: Desk) -> None:
    desk.put(make_report(key="one", slug="two"), make_report(key="two", slug="three"))
    desk.put(follow_up("two"))
    assert desk.rows(record_references)[0].target_id == desk.record("two").id


@pytest.mark.parametrize("reference", ["nothing", {"doi": "10.5555/none"}, {"id": "0" * 12}])
def test_a_reference_to_nothing_is_refused(desk: Desk, reference: Any) -> None:
    outcome = desk.put(make_report(key="a"), follow_up(reference))
    assert problems(outcome) == [(2, "relations.record")]
    assert "no report has" in outcome.problems[0].message


def test_a_reference_to_another_kind_is_refused(desk: Desk) -> None:
    outcome = desk.put(make_mention(key="m"), follow_up("m"))
    assert problems(outcome) == [(2, "relations.record")]


def test_an_issn_that_several_reports_have_names_none_of_them(desk: Desk) -> None:
    shared = [{"scheme": "issn", "value": "0378-5955"}]
    desk.put(*(make_report(key=key, identifiers=shared) for key in ("x", "y")))
    outcome = desk.put(follow_up({"issn": "0378-5955"}))
    assert problems(outcome) == [(1, "relations.record")]
    assert "more than one" in outcome.problems[0].message


@pytest.mark.parametrize("reference", ["nothing", {"doi": "10.5555/x"}, {"issn": "0378-5955"}, "b"])
def test_a_single_record_is_told_what_a_line_of_an_import_is(desk: Desk, reference: Any) -> None:
    shared = [{"scheme": "issn", "value": "0378-5955"}]
    desk.put(*(make_report(key=key, identifiers=shared) for key in ("x", "y")))
    line = follow_up(reference)
    with pytest.raises(InvalidRecord) as refused:
        create(desk.engine, line)
    told = [(error.field, error.message) for error in refused.value.errors]
    assert told == [(one.field, one.message) for one in desk.put(line).problems]


@pytest.mark.parametrize(
    "line",
    [
        follow_up("b"),
        follow_up({"slug": "a-report"}),
        make_mention(key="m", reprint_of="m"),
        make_mention(key="m", translation_of="m"),
        make_authority(key="o", broader="o"),
    ],
)
def test_a_reference_of_a_record_to_itself_is_refused(desk: Desk, line: Written) -> None:
    outcome = desk.put(line)
    assert len(outcome.problems) == 1
    assert "is the record itself" in outcome.problems[0].message


def test_longer_circles_of_broader_terms_may_be(desk: Desk) -> None:
    lines = make_authority(key="a", broader="b"), make_authority(key="b", broader="a")
    assert desk.put(*lines, publish=True).complete


def test_a_list_has_each_record_once(desk: Desk) -> None:
    desk.put(make_resource(key="s", slug="t"), make_report(key="r", resources=["s", "t", "s"]))
    assert desk.count(record_references) == 1


def test_references_that_are_gone_are_forgotten(desk: Desk) -> None:
    desk.put(make_report(key="a"), follow_up("a"))
    desk.put(make_report(key="b"))
    assert desk.count(record_references) == 0
