"""Promises of what is rendered again, and of what is not."""

import pytest
from sqlalchemy import Engine

from tests.builders import Written, make_authority, make_mention, make_report
from tests.editorial.editing import create, document, patch, publish

CHANGES: dict[str, tuple[Written, int]] = {
    "what only its own document shows": ({"abstract": {"en": "New"}}, 1),
    "what documents of others show too": ({"title": {"en": "New"}}, 3),
    "the slug": ({"slug": "new"}, 3),
}


@pytest.mark.parametrize("change", CHANGES)
def test_documents_of_others_follow_what_they_show(engine: Engine, change: str) -> None:
    (report,) = create(engine, make_report())
    mentions = [make_mention(key=key, reports=["report"]) for key in ("m1", "m2")]
    ids = create(engine, *mentions)
    publish(engine, report, *ids)
    members, expected = CHANGES[change]
    patch(engine, "report", report, **members)
    assert publish(engine, report) == expected


def test_a_report_that_a_mention_leaves_forgets_it(engine: Engine) -> None:
    one, other = create(engine, make_report(key="r1"), make_report(key="r2"), publish=True)
    (mention,) = create(engine, make_mention(reports=["r1"]), publish=True)
    patch(engine, "mention", mention, reports=["r2"])
    assert publish(engine, mention) == 3
    assert (document(engine, one) or {})["mention_count"] == 0
    assert (document(engine, other) or {})["mention_count"] == 1


def test_reports_show_the_new_name_of_an_outlet(engine: Engine) -> None:
    (outlet,) = create(engine, make_authority(key="o", type="outlet"), publish=True)
    (report,) = create(engine, make_report(), publish=True)
    create(engine, make_mention(reports=["report"], outlet="o"), publish=True)
    patch(engine, "authority", outlet, label={"en": "New name"})
    assert publish(engine, outlet) == 3
    (shown,) = (document(engine, report) or {})["latest_mentions"]
    assert shown["outlet"] == {"en": "New name"}
