"""What is published is public as it was then; what is withdrawn leaves a tombstone."""

import pytest
from pydantic_core import from_json

from service.errors import InvalidRecord, RecordNotFound
from service.tables.publication import published_records, published_references, stale_documents
from tests.builders import make_authority, make_mention, make_report, make_resource
from tests.desk import Desk

REASON = "Names a source."


def test_each_document_is_appended_once(desk: Desk) -> None:
    desk.release(make_report(key="r", resources=["s"]), make_resource(key="s"), make_mention())
    assert desk.sequence() == 3


def test_publishing_without_a_change_takes_no_number(desk: Desk) -> None:
    desk.release(make_report(key="r"))
    before = desk.entry("r")
    assert desk.publish("r") == 0
    assert desk.entry("r") == before


def test_an_edit_shows_only_once_it_is_published(desk: Desk) -> None:
    desk.release(make_report(key="r"))
    desk.put(make_report(key="r", title={"en": "Not yet"}))
    desk.release(make_mention(reports=["r"]))
    document = desk.document("r")
    assert (document["title"], document["mention_count"]) == ({"en": "A report"}, 1)
    desk.publish("r")
    assert desk.document("r")["title"] == {"en": "Not yet"}


def test_an_edit_of_what_others_show_waits_for_its_publication(desk: Desk) -> None:
    topic = make_authority(key="t", type="topic", label={"en": "Before"})
    desk.release(topic, make_report(key="r", topics=["t"]))
    desk.put(topic | {"label": {"en": "After"}})
    desk.release(make_report(key="r", topics=["t"], title={"en": "Changed"}))
    assert desk.document("r")["topics"][0]["label"] == {"en": "Before"}
    desk.publish("t")
    assert desk.document("r")["topics"][0]["label"] == {"en": "After"}


def test_what_only_shows_another_keeps_its_version_and_date(desk: Desk) -> None:
    desk.release(make_report(key="r"))
    before = desk.document("r")
    desk.release(make_mention(reports=["r"]))
    after = desk.document("r")
    assert all(before[name] == after[name] for name in ("version", "updated_at", "published_at"))


def test_draft_authorities_that_a_record_names_are_published_with_it(desk: Desk) -> None:
    desk.put(
        make_authority(key="whole", type="topic"),
        make_authority(key="part", type="topic", broader="whole"),
        make_authority(key="other", type="topic"),
        make_report(key="r", topics=["part"]),
    )
    assert desk.publish("r") == 3
    assert desk.document("part")["broader"]["id"] == desk.record("whole").id
    assert desk.record("other").status == "draft"


def test_drafts_that_are_no_authorities_are_not_shown(desk: Desk) -> None:
    desk.put(
        make_report(key="a", relations=[{"type": "continues", "record": "b"}], resources=["s"]),
        make_report(key="b"),
        make_resource(key="s"),
    )
    desk.publish("a")
    assert (desk.document("a")["relations"], desk.document("a")["resources"]) == ([], [])
    desk.publish("b", "s")
    assert desk.document("a")["relations"][0]["record"]["id"] == desk.record("b").id
    assert desk.document("a")["resources"][0]["id"] == desk.record("s").id


def test_a_draft_takes_no_number_and_is_in_no_public_table(desk: Desk) -> None:
    desk.release(make_report(key="r"))
    before = desk.sequence()
    desk.put(make_report(key="draft"), make_mention(reports=["r"]))
    assert desk.sequence() == before
    assert desk.count(published_records) == 1
    assert desk.count(published_references) == 0


def test_withdrawing_leaves_a_tombstone_with_reason_and_replacement(desk: Desk) -> None:
    desk.release(make_report(key="a", slug="first"), make_report(key="b"))
    ordinal = desk.entry("a").ordinal
    desk.withdraw("a", REASON, replaced_by="b")
    entry = desk.entry("a")
    stone = from_json(entry.document)
    assert entry.withdrawn
    assert (entry.ordinal, entry.sequence) == (ordinal, desk.sequence())
    assert (stone["slug"], stone["reason"]) == ("first", REASON)
    assert stone["replaced_by"].endswith(f"/v1/reports/{desk.record('b').id}")


def test_a_tombstone_holds_nothing_of_what_was_public(desk: Desk) -> None:
    identifiers = [{"scheme": "doi", "value": "10.5555/a"}]
    desk.release(make_report(key="a", slug="old", title={"en": "Secret"}, identifiers=identifiers))
    desk.release(make_report(key="a", slug="new", title={"en": "Secret"}, identifiers=identifiers))
    desk.withdraw("a", REASON)
    assert b"Secret" not in desk.entry("a").document
    assert desk.answers_to("a") == {("slug:report", "new"), ("former:report", "old")}


def test_withdrawing_takes_the_record_out_of_what_showed_it(desk: Desk) -> None:
    desk.release(make_report(key="r"), make_mention(key="m", reports=["r"]))
    desk.withdraw("m", REASON)
    document = desk.document("r")
    assert (document["mention_count"], document["latest_mentions"]) == (0, [])


def test_withdrawing_a_person_leaves_the_name_as_printed(desk: Desk) -> None:
    person = make_authority(key="p", type="person")
    named = {"agent": "p", "name": "A. Person", "role": "author"}
    unnamed = {"agent": "p", "role": "editor"}
    desk.release(person, make_report(key="r", contributors=[named, unnamed]))
    desk.withdraw("p", REASON)
    assert desk.document("r")["contributors"] == [{"name": "A. Person", "role": "author"}]


def test_withdrawing_leaves_nothing_to_be_rendered(desk: Desk) -> None:
    desk.release(make_report(key="r"), make_mention(key="m", reports=["r"]))
    desk.withdraw("m", REASON)
    assert desk.count(stale_documents) == 0


@pytest.mark.parametrize("key", ["draft", "withdrawn"])
def test_only_what_is_public_can_be_withdrawn(desk: Desk, key: str) -> None:
    desk.release(make_report(key="withdrawn"))
    desk.withdraw("withdrawn", REASON)
    desk.put(make_report(key="draft"))
    with pytest.raises(RecordNotFound):
        desk.withdraw(key, REASON)


def test_only_what_is_public_can_replace_a_record(desk: Desk) -> None:
    desk.release(make_report(key="a"))
    desk.put(make_report(key="draft"))
    with pytest.raises(RecordNotFound):
        desk.withdraw("a", REASON, replaced_by="draft")
    assert not desk.entry("a").withdrawn


def test_a_record_cannot_replace_itself(desk: Desk) -> None:
    desk.release(make_report(key="a"))
    with pytest.raises(InvalidRecord):
        desk.withdraw("a", REASON, replaced_by="a")


def test_a_withdrawal_that_fails_changes_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.release(make_report(key="a"))
    before = desk.entry("a")
    monkeypatch.delattr("service.editorial.publication.tombstone")
    with pytest.raises(NameError):
        desk.withdraw("a", REASON)
    assert desk.entry("a") == before
    assert desk.record("a").status == "published"
