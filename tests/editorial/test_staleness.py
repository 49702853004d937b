"""A change of one record renders every document again that shows it, and no other."""

from tests.builders import make_authority, make_mention, make_report, make_resource
from tests.desk import Desk


def test_a_mention_renders_its_reports_again(desk: Desk) -> None:
    desk.release(make_report(key="a"), make_report(key="b"))
    desk.release(
        *(make_mention(key=f"m{n}", published=f"20{n}", reports=["a"]) for n in range(10, 17))
    )
    document = desk.document("a")
    assert document["mention_count"] == 7
    assert [one["published"] for one in document["latest_mentions"]] == [
        "2016", "2015", "2014", "2013", "2012",
    ]  # fmt: skip
    assert desk.document("b")["mention_count"] == 0


def test_a_mention_that_moves_to_another_report_leaves_the_first(desk: Desk) -> None:
    desk.release(make_report(key="a"), make_report(key="b"), make_mention(key="m", reports=["a"]))
    desk.release(make_mention(key="m", reports=["b"]))
    assert [desk.document(key)["mention_count"] for key in "ab"] == [0, 1]


def test_a_resource_renders_its_report_again(desk: Desk) -> None:
    resource = make_resource(key="s", url="https://example.org/a.pdf")
    desk.release(resource, make_report(key="r", resources=["s"]))
    desk.release(resource | {"url": "https://example.org/b.pdf"})
    assert desk.document("r")["resources"][0]["url"] == "https://example.org/b.pdf"


def test_a_report_renders_its_resources_again(desk: Desk) -> None:
    desk.release(make_resource(key="s"), make_report(key="r", resources=["s"]))
    assert desk.document("s")["belongs_to"][0]["label"] == {"en": "A report"}
    desk.release(make_report(key="r", resources=["s"], title={"en": "Another"}))
    assert desk.document("s")["belongs_to"][0]["label"] == {"en": "Another"}
    desk.release(make_report(key="r"))
    assert desk.document("s")["belongs_to"] == []


def test_an_outlets_new_name_reaches_what_shows_its_mentions(desk: Desk) -> None:
    outlet = make_authority(key="o", type="outlet", label={"en": "Before"})
    desk.release(
        outlet,
        make_report(key="r"),
        make_resource(key="s"),
        make_mention(key="m", outlet="o", reports=["r"], resources=["s"]),
        make_mention(key="copy", reprint_of="m"),
    )
    desk.release(outlet | {"label": {"en": "After"}})
    shown = (
        desk.document("r")["latest_mentions"][0],
        desk.document("s")["belongs_to"][0],
        desk.document("copy")["reprint_of"],
    )
    assert [one["outlet"] for one in shown] == [{"en": "After"}] * 3
    assert desk.document("m")["outlet"]["label"] == {"en": "After"}


def test_what_does_not_show_the_record_takes_no_number(desk: Desk) -> None:
    desk.release(make_report(key="a"), make_report(key="b"), make_mention(key="m", reports=["a"]))
    before = desk.entry("b").sequence
    desk.release(make_mention(key="m", reports=["a"], headline={"en": "Another"}))
    assert desk.entry("b").sequence == before
