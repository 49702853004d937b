"""Promises of previews."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine, select, update

from service.editorial.preview import preview
from service.editorial.publication import withdraw
from service.editorial.schedule import publish_due, schedule
from service.errors import InvalidRecord, RecordNotFound
from service.ledger import write as ledger
from service.ledger.tables import entries
from service.schemas.values import RecordKind
from service.tables.base import now
from service.tables.database import reading, writing
from service.tables.report import reports
from tests.builders import Written, make_authority, make_mention, make_report, make_resource
from tests.editorial.editing import (
    CHANGE,
    column,
    create,
    document,
    history,
    length,
    patch,
    publish,
)

HOUR = timedelta(hours=1)


def shown(engine: Engine, kind: str, record_id: str) -> bytes:
    with reading(engine) as connection:
        return preview(connection, RecordKind(kind), record_id)


def public(engine: Engine, record_id: str) -> bytes:
    with reading(engine) as connection:
        content = select(entries.c.document).where(entries.c.id == record_id)
        return bytes(connection.execute(content).scalar_one())


def test_drafts_are_shown_byte_for_byte_as_they_become_public_together(engine: Engine) -> None:
    records = (
        make_authority(aliases={"ko": ["보위부"]}),
        make_resource(url="https://example.org/a.pdf"),
        make_report(publishers=["authority"], resources=["resource"], title={"ko": "보고서"}),
        make_mention(reports=["report"], outlet="authority"),
    )
    ids = [record_id for one in records for record_id in create(engine, one)]
    at = now() + HOUR
    with writing(engine) as connection:
        schedule(connection, CHANGE, ids, at)
    previews = [shown(engine, str(one["kind"]), ids[step]) for step, one in enumerate(records)]
    assert length(engine) == 0
    publish_due(engine, at)
    assert [public(engine, record_id) for record_id in ids] == previews


def test_an_edit_of_a_public_record_is_shown_byte_for_byte(engine: Engine) -> None:
    (report,) = create(engine, make_report(), publish=True)
    before = public(engine, report)
    patch(engine, "report", report, slug="a-new-slug", title={"en": "Corrected"})
    expected = shown(engine, "report", report)
    assert public(engine, report) == before
    publish(engine, report)
    assert public(engine, report) == expected


def test_what_is_public_already_is_shown_as_it_is(engine: Engine) -> None:
    (report,) = create(engine, make_report(), publish=True)
    assert shown(engine, "report", report) == public(engine, report)


def test_what_becomes_public_by_then_is_shown_byte_for_byte_among_what_is(engine: Engine) -> None:
    outlet, gone = create(engine, make_authority(key="o"), make_authority(key="g"), publish=True)
    report, resource = create(engine, make_report(), make_resource(), publish=True)
    about: Written = {"reports": ["report"], "resources": ["resource"], "outlet": "o"}
    dates = (
        "2014",
        "2014-02",
        "2014-02-07",
        "2014-02-07",
        "2015",
        "2014-02-07",
        "2016",
        "2017",
        "2010",
        "2011",
        "2012",
    )
    written = (make_mention(key=date + str(at), published=date) for at, date in enumerate(dates))
    mentions = create(engine, *(one | about for one in written), publish=True)
    late, new = create(
        engine,
        make_mention(key="late", published="2014-02-07", **about | {"outlet": "g"}),
        make_report(key="new", resources=["resource", resource], publishers=["g"]),
    )
    with writing(engine) as connection:
        withdraw(connection, gone, "A mistake", change=CHANGE)
    patch(engine, "authority", outlet, label={"en": "Renamed"})
    patch(engine, "mention", mentions[4], reports=[])
    patch(engine, "mention", mentions[0], published="2018", resources=[])
    patch(engine, "report", report, title={"en": "Corrected"})
    at = now() + HOUR
    with writing(engine) as connection:
        schedule(connection, CHANGE, [outlet, *mentions[:5], late, new, report, resource], at)
    kinds = {report: "report", resource: "resource", new: "report", late: "mention"}
    kinds |= dict.fromkeys(mentions[:5], "mention") | {outlet: "authority"}
    previews = {record_id: shown(engine, kind, record_id) for record_id, kind in kinds.items()}
    publish_due(engine, at)
    assert {record_id: public(engine, record_id) for record_id in kinds} == previews


def test_a_preview_is_shown_while_somebody_writes(engine: Engine) -> None:
    (report,) = create(engine, make_report())
    with writing(engine) as connection:
        ledger.lock(connection)
        assert b"A report" in shown(engine, "report", report)


def test_a_preview_leaves_nothing_behind(engine: Engine) -> None:
    create(engine, make_authority())
    (report,) = create(engine, make_report(publishers=["authority"]))
    before = column(engine, report, "revision"), history(engine, report)
    assert b"An organisation" in shown(engine, "report", report)
    assert (column(engine, report, "revision"), history(engine, report)) == before
    assert column(engine, report, "status") == "draft"
    assert length(engine) == 0


def test_a_withdrawn_record_is_shown_as_if_published_again(engine: Engine) -> None:
    (report,) = create(engine, make_report(), publish=True)
    expected = public(engine, report)
    with writing(engine) as connection:
        withdraw(connection, report, "Retracted", change=CHANGE)
    assert shown(engine, "report", report) == expected
    assert (document(engine, report) or {})["reason"] == "Retracted"


def test_a_record_that_is_not_there_is_not_found(engine: Engine) -> None:
    with pytest.raises(RecordNotFound):
        shown(engine, "report", "nobody000000")


def test_what_keeps_a_record_from_being_public_is_listed(engine: Engine) -> None:
    (report,) = create(engine, make_report())
    with writing(engine) as connection:
        connection.execute(update(reports).values(type="no such type", published="yesterday"))
    with pytest.raises(InvalidRecord) as refused:
        shown(engine, "report", report)
    assert {error.field for error in refused.value.errors} == {"type", "published"}
    with pytest.raises(InvalidRecord):
        publish(engine, report)
