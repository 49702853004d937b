"""A name belongs to one record: within a file, and against what is stored."""

import pytest

from service.tables.record import record_identifiers
from tests.builders import Written, make_mention, make_report, make_resource
from tests.desk import Desk, problems


def numbered(key: str, scheme: str, value: str) -> Written:
    """Write a report with a number."""
    return make_report(key=key, identifiers=[{"scheme": scheme, "value": value}])


SPELLINGS = [
    ("doi", "10.5555/ABC", "https://doi.org/10.5555/abc"),
    ("isbn", "0-306-40615-2", "978-0-306-40615-7"),
    ("un_symbol", "A/HRC/25/63", "a/hrc/25/63"),
    ("handle", "20.500.12345/a", "hdl:20.500.12345/a"),
    ("local", "GE.14 10866", "GE.14  10866"),
    ("local", "백" * 300, "백" * 300),
]


@pytest.mark.parametrize(("scheme", "first", "second"), SPELLINGS)
def test_an_identifier_on_two_lines_is_refused_in_any_spelling(
    desk: Desk, scheme: str, first: str, second: str
) -> None:
    outcome = desk.put(numbered("a", scheme, first), numbered("b", scheme, second))
    assert problems(outcome) == [(2, "identifiers")]
    assert "the record on line 1" in outcome.problems[0].message


@pytest.mark.parametrize(("scheme", "first", "second"), SPELLINGS)
def test_an_identifier_of_a_stored_record_is_refused_in_any_spelling(
    desk: Desk, scheme: str, first: str, second: str
) -> None:
    desk.put(numbered("a", scheme, first))
    outcome = desk.put(numbered("b", scheme, second))
    assert problems(outcome) == [(1, "identifiers")]
    assert desk.record("a").id in outcome.problems[0].message


def test_many_reports_may_share_an_issn(desk: Desk) -> None:
    desk.put(numbered("a", "issn", "0378-5955"))
    assert desk.put(numbered("b", "issn", "0378-5955"), numbered("c", "issn", "03785955")).complete


def test_one_mention_has_an_address_in_any_spelling(desk: Desk) -> None:
    desk.put(make_mention(key="a", url="http://example.org/news/?id=1&utm_source=x"))
    outcome = desk.put(make_mention(key="b", url="https://www.example.org/news?id=1"))
    assert problems(outcome) == [(1, "url")]


def test_two_resources_may_have_one_address(desk: Desk) -> None:
    url = "https://example.org/report.pdf"
    assert desk.put(make_resource(key="a", url=url), make_resource(key="b", url=url)).complete


def test_an_identifier_that_a_record_gave_up_is_free(desk: Desk) -> None:
    desk.put(numbered("a", "doi", "10.5555/a"))
    desk.put(make_report(key="a"))
    assert desk.put(numbered("b", "doi", "10.5555/a")).complete
    assert desk.count(record_identifiers) == 1


def test_two_lines_with_one_key_are_refused(desk: Desk) -> None:
    outcome = desk.put(make_report(key="r"), make_report(key="r", title={"en": "Another"}))
    assert problems(outcome) == [(2, "key")]
    assert "line 1" in outcome.problems[0].message


def test_two_lines_with_one_key_are_refused_however_far_apart(desk: Desk) -> None:
    between = [make_report(key=f"r{number}") for number in range(1200)]
    outcome = desk.put(make_report(key="r"), *between, make_report(key="r"))
    assert problems(outcome) == [(1202, "key")]


def test_records_of_two_kinds_may_have_one_key_and_one_slug(desk: Desk) -> None:
    assert desk.put(make_report(key="a", slug="a"), make_mention(key="a", slug="a")).complete


def test_a_slug_on_two_lines_is_refused(desk: Desk) -> None:
    outcome = desk.put(make_report(key="a", slug="s"), make_report(key="b", slug="s"))
    assert problems(outcome) == [(2, "slug")]


def test_a_slug_of_a_stored_record_is_refused(desk: Desk) -> None:
    desk.put(make_report(key="a", slug="s"))
    assert problems(desk.put(make_report(key="b", slug="s"))) == [(1, "slug")]


def test_a_former_slug_stays_with_its_record(desk: Desk) -> None:
    desk.release(make_report(key="a", slug="old"))
    desk.put(make_report(key="a", slug="new"))
    assert problems(desk.put(make_report(key="b", slug="old"))) == [(1, "slug")]


def test_a_record_may_have_its_former_slug_back(desk: Desk) -> None:
    for slug in ("first", "second", "first"):
        desk.release(make_report(key="a", slug=slug))
    assert desk.answers_to("a") == {("slug:report", "first"), ("former:report", "second")}


def test_an_id_of_another_kind_is_refused(desk: Desk) -> None:
    desk.put(make_mention(key="m"))
    outcome = desk.put(make_report(key="r", id=desk.record("m").id))
    assert problems(outcome) == [(1, "id")]


def test_a_key_that_belongs_to_another_id_is_refused(desk: Desk) -> None:
    desk.put(make_report(key="a"), make_report(key="b"))
    outcome = desk.put(make_report(key="a", id=desk.record("b").id))
    assert problems(outcome) == [(1, "key")]


def test_a_record_is_found_by_its_id_and_may_get_another_key(desk: Desk) -> None:
    desk.put(make_report(key="a"))
    first = desk.record("a").id
    assert desk.put(make_report(key="b", id=first)).complete
    assert desk.record("b").id == first


def test_a_record_is_found_by_its_slug_where_it_has_no_key(desk: Desk) -> None:
    line = {name: value for name, value in make_report(slug="s").items() if name != "key"}
    desk.put(line)
    assert desk.put(line).changed == 0


def test_a_line_that_fails_takes_no_name_from_another(desk: Desk) -> None:
    desk.put(make_report(key="a", slug="s"))
    bad = numbered("b", "doi", "10.5555/x") | {"slug": "s"}
    outcome = desk.put(bad, numbered("c", "doi", "10.5555/x"), keep_going=True)
    assert (problems(outcome), outcome.stored) == ([(1, "slug")], 1)
