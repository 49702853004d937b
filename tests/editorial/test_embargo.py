"""Promises of what waits for its moment: who changes it, and what it takes along."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from structlog.testing import capture_logs

from service.editorial import drafting
from service.editorial.importing import Plan, carry_out, import_file
from service.editorial.keys import Editor, Scope
from service.editorial.merging import merge
from service.editorial.restoring import restore
from service.editorial.revision import BY_OPERATOR, Change
from service.editorial.schedule import publish_due, schedule
from service.errors import Forbidden, MomentConflict
from service.schemas.values import RecordKind
from service.tables.base import now
from service.tables.database import writing
from tests.builders import Written, make_authority, make_report, to_file
from tests.editorial.editing import CHANGE, column, create, document, patch, publish

HOUR = timedelta(hours=1)
WRITER = Change(Editor("writer01", "Writer", frozenset({Scope.edit})))
REPORT, AUTHORITY = RecordKind.report, RecordKind.authority
Rewrite = Callable[[Engine, str], None]


def embargo(engine: Engine, *ids: str, at: datetime | None = None) -> None:
    """Let records wait for a moment: in an hour, if not said."""
    with writing(engine) as connection:
        schedule(connection, CHANGE, ids, at or now() + HOUR)


def by_writer(
    engine: Engine, kind: RecordKind, record_id: str, change: Change = WRITER, **members: Any
) -> None:
    """Change some fields of a record, by a key that may not publish if not said."""
    with writing(engine) as connection:
        drafting.patch(connection, change, kind, record_id, members)


def replace(engine: Engine, record_id: str) -> None:
    with writing(engine) as connection:
        drafting.replace(connection, WRITER, REPORT, record_id, make_report(title={"en": "Mine"}))


def rename(engine: Engine, record_id: str) -> None:
    by_writer(engine, REPORT, record_id, slug="mine")


def rekey(engine: Engine, record_id: str) -> None:
    by_writer(engine, REPORT, record_id, key=None)


def take_back(engine: Engine, record_id: str) -> None:
    with writing(engine) as connection:
        restore(connection, WRITER, REPORT, record_id, 1)


def discard(engine: Engine, record_id: str) -> None:
    with writing(engine) as connection:
        drafting.discard(connection, WRITER, REPORT, record_id)


@pytest.mark.parametrize("rewrite", [replace, rename, rekey, take_back, discard])
def test_what_waits_is_changed_by_nobody_who_may_not_publish(
    engine: Engine, rewrite: Rewrite
) -> None:
    (report,) = create(engine, make_report(title={"en": "First"}))
    patch(engine, "report", report, title={"en": "Approved"})
    embargo(engine, report)
    with pytest.raises(Forbidden, match="the moment off") as refused:
        rewrite(engine, report)
    assert refused.value.members == {"scope": "publish"}
    publish_due(engine, now() + HOUR)
    public = document(engine, report) or {}
    assert (public["title"], public["slug"]) == ({"en": "Approved"}, "first")


def test_an_edit_that_waits_is_changed_by_nobody_who_may_not_publish(engine: Engine) -> None:
    (report,) = create(engine, make_report(), publish=True)
    patch(engine, "report", report, title={"en": "Approved"})
    embargo(engine, report)
    with pytest.raises(Forbidden):
        by_writer(engine, REPORT, report, title={"en": "Mine"})


def test_a_draft_that_becomes_public_with_what_waits_is_not_changed_either(engine: Engine) -> None:
    outer, inner, other, report = create(
        engine,
        make_authority(key="outer", type="place"),
        make_authority(key="inner", type="place", broader="outer"),
        make_authority(key="other", type="place"),
        make_report(slug="approved", places=["inner"]),
    )
    create(engine, make_report(key="waits-for-nothing", places=["other"]))
    embargo(engine, report)
    for authority in (inner, outer):
        with pytest.raises(Forbidden, match="with the report 'approved'"):
            by_writer(engine, AUTHORITY, authority, label={"en": "Mine"})
    by_writer(engine, AUTHORITY, other, label={"en": "Mine"})


def test_drafts_that_name_each_other_are_looked_at_once(engine: Engine) -> None:
    a, _, report = create(
        engine,
        make_authority(key="a", type="place"),
        make_authority(key="b", type="place", broader="a"),
        make_report(places=["b"]),
    )
    patch(engine, "authority", a, broader="b")
    embargo(engine, report)
    with pytest.raises(Forbidden):
        by_writer(engine, AUTHORITY, a, label={"en": "Mine"})


def test_what_is_public_already_may_be_edited_whatever_names_it(engine: Engine) -> None:
    (authority,) = create(engine, make_authority(), publish=True)
    (report,) = create(engine, make_report(publishers=["authority"]))
    embargo(engine, report)
    by_writer(engine, AUTHORITY, authority, label={"en": "Mine"})
    publish_due(engine, now() + HOUR)
    assert (document(engine, authority) or {})["label"] == {"en": "An organisation"}


def test_who_may_publish_changes_what_waits_and_it_goes_on_waiting(engine: Engine) -> None:
    (report,) = create(engine, make_report())
    embargo(engine, report)
    by_writer(engine, REPORT, report, CHANGE, title={"en": "Corrected"})
    by_writer(engine, REPORT, report, BY_OPERATOR, subtitle={"en": "By the operator"})
    publish_due(engine, now() + HOUR)
    public = document(engine, report) or {}
    assert public["title"] == {"en": "Corrected"}
    assert public["subtitle"] == {"en": "By the operator"}


def test_what_waits_no_longer_is_changed_again(engine: Engine) -> None:
    (report,) = create(engine, make_report())
    embargo(engine, report)
    with writing(engine) as connection:
        schedule(connection, CHANGE, [report], None)
    by_writer(engine, REPORT, report, title={"en": "Mine"})


def test_a_write_that_changes_nothing_is_refused_to_nobody(engine: Engine) -> None:
    (report,) = create(engine, make_report())
    embargo(engine, report)
    by_writer(engine, REPORT, report, title={"en": "A report"})


def imported(engine: Engine, *lines: Written, change: Change, keep_going: bool = False) -> Any:
    plan = Plan(change=change, keep_going=keep_going)
    return carry_out(engine, to_file(lines), plan)


def test_an_import_by_who_may_not_publish_changes_nothing_that_waits(engine: Engine) -> None:
    _, report = create(engine, make_authority(), make_report(publishers=["authority"]))
    embargo(engine, report)
    same = make_report(publishers=["authority"])
    lines = (make_report(key="new"), make_authority(label={"en": "Mine"}), same)
    refused = imported(engine, *lines, change=WRITER)
    assert not refused.complete
    assert [(one.line, one.field) for one in refused.problems] == [(2, "record")]
    assert "with the report" in refused.problems[0].message
    kept = imported(engine, *lines, change=WRITER, keep_going=True)
    assert (kept.stored, kept.changed) == (2, 1)
    assert imported(engine, *lines, change=BY_OPERATOR).complete


def person_and_report(engine: Engine, at: datetime) -> tuple[str, str]:
    """Let a person wait for a moment, and write a report of hers."""
    (person,) = create(engine, make_authority(key="kim", slug="kim", type="person"))
    embargo(engine, person, at=at)
    contributor = {"agent": "kim", "role": "author"}
    (report,) = create(engine, make_report(slug="hers", contributors=[contributor]))
    return person, report


def test_nothing_takes_an_authority_along_before_its_moment(engine: Engine) -> None:
    person, report = person_and_report(engine, at := now() + 2 * HOUR)
    with pytest.raises(MomentConflict, match=r"'kim' waits .* the report 'hers'") as said:
        publish(engine, report)
    assert said.value.members == {"embargoed": [person]}
    with pytest.raises(MomentConflict):
        embargo(engine, report)
    assert (document(engine, person), column(engine, person, "publish_at")) == (None, at)
    assert column(engine, report, "publish_at") is None


def test_nor_does_an_authority_that_comes_along_itself(engine: Engine) -> None:
    (outer,) = create(engine, make_authority(key="outer", type="place"))
    create(engine, make_authority(key="inner", type="place", broader="outer"))
    (report,) = create(engine, make_report(places=["inner"]))
    embargo(engine, outer)
    with pytest.raises(MomentConflict):
        publish(engine, report)


def test_no_moment_is_set_after_that_of_what_takes_the_authority_along(engine: Engine) -> None:
    (person,) = create(engine, make_authority(key="kim", type="person"))
    contributor = {"agent": "kim", "role": "author"}
    (report,) = create(engine, make_report(contributors=[contributor]))
    embargo(engine, report)
    with pytest.raises(MomentConflict):
        embargo(engine, person, at=now() + 2 * HOUR)
    embargo(engine, person, at=column(engine, report, "publish_at"))


def test_who_names_both_publishes_both(engine: Engine) -> None:
    person, report = person_and_report(engine, now() + 2 * HOUR)
    publish(engine, person, report)
    assert document(engine, person)
    assert column(engine, person, "publish_at") is None


def test_at_its_moment_or_later_an_authority_comes_along(engine: Engine) -> None:
    person, report = person_and_report(engine, at := now() + HOUR)
    embargo(engine, report, at=at)
    assert sorted(publish_due(engine, at)) == sorted([person, report])


def test_what_would_come_too_early_at_its_moment_is_told_and_tried_again(engine: Engine) -> None:
    person, _ = person_and_report(engine, now() + 9 * HOUR)
    (other,) = create(engine, make_report(key="other", slug="other"))
    embargo(engine, other)
    patch(engine, "report", other, contributors=[{"agent": "kim", "role": "author"}])
    with capture_logs() as logged:
        assert publish_due(engine, now() + 2 * HOUR) == []
    assert [one["event"] for one in logged] == ["scheduled records cannot be published"]
    assert document(engine, person) is None
    with writing(engine) as connection:
        schedule(connection, CHANGE, [person], None)
    assert sorted(publish_due(engine, now() + 2 * HOUR)) == sorted([person, other])


def test_an_import_takes_nothing_along_before_its_moment(engine: Engine) -> None:
    person, _ = person_and_report(engine, now() + HOUR)
    hers = make_report(key="new", contributors=[{"agent": "kim", "role": "author"}])
    plain = make_report(key="plain")
    refused = import_file(engine, to_file([plain, hers]), publish=True)
    assert not refused.complete
    assert [(one.line, one.field) for one in refused.problems] == [(2, "record")]
    assert "'kim' waits until" in refused.problems[0].message
    kept = import_file(engine, to_file([plain, hers]), publish=True, keep_going=True)
    assert (kept.stored, kept.published) == (1, 1)
    her = make_authority(key="kim", type="person")
    assert import_file(engine, to_file([hers, her]), publish=True).complete
    assert document(engine, person)


def test_what_waits_is_not_merged_away(engine: Engine) -> None:
    person, _ = person_and_report(engine, now() + HOUR)
    (double,) = create(engine, make_authority(key="double", type="person"))
    with pytest.raises(MomentConflict, match="take the moment off"), writing(engine) as connection:
        merge(connection, CHANGE, AUTHORITY, person, double)
    with writing(engine) as connection:
        merge(connection, CHANGE, AUTHORITY, double, person)
