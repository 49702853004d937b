"""Promises of merging two records of the same thing."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from service.editorial import drafting
from service.editorial.export import export_lines
from service.editorial.importing import import_file
from service.editorial.merging import merge
from service.editorial.publication import publish_again, withdraw
from service.editorial.state import state
from service.errors import InvalidRecord, RecordConflict, RecordNotFound
from service.schemas.values import RecordKind
from service.tables.database import reading, writing
from tests.builders import make_authority, make_mention, make_report, to_file
from tests.editorial.editing import (
    CHANGE,
    column,
    create,
    document,
    history,
    length,
    owner,
    patch,
)
from tests.serving import anyio_backend, serving

__all__ = ["anyio_backend"]


def unite(engine: Engine, kind: str, record_id: str, into: str) -> None:
    with writing(engine) as connection:
        merge(connection, CHANGE, RecordKind(kind), record_id, into)


def written(engine: Engine, kind: str, record_id: str) -> dict[str, Any]:
    with reading(engine) as connection:
        return drafting.written(connection, RecordKind(kind), record_id)


def two_ministries(engine: Engine, *, publish: bool = True) -> list[str]:
    """Store an authority that stays and its double."""
    return create(
        engine,
        make_authority(
            key="mss",
            slug="mss",
            label={"en": "Ministry of State Security"},
            same_as=["https://viaf.org/viaf/1"],
        ),
        make_authority(
            key="ssd",
            slug="ssd",
            label={"en": "State Security Department", "ko": "보위부"},
            aliases={"en": ["SSD"]},
            same_as=["https://viaf.org/viaf/2"],
        ),
        publish=publish,
    )


def test_references_move_in_public_and_in_what_is_edited(engine: Engine) -> None:
    kept, double = two_ministries(engine)
    (report,) = create(engine, make_report(organisations=["ssd", "mss"]), publish=True)
    unite(engine, "authority", double, kept)
    shown = (document(engine, report) or {})["organisations"]
    assert [one["id"] for one in shown] == [kept]
    assert written(engine, "report", report)["organisations"] == [kept]
    assert (document(engine, report) or {})["version"] == 1
    assert history(engine, report)[-1] == ("merged", "Editor", "for a test")


def test_all_names_of_the_double_go_on_to_name_what_stays(engine: Engine) -> None:
    kept, double = two_ministries(engine)
    unite(engine, "authority", double, kept)
    public = document(engine, kept) or {}
    assert public["label"] == {"en": "Ministry of State Security"}
    assert public["aliases"] == {"en": ["State Security Department", "SSD"], "ko": ["보위부"]}
    assert public["same_as"] == ["https://viaf.org/viaf/1", "https://viaf.org/viaf/2"]
    assert public["version"] == 2
    assert owner(engine, "former:authority", "ssd") == kept
    assert owner(engine, "url", "viaf.org/viaf/2") in {kept, None}


def test_an_unpublished_edit_stays_unpublished(engine: Engine) -> None:
    kept, double = two_ministries(engine)
    (report,) = create(engine, make_report(organisations=["ssd"]), publish=True)
    patch(engine, "report", report, title={"en": "Secret"})
    patch(engine, "authority", kept, label={"en": "Secret"})
    unite(engine, "authority", double, kept)
    assert (document(engine, report) or {})["title"] == {"en": "A report"}
    public = document(engine, kept) or {}
    assert public["label"] == {"en": "Ministry of State Security"}
    assert public["aliases"]["ko"] == ["보위부"]
    assert written(engine, "authority", kept)["label"] == {"en": "Secret"}
    with writing(engine) as connection:
        publish_again(connection, [kept, report], CHANGE)
    assert (document(engine, report) or {})["title"] == {"en": "Secret"}
    assert (document(engine, kept) or {})["label"] == {"en": "Secret"}


@pytest.mark.parametrize(
    "edits",
    [
        {"ssd": {"aliases": {"en": ["Unpublished"]}}},
        {"ssd": {"aliases": None}},
        {"mss": {"aliases": {"en": ["State Security Department", "SSD"], "ko": ["보위부"]}}},
        {"mss": {"label": {"en": "Unpublished"}}, "ssd": {"aliases": None}},
        {"ssd": {"aliases": {"en": ["Unpublished"]}}, "mss": {"aliases": {"en": ["Unpublished"]}}},
        {},
    ],
)
def test_what_differs_after_a_merge_is_there_to_be_published(
    engine: Engine, edits: dict[str, dict[str, Any]]
) -> None:
    ids = dict(zip(("mss", "ssd"), two_ministries(engine), strict=True))
    before = (document(engine, ids["mss"]) or {})["version"]
    for key, members in edits.items():
        patch(engine, "authority", ids[key], **members)
    unite(engine, "authority", ids["ssd"], ids["mss"])
    merged = (document(engine, ids["mss"]) or {})["version"]
    assert merged > before
    differs = differing(engine, ids["mss"])
    with writing(engine) as connection:
        publish_again(connection, [ids["mss"]], CHANGE)
    assert differing(engine, ids["mss"]) == []
    public = document(engine, ids["mss"]) or {}
    edited = written(engine, "authority", ids["mss"])
    assert public.get("aliases") == edited.get("aliases")
    assert (public["version"] > merged) == bool(differs)
    assert public["version"] == column(engine, ids["mss"], "version")


def differing(engine: Engine, record_id: str) -> list[str]:
    """Return where what is edited differs from what is public."""
    with reading(engine) as connection:
        found = state(connection, RecordKind.authority, record_id, ())
        return [one.path for one in found.differs]


def test_the_tombstone_names_what_stays(engine: Engine) -> None:
    kept, double = two_ministries(engine)
    unite(engine, "authority", double, kept)
    tombstone = document(engine, double) or {}
    assert (tombstone["slug"], tombstone["merged_into"]) == ("ssd", kept)


def test_a_chain_of_merges_leads_to_the_last(engine: Engine) -> None:
    kept, double = two_ministries(engine)
    (last,) = create(engine, make_authority(key="last", slug="last"), publish=True)
    unite(engine, "authority", double, kept)
    unite(engine, "authority", kept, last)
    assert (document(engine, double) or {})["merged_into"] == last
    assert owner(engine, "former:authority", "ssd") == last
    assert column(engine, double, "replaced_by") == last


def test_drafts_are_merged_without_a_trace_in_public(engine: Engine) -> None:
    kept, double = two_ministries(engine, publish=False)
    (report,) = create(engine, make_report(organisations=["ssd"]))
    unite(engine, "authority", double, kept)
    assert written(engine, "report", report)["organisations"] == [kept]
    assert length(engine) == 0


def test_a_draft_is_deleted_with_the_drafts_that_were_merged_into_it(engine: Engine) -> None:
    kept, double = two_ministries(engine, publish=False)
    unite(engine, "authority", double, kept)
    with writing(engine) as connection:
        drafting.discard(connection, CHANGE, RecordKind.authority, kept)
    assert create(engine, make_authority(key="ssd", slug="ssd"))
    assert history(engine, double)[-1] == ("deleted", "Editor", "for a test")


def test_a_record_never_refers_to_itself(engine: Engine) -> None:
    (double,) = create(engine, make_authority(key="ssd", slug="ssd"), publish=True)
    (kept,) = create(engine, make_authority(key="mss", broader="ssd"), publish=True)
    unite(engine, "authority", double, kept)
    assert "broader" not in (document(engine, kept) or {})
    assert "broader" not in written(engine, "authority", kept)


def test_two_mentions_of_one_article_become_one(engine: Engine) -> None:
    one, other = create(engine, make_report(key="r1"), make_report(key="r2"), publish=True)
    first = make_mention(key="m1", url="https://a.example/1", reports=["r1"])
    second = make_mention(key="m2", url="https://b.example/2", reports=["r1", "r2"])
    reprint = make_mention(key="m3", url="https://c.example/3", reprint_of="m2")
    kept, double, third = create(engine, first, second, reprint, publish=True)
    unite(engine, "mention", double, kept)
    assert (document(engine, one) or {})["mention_count"] == 1
    assert (document(engine, other) or {})["mention_count"] == 1
    assert (document(engine, third) or {})["reprint_of"]["id"] == kept
    assert (document(engine, kept) or {})["copies"] == [{"url": "https://b.example/2"}]


def test_written_names_of_the_double_find_what_stays(engine: Engine) -> None:
    kept, double = two_ministries(engine)
    unite(engine, "authority", double, kept)
    for name in ("ssd", double, "mss"):
        (report,) = create(engine, make_report(key=f"by-{name}", organisations=[name]))
        assert written(engine, "report", report)["organisations"] == [kept]


def test_the_file_of_the_double_changes_what_stays(engine: Engine) -> None:
    kept, double = two_ministries(engine)
    unite(engine, "authority", double, kept)
    again = make_authority(key="ssd", slug="ssd", label={"en": "SSD"})
    assert import_file(engine, to_file([again]), publish=True).complete
    assert import_file(engine, to_file([again]), publish=True).changed == 0
    assert (document(engine, kept) or {})["slug"] == "ssd"
    assert column(engine, kept, "key") == "mss"


def test_what_stays_may_take_the_key_of_the_double(engine: Engine) -> None:
    kept, double = two_ministries(engine)
    unite(engine, "authority", double, kept)
    patch(engine, "authority", kept, key="ssd")
    assert column(engine, kept, "key") == "ssd"
    assert history(engine, kept)[-1] == ("changed", "Editor", "for a test")
    patch(engine, "authority", kept, key="mss")
    assert create(engine, make_authority(key="ssd")), "nobody has it any more"


def test_what_stays_may_take_the_address_of_the_double(engine: Engine) -> None:
    first = make_mention(key="m1", url="https://a.example/1")
    second = make_mention(key="m2", url="https://b.example/2")
    kept, double = create(engine, first, second, publish=True)
    unite(engine, "mention", double, kept)
    patch(engine, "mention", kept, url="https://b.example/2", copies=None)
    with pytest.raises(RecordConflict) as refused:
        create(engine, make_mention(key="m3", url="https://b.example/2"))
    assert kept in str(vars(refused.value))


def test_a_merged_record_is_not_changed_deleted_or_published(engine: Engine) -> None:
    kept, double = two_ministries(engine)
    unite(engine, "authority", double, kept)
    with pytest.raises(RecordConflict, match=kept):
        patch(engine, "authority", double, label={"en": "New"})
    with pytest.raises(RecordConflict, match=kept), writing(engine) as connection:
        drafting.discard(connection, CHANGE, RecordKind.authority, double)
    with pytest.raises(RecordConflict, match=kept), writing(engine) as connection:
        publish_again(connection, [double], CHANGE)
    with pytest.raises(RecordConflict, match=kept):
        unite(engine, "authority", double, kept)


def test_a_public_record_does_not_disappear_into_a_draft(engine: Engine) -> None:
    (draft,) = create(engine, make_authority(key="draft"))
    (public,) = create(engine, make_authority(key="public"), publish=True)
    with pytest.raises(RecordConflict, match="publish it first"):
        unite(engine, "authority", public, draft)


def test_a_withdrawn_record_can_be_merged_and_takes_none_in(engine: Engine) -> None:
    kept, double = two_ministries(engine)
    with writing(engine) as connection:
        withdraw(connection, double, "Wrong", change=CHANGE)
    with pytest.raises(RecordConflict):
        unite(engine, "authority", kept, double)
    unite(engine, "authority", double, kept)
    tombstone = document(engine, double) or {}
    assert (tombstone["merged_into"], tombstone["reason"]) == (kept, "Wrong")


def test_what_cannot_be_one_is_refused(engine: Engine) -> None:
    kept, double = two_ministries(engine)
    (person,) = create(engine, make_authority(key="p", type="person"), publish=True)
    create(engine, make_report(organisations=["ssd"]))
    with pytest.raises(InvalidRecord, match="not valid"):
        unite(engine, "authority", double, person)
    with pytest.raises(InvalidRecord, match="itself"):
        unite(engine, "authority", kept, kept)
    with pytest.raises(InvalidRecord, match="withdraw"):
        unite(engine, "report", *create(engine, make_report(key="a"), make_report(key="b")))
    with pytest.raises(RecordNotFound):
        unite(engine, "mention", kept, double)


def test_merged_records_are_not_exported(engine: Engine) -> None:
    kept, double = two_ministries(engine)
    unite(engine, "authority", double, kept)
    for drafts in (True, False):
        lines = list(export_lines(engine, drafts=drafts))
        assert len(lines) == 1
        assert kept in lines[0].decode()


@pytest.mark.anyio
async def test_old_addresses_redirect_and_lookups_find_what_stays(
    engine: Engine, database_url: str, tmp_path: Path
) -> None:
    kept, double = two_ministries(engine)
    create(engine, make_report(organisations=["ssd"]), publish=True)
    unite(engine, "authority", double, kept)
    async with serving(database_url, tmp_path) as client:
        for name in (double, "ssd"):
            moved = await client.get(f"/v1/authorities/{name}/reports?limit=1")
            assert moved.status_code == 308
            assert moved.headers["location"].endswith("/v1/authorities/mss/reports?limit=1")
            found = await client.get(f"/v1/reports?organisation={name}")
            assert found.json()["total"] == 1
        for lookup in (f"id={double}", "slug=ssd", "url=https://viaf.org/viaf/2"):
            looked_up = await client.get(f"/v1/lookup?{lookup}")
            assert [one["id"] for one in looked_up.json()["data"]] == [kept]
        batch = await client.post("/v1/lookup", json=[{"id": double}, {"slug": "ssd"}])
        for one in batch.json()["data"]:
            assert [record["id"] for record in one["records"]] == [kept]
