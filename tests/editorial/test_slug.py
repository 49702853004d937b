"""A slug is made from the title, is free, and goes on to lead to its record."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import TypeAdapter
from sqlalchemy import update

from service.editorial.consistency import faults
from service.editorial.slug import make_slug, propose_slug, refuse_foreign
from service.errors import InvalidRecord
from service.schemas.values import NEW_SLUG_PATTERN, RecordKind, Slug
from service.tables.database import reading, writing
from service.tables.record import records
from tests.builders import make_mention, make_report, make_resource
from tests.desk import Desk, problems
from tests.editorial.editing import patch


def test_a_slug_is_made_from_the_title(desk: Desk) -> None:
    desk.put(
        make_report(key="r", title={"ko": "닫힌 문 뒤에서", "en": "Behind Closed Doors: 2023"})
    )
    assert desk.record("r").slug == "behind-closed-doors-2023"


def test_a_korean_title_makes_a_korean_slug() -> None:
    assert propose_slug(RecordKind.report, {"title": {"ko": "북한인권백서 2023"}}) == (
        "북한인권백서-2023"
    )


def test_without_a_title_the_kind_and_the_date_make_the_slug() -> None:
    assert propose_slug(RecordKind.mention, {"published": "2023-11-24"}) == "mention-2023-11-24"


def test_a_title_without_a_word_makes_the_kind_the_slug() -> None:
    assert propose_slug(RecordKind.report, {"title": {"en": "—?!"}}) == "report"


def test_apostrophes_join_and_other_signs_part() -> None:
    assert make_slug("North Korea’s ‘Kwan-li-so’_A/B") == "north-koreas-kwan-li-so-a-b"


def test_a_long_title_is_cut_at_a_word() -> None:
    assert make_slug("word " * 50) == "-".join(["word"] * 16)


def test_records_with_one_title_have_slugs_of_their_own(desk: Desk) -> None:
    desk.put(make_report(key="a"))
    desk.put(make_report(key="b"), make_report(key="c"))
    assert desk.record("a").slug == "a-report"
    for key in "bc":
        assert desk.record(key).slug == f"a-report-{desk.record(key).id}"


def test_a_slug_that_is_asked_for_goes_before_one_that_is_made(desk: Desk) -> None:
    desk.put(make_report(key="a"), make_report(key="b", slug="a-report"))
    assert desk.record("b").slug == "a-report"


def test_a_new_title_leaves_the_slug_alone(desk: Desk) -> None:
    desk.put(make_report(key="a"))
    desk.put(make_report(key="a", title={"en": "Another title"}))
    assert desk.record("a").slug == "a-report"


def test_a_former_slug_goes_on_to_lead_to_the_record(desk: Desk) -> None:
    for slug in ("first", "second", "third"):
        desk.release(make_report(key="a", slug=slug))
    assert desk.answers_to("a") == {
        ("slug:report", "third"),
        ("former:report", "first"),
        ("former:report", "second"),
    }


def test_a_new_slug_shows_only_once_it_is_published(desk: Desk) -> None:
    desk.release(make_report(key="a", slug="old", resources=["s"]), make_resource(key="s"))
    desk.put(make_report(key="a", slug="new", resources=["s"]))
    desk.release(make_mention(reports=["a"]))
    assert desk.document("a")["slug"] == "old"
    assert desk.publish("a") > 0
    assert desk.document("a")["links"]["self"].endswith("/v1/reports/new")
    assert desk.document("s")["belongs_to"][0]["slug"] == "new"


@given(st.text(max_size=200))
@example("A \u3164\u115f\u034f title")
def test_every_title_makes_a_slug(title: str) -> None:
    slug = propose_slug(RecordKind.report, {"title": {"en": title}})
    assert re.fullmatch(NEW_SLUG_PATTERN, slug)
    assert refuse_foreign(slug) == []
    assert TypeAdapter(Slug).validate_python(slug) == slug
    assert len(slug) <= 80


@pytest.mark.parametrize(
    "slug", ["white-paper_2~3", "북한인권백서-2023", "नेपाल", "straße", "тюрьма", "١٢٣", "ปี"]
)
def test_a_slug_has_letters_marks_and_digits_of_any_script(desk: Desk, slug: str) -> None:
    desk.put(make_report(key="a", slug=slug))
    assert desk.record("a").slug == slug


@pytest.mark.parametrize(
    ("slug", "code"),
    [
        ("nkdb\u200b", "200B"),
        ("a\u202eb", "202E"),
        ("a\u00adb", "00AD"),
        ("a\u3164b", "3164"),
        ("a\ufe0fb", "FE0F"),
        ("a\U000e0100b", "E0100"),
        ("a\ue000b", "E000"),
        ("a\u0378b", "0378"),
        ("<script>", "003C"),
        ("a^b", "005E"),
        ("a|b", "007C"),
        ("a+b", "002B"),
        ("a→b", "2192"),
    ],
)
def test_a_new_slug_with_what_is_not_seen_or_not_a_word_is_refused(
    desk: Desk, slug: str, code: str
) -> None:
    outcome = desk.put(make_report(key="a", slug=slug))
    assert problems(outcome) == [(1, "slug")]
    assert f"U+{code}" in outcome.problems[0].message


def test_a_slug_that_is_there_already_is_kept_changed_and_published(desk: Desk) -> None:
    desk.put(make_report(key="a", slug="old"))
    with writing(desk.engine) as connection:
        connection.execute(update(records).values(slug="<old\u200b>"))
    desk.release(make_report(key="a", slug="<old\u200b>", title={"en": "Another"}))
    record_id = desk.record("a").id
    patch(desk.engine, "report", record_id, title={"en": "A third"})
    assert desk.publish("a") == 1
    assert desk.document("a")["slug"] == "<old\u200b>"
    with reading(desk.engine) as connection:
        assert list(faults(connection)) == []
    patch(desk.engine, "report", record_id, slug="new")
    with pytest.raises(InvalidRecord, match="not valid"):
        patch(desk.engine, "report", record_id, slug="<old\u200b>")
