"""A slug that was public goes on to lead to its record; one that never was leads nowhere."""

from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import Engine

from service.editorial.consistency import faults
from service.editorial.importing import import_file
from service.editorial.merging import merge
from service.editorial.publication import publish_again, withdraw
from service.errors import RecordConflict
from service.ledger.tables import entries, names
from service.schemas.values import RecordKind
from service.tables.database import reading, writing
from service.tables.record import record_references
from tests.builders import make_authority, make_mention, make_report, to_file
from tests.desk import Desk
from tests.editorial.editing import CHANGE, column, create, document, owner, patch, publish


def state(engine: Engine, record_id: str) -> tuple[Any, ...]:
    """Return all that the public sees of a record."""
    with reading(engine) as connection:
        document = connection.execute(entries.select().where(entries.c.id == record_id)).all()
        called = connection.execute(names.select().where(names.c.id == record_id)).all()
    return [row[5:7] for row in document], {tuple(row) for row in called}


def found(engine: Engine) -> Sequence[str]:
    with reading(engine) as connection:
        return [fault.message for fault in faults(connection)]


def render_again(engine: Engine, record_id: str) -> None:
    """Let the documents that show a record be rendered, and then be as they were."""
    (mention,) = create(engine, make_mention(key=None, reports=[record_id]), publish=True)
    with writing(engine) as connection:
        withdraw(connection, mention, "Wrong.", change=CHANGE)


@pytest.mark.parametrize(
    "edits",
    [["y"], ["x"], ["y", "z"], ["x", "y"], ["y", "x", "public"], ["y", "public", "x", "y"]],
)
def test_no_edit_of_a_draft_changes_a_public_name_or_byte(engine: Engine, edits: list[str]) -> None:
    (report,) = create(engine, make_report(slug="x"), publish=True)
    patch(engine, "report", report, slug="public")
    publish(engine, report)
    before = state(engine, report)
    for slug in edits:
        patch(engine, "report", report, slug=slug)
        assert found(engine) == []
        render_again(engine, report)
        assert state(engine, report) == before
        assert found(engine) == []


def test_a_slug_that_was_never_public_leads_nowhere_and_is_free_again(engine: Engine) -> None:
    (report,) = create(engine, make_report(slug="public"), publish=True)
    for slug in ("secret", "next"):
        patch(engine, "report", report, slug=slug)
    publish(engine, report)
    assert owner(engine, "former:report", "public") == report
    assert owner(engine, "former:report", "secret") is None
    create(engine, make_report(key="other", slug="secret"), publish=True)
    assert found(engine) == []


@pytest.mark.parametrize("is_published", [True, False])
def test_nobody_takes_a_slug_that_is_or_was_public(engine: Engine, *, is_published: bool) -> None:
    (report,) = create(engine, make_report(slug="public"), publish=True)
    patch(engine, "report", report, slug="new")
    if is_published:
        publish(engine, report)
    with pytest.raises(RecordConflict) as refused:
        create(engine, make_report(key="other", slug="public"))
    assert vars(refused.value)["members"] == {"existing": report}
    line = to_file([make_report(key="other", slug="public")])
    assert [one.field for one in import_file(engine, line).problems] == ["slug"]


def test_a_public_slug_names_its_record_while_another_is_written(desk: Desk) -> None:
    desk.release(make_report(key="r", slug="public"))
    desk.put(make_report(key="r", slug="new"))
    for step, name in enumerate(("public", "new")):
        desk.put(make_mention(key=f"m{step}", reports=[{"slug": name}]))
    assert desk.count(record_references) == 2


def test_a_withdrawn_record_that_returns_under_another_slug_is_found_by_both(
    engine: Engine,
) -> None:
    (report,) = create(engine, make_report(slug="public"), publish=True)
    with writing(engine) as connection:
        withdraw(connection, report, "Wrong.", change=CHANGE)
    for slug in ("secret", "new"):
        patch(engine, "report", report, slug=slug)
    with pytest.raises(RecordConflict):
        create(engine, make_report(key="other", slug="public"))
    with writing(engine) as connection:
        publish_again(connection, [report], CHANGE)
    assert (document(engine, report) or {})["slug"] == "new"
    called = {name[:2] for name in state(engine, report)[1]}
    assert called == {("slug:report", "new"), ("former:report", "public")}
    assert found(engine) == []


def test_merging_hands_over_only_slugs_that_were_public(engine: Engine) -> None:
    kept, public, draft = (
        create(engine, make_authority(key=key, slug=key), publish=key != "draft")[0]
        for key in ("kept", "public", "draft")
    )
    patch(engine, "authority", public, slug="secret")
    for double in (public, draft):
        with writing(engine) as connection:
            merge(connection, CHANGE, RecordKind.authority, double, kept)
    assert owner(engine, "former:authority", "public") == kept
    assert {name[:2] for name in state(engine, kept)[1]} == {
        ("slug:authority", "kept"),
        ("former:authority", "public"),
    }
    assert found(engine) == []


def test_a_draft_that_was_merged_names_what_stays_which_may_take_its_slug(engine: Engine) -> None:
    kept, draft = create(
        engine, make_authority(key="a", slug="a"), make_authority(key="b", slug="b")
    )
    with writing(engine) as connection:
        merge(connection, CHANGE, RecordKind.authority, draft, kept)
    with pytest.raises(RecordConflict):
        create(engine, make_authority(key="c", slug="b"))
    create(engine, make_report(organisations=[{"slug": "b"}]))
    patch(engine, "authority", kept, slug="b")
    assert column(engine, kept, "slug") == "b"
    publish(engine, kept)
    assert found(engine) == []
