"""Import: all of a file or nothing, and the same file again changes nothing."""

import pytest
from sqlalchemy.event import listen

from service.editorial import spool
from service.editorial.importing import Outcome, import_file
from service.ledger.tables import entries
from service.tables.database import open_engine
from service.tables.import_line import import_lines
from service.tables.publication import stale_documents
from service.tables.record import records
from service.tables.revision import revisions
from tests.builders import (
    Written,
    make_authority,
    make_mention,
    make_report,
    make_resource,
    to_file,
)
from tests.database import PostgresqlServer
from tests.desk import Desk, problems

GOOD = make_report(key="good")
BAD = make_report(key="bad", titel={"en": "Misspelt"})


def library() -> list[Written]:
    """Write one record of each kind, each referring to a later line."""
    return [
        make_mention(key="m", outlet="o", reports=["r"], url="https://example.org/2023/1"),
        make_report(key="r", publishers=["o"], resources=["s"]),
        make_resource(key="s", url="https://example.org/r.pdf"),
        make_authority(key="o", type="outlet", label={"en": "An outlet", "ko": "언론사"}),
    ]


def test_references_may_point_forwards(desk: Desk) -> None:
    outcome = desk.put(*library())
    assert (outcome.complete, outcome.stored, outcome.changed) == (True, 4, 4)


def test_the_same_file_again_changes_nothing(desk: Desk) -> None:
    desk.release(*library())
    before = desk.sequence()
    outcome = desk.put(*library(), publish=True)
    assert (outcome.stored, outcome.changed, outcome.published) == (4, 0, 0)
    assert desk.sequence() == before


def test_the_same_file_in_another_order_changes_nothing(desk: Desk) -> None:
    desk.release(*library())
    before = desk.sequence()
    outcome = desk.put(*reversed(library()), publish=True)
    assert (outcome.changed, desk.sequence()) == (0, before)


def test_import_without_publishing_leaves_the_ledger_alone(desk: Desk) -> None:
    desk.put(*library())
    assert (desk.sequence(), desk.count(entries)) == (0, 0)


def test_a_bad_line_is_reported_with_line_field_and_reason(desk: Desk) -> None:
    outcome = desk.put(GOOD, BAD)
    assert [vars(problem) for problem in outcome.problems] == [
        {
            "line": 2,
            "field": "titel",
            "message": "is not a field of this kind: remove it or correct its name "
            "(did you mean title or subtitle?)",
        }
    ]


def test_a_bad_line_means_that_nothing_is_stored(desk: Desk) -> None:
    outcome = desk.put(GOOD, BAD, publish=True)
    assert not outcome.complete
    assert (desk.count(records), desk.sequence()) == (0, 0)


def test_keep_going_stores_the_good_lines_and_lists_the_bad(desk: Desk) -> None:
    outcome = desk.put(BAD, GOOD, keep_going=True, publish=True)
    assert (outcome.complete, outcome.stored, problems(outcome)) == (True, 1, [(1, "titel")])
    assert desk.document("good")["title"] == {"en": "A report"}


def test_keep_going_lists_also_lines_that_refer_to_a_bad_one(desk: Desk) -> None:
    chain = [
        make_report(key=f"r{number}", relations=[{"type": "continues", "record": f"r{number - 1}"}])
        for number in (3, 2, 1)
    ]
    outcome = desk.put(*chain, make_report(key="r0", type="novel"), GOOD, keep_going=True)
    assert problems(outcome) == [
        (1, "relations.record"),
        (2, "relations.record"),
        (3, "relations.record"),
        (4, "type"),
    ]
    assert (outcome.stored, desk.count(records)) == (1, 1)


def test_an_import_that_fails_in_the_middle_leaves_nothing(desk: Desk) -> None:
    class Interrupted(Exception):
        """What happens in the middle."""

    def interrupt(step: str, _count: int) -> None:
        if step == "publishing":
            raise Interrupted

    with pytest.raises(Interrupted):
        import_file(desk.engine, to_file(library()), publish=True, progress=interrupt)
    assert (desk.count(records), desk.count(entries), desk.sequence()) == (0, 0, 0)


def test_nothing_of_the_import_itself_is_left(desk: Desk) -> None:
    desk.release(*library())
    assert (desk.count(import_lines), desk.count(stale_documents)) == (0, 0)


def test_progress_tells_each_step_and_how_many_lines_are_done(desk: Desk) -> None:
    told: list[tuple[str, int]] = []
    lines = to_file(library())
    import_file(desk.engine, lines, publish=True, progress=lambda *step: told.append(step))
    assert told == [("reading", 4), ("naming", 4), ("storing", 4), ("publishing", 4)]


def test_an_empty_file_stores_nothing_and_is_complete(desk: Desk) -> None:
    assert vars(desk.put(publish=True)) == vars(Outcome())


def test_a_changed_line_counts_one_version(desk: Desk) -> None:
    desk.release(make_report(key="r"))
    desk.release(make_report(key="r", title={"en": "Another title"}))
    assert (desk.record("r").version, desk.document("r")["version"]) == (2, 2)


def test_a_line_renamed_and_changed_counts_one_version(desk: Desk) -> None:
    desk.release(make_report(key="r", slug="old"))
    outcome = desk.put(make_report(key="r", slug="new", title={"en": "Another"}), publish=True)
    assert (outcome.changed, outcome.published) == (1, 1)
    assert desk.document("r")["version"] == 2


def test_a_line_with_another_key_is_a_change_and_no_version(desk: Desk) -> None:
    desk.release(make_report(key="old"))
    record_id = desk.record("old").id
    outcome = desk.put(make_report(key="new", id=record_id), publish=True)
    assert (outcome.changed, outcome.published) == (1, 0)
    assert (desk.record("new").version, desk.record("new").revision) == (1, 3)
    desk.put(make_report(key="newer", id=record_id, title={"en": "Another"}))
    assert (desk.record("newer").version, desk.record("newer").revision) == (2, 4)
    last = desk.rows(revisions, record_id=record_id, number=4)[0]
    assert (last.action, last.fields["key"]) == ("changed", "newer")


def test_withdrawn_records_stay_withdrawn(desk: Desk) -> None:
    desk.release(make_report(key="r"))
    desk.withdraw("r", "Published in error.")
    desk.release(make_report(key="r", title={"en": "Another title"}))
    assert desk.entry("r").withdrawn


def test_postgresql_counts_rows_whenever_twice_as_many_are_stored(
    postgresql: PostgresqlServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spool, "BATCH", 1)
    engine, said = open_engine(postgresql.migrated()), list[str]()
    listen(engine, "before_cursor_execute", lambda *given: said.append(given[2]))
    import_file(engine, to_file(make_report(key=f"r{number}") for number in range(9)))
    assert len([one for one in said if one.startswith("ANALYZE")]) == 2 * len((1, 2, 4, 8))
    engine.dispose()
    postgresql.remove(engine.url.render_as_string(hide_password=False))
