"""Whatever is written comes out of the export, and makes an equal catalogue elsewhere."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic_core import from_json

from service.editorial.kinds import KINDS
from service.ledger.tables import entries
from service.tables.database import open_engine
from tests.builders import make_authority, make_mention, make_report, make_resource
from tests.database import PostgresqlServer, SqliteFiles
from tests.desk import Desk

TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40).filter(
    lambda text: text.strip()
)
MAPS = st.dictionaries(st.sampled_from(["en", "ko", "zh-Hant", "sr-Latn-RS"]), TEXT, min_size=1)
DATES = st.dates().map(str) | st.dates().map(lambda day: f"{day:%Y-%m}".zfill(7))
KEYS = ("a", "b", "c")


def records(kind: str) -> st.SearchStrategy[list[dict[str, Any]]]:
    """Generate up to three records of a kind, which refer to records of the others."""
    reports = st.lists(st.sampled_from(KEYS), max_size=3)
    fields: dict[str, dict[str, st.SearchStrategy[Any]]] = {
        "authority": {
            "label": MAPS,
            "aliases": MAPS.map(lambda names: {k: [v] for k, v in names.items()}),
        },
        "resource": {
            "label": MAPS,
            "bytes": st.integers(0, 2**53),
            "url": st.just("https://e.org/1"),
        },
        "report": {
            "title": MAPS,
            "abstract": MAPS,
            "published": DATES,
            "contributors": st.lists(
                st.fixed_dictionaries(
                    {"agent": st.sampled_from(KEYS), "name": TEXT, "role": st.just("author")}
                )
            ),
            "resources": reports,
        },
        "mention": {
            "headline": MAPS,
            "published": DATES,
            "reports": reports,
            "published_as_printed": TEXT,
        },
    }
    needed = {"authority": "label", "report": "title", "mention": "headline"}.get(kind)
    one = {needed: fields[kind].pop(needed)} if needed else {}
    return st.lists(st.fixed_dictionaries(one, optional=fields[kind]), min_size=3, max_size=3)


def catalogues() -> st.SearchStrategy[list[dict[str, Any]]]:
    """Generate the lines of a small catalogue, in any order."""
    makers = {
        "authority": make_authority,
        "resource": make_resource,
        "report": make_report,
        "mention": make_mention,
    }

    def put_together(drawn: dict[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
        return [
            makers[kind](**fields, key=key)
            for kind, several in drawn.items()
            for key, fields in zip(KEYS, several, strict=True)
        ]

    return (
        st.fixed_dictionaries({kind: records(kind) for kind in makers})
        .map(put_together)
        .flatmap(st.permutations)
    )


def documents(desk: Desk) -> dict[str, dict[str, Any]]:
    """Return the public documents by id, without what belongs to one catalogue."""
    own = ("published_at", "updated_at", "version")
    return {
        row.id: {name: value for name, value in from_json(row.document).items() if name not in own}
        for row in desk.rows(entries)
    }


@pytest.fixture
def elsewhere(
    request: pytest.FixtureRequest, databases: SqliteFiles | PostgresqlServer
) -> Iterator[Desk]:
    """An empty catalogue on the other kind of database."""
    name = "postgresql" if isinstance(databases, SqliteFiles) else "sqlite"
    others: SqliteFiles | PostgresqlServer = request.getfixturevalue(name)
    url = others.migrated()
    engine = open_engine(url)
    yield Desk(engine)
    engine.dispose()
    others.remove(url)


def test_an_export_makes_an_equal_catalogue_on_the_other_database(
    desk: Desk, elsewhere: Desk
) -> None:
    desk.release(
        make_authority(key="o", type="outlet", label={"ko": "신문"}),
        make_resource(key="s", url="https://example.org/a.pdf", label={"en": "PDF"}),
        make_report(
            key="r", resources=["s"], identifiers=[{"scheme": "doi", "value": "10.5555/A"}]
        ),
        make_mention(key="m", outlet="o", reports=["r"], published="2023-11-24"),
    )
    elsewhere.release(*desk.exported())
    assert documents(elsewhere) == documents(desk)
    assert elsewhere.exported() == desk.exported()


def test_drafts_are_exported_only_when_asked_for(desk: Desk, elsewhere: Desk) -> None:
    desk.release(make_report(key="r", slug="public"))
    desk.put(make_report(key="r", slug="edited", resources=["s"]), make_resource(key="s"))
    (public,) = desk.exported()
    assert (public["slug"], "resources" in public) == ("public", False)
    drafts = desk.exported(drafts=True)
    assert [one["key"] for one in drafts] == ["s", "r"]
    elsewhere.put(*drafts)
    assert elsewhere.exported(drafts=True) == drafts


def test_an_export_holds_no_reference_to_a_draft(desk: Desk) -> None:
    desk.put(make_resource(key="s"), make_report(key="r", resources=["s"]))
    desk.publish("r")
    assert all("resources" not in one for one in desk.exported())


def test_an_export_is_read_back_without_a_change(desk: Desk) -> None:
    desk.release(make_report(key="r", series={"title": {"en": "Papers"}, "number": "7"}))
    before = desk.sequence()
    desk.release(*desk.exported())
    assert desk.sequence() == before


def test_an_export_of_many_records_has_each_once(desk: Desk) -> None:
    desk.release(*(make_report(key=f"r{number}") for number in range(1100)))
    assert len({one["id"] for one in desk.exported()}) == 1100


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=catalogues())
def test_any_records_survive_publication_export_and_import(
    lines: list[dict[str, Any]], desk: Desk, elsewhere: Desk
) -> None:
    desk.release(*lines)
    for row in desk.rows(entries):
        KINDS[row.kind].document.model_validate_json(row.document)
    elsewhere.release(*desk.exported())
    ids = {one["id"] for one in desk.exported()}
    assert {key: value for key, value in documents(elsewhere).items() if key in ids} == documents(
        desk
    )
