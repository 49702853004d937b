"""The life of a record over HTTP: previewed, published, scheduled, withdrawn, merged."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from sqlalchemy import Engine

from service.editorial.keys import Scope
from service.formats.offered import offered
from service.schemas.values import RecordKind
from tests.keyed import key_for, sent
from tests.routes.editorial.drafts import EDITORIAL, act, create, known, path, read
from tests.serving import Json

pytestmark = pytest.mark.anyio
TITLE = {"en": "One", "ko": "하나"}
PUBLICATIONS = f"{EDITORIAL}/publications"


def ahead() -> str:
    """A moment that no test lives to see."""
    return (datetime.now(UTC) + timedelta(days=1)).isoformat()


async def launch(desk: httpx.AsyncClient) -> list[Json]:
    """Make a report, its file, and a mention of it."""
    file = await create(desk, "resources", role="download", label={"en": "PDF"})
    report = await create(desk, "reports", title=TITLE, slug="one", resources=[file["id"]])
    mention = await create(desk, "mentions", headline=TITLE, reports=[report["id"]])
    return [report, file, mention]


def references(records: list[Json]) -> list[Json]:
    """Name records as they are known."""
    return [{"id": one["id"], "revision": one["revision"]} for one in records]


async def test_a_preview_is_byte_for_byte_what_is_published(desk: httpx.AsyncClient) -> None:
    report, file, _ = await launch(desk)
    await act(desk, file, "publish")
    before = await desk.get(f"{path(report)}/preview")
    assert before.status_code == 200
    assert before.headers["cache-control"] == "no-store"
    assert (await desk.get("/v1/reports/one")).status_code == 404
    public = await act(desk, report, "publish")
    shown = await desk.get("/v1/reports/one")
    moments = ("published_at", "updated_at")
    now, then = shown.json(), before.json()
    assert list(then) == list(now)
    assert {n: v for n, v in then.items() if n not in moments} == {
        n: v for n, v in now.items() if n not in moments
    }
    assert (await desk.get(f"{path(report)}/preview")).content == shown.content
    assert public["links"]["public"] == shown.json()["links"]["self"]


async def test_a_preview_is_shown_in_every_format_of_its_kind(desk: httpx.AsyncClient) -> None:
    report, file, _ = await launch(desk)
    for chosen in offered(RecordKind.report):
        answer = await desk.get(f"{path(report)}/preview", params={"format": chosen.name})
        assert answer.headers["content-type"].partition(";")[0] == chosen.media_type
        assert answer.headers["cache-control"] == "no-store"
        assert "One" in answer.text
    assert (await desk.get("/v1/reports/one.bib")).status_code == 404
    refused = await desk.get(f"{path(file)}/preview", params={"format": "bibtex"})
    assert refused.status_code == 422
    assert "jsonld" in refused.json()["detail"]


async def test_publishing_withdrawing_and_publishing_again(desk: httpx.AsyncClient) -> None:
    made = await create(desk, "reports", title=TITLE, slug="one")
    public = await act(desk, made, "publish", reason="Ready")
    assert public["status"] == "published"
    assert (await desk.get("/v1/reports/one")).status_code == 200
    gone = await act(desk, public, "withdraw", reason="Wrong file")
    assert (gone["status"], gone["withdrawn_reason"]) == ("withdrawn", "Wrong file")
    assert "public" not in gone["links"]
    tombstone = await desk.get("/v1/reports/one")
    assert (tombstone.status_code, tombstone.json()["reason"]) == (410, "Wrong file")
    again = await act(desk, gone, "publish")
    assert again["status"] == "published"
    assert "withdrawn_reason" not in again
    assert (await desk.get("/v1/reports/one")).status_code == 200


@pytest.mark.parametrize("step", ["publish", "withdraw", "merge"])
async def test_acts_are_safe_writes(desk: httpx.AsyncClient, step: str) -> None:
    made = await create(desk, "authorities", type="topic", label=TITLE)
    other = await create(desk, "authorities", type="topic", label=TITLE)
    bodies = {"withdraw": {"reason": "x"}, "merge": {"into": other["id"]}}
    body = bodies.get(step, {})
    assert (await desk.post(f"{path(made)}/{step}", json=body)).status_code == 428
    stale = {"If-Match": '"7"'}
    answer = await desk.post(f"{path(made)}/{step}", json=body, headers=stale)
    assert answer.status_code == 412
    assert answer.json()["revision"] == 1
    assert await read(desk, made) == made


async def test_who_publishes_learns_what_readers_do_not_see_with_it(
    desk: httpx.AsyncClient,
) -> None:
    report, _, mention = await launch(desk)
    waits = {
        "field": "reports",
        "message": "The report 'one' is not public: the mention shows it when it is.",
    }
    assert waits in mention["missing"]
    published = await act(desk, mention, "publish")
    assert waits in published["missing"]
    shown = await desk.get(f"/v1/mentions/{mention['id']}")
    assert shown.json()["reports"] == []
    assert "'one'" not in shown.text
    await act(desk, report, "publish")
    assert waits not in (await read(desk, mention))["missing"]
    shown = await desk.get(f"/v1/mentions/{mention['id']}")
    assert [one["slug"] for one in shown.json()["reports"]] == ["one"]


async def test_names_that_become_public_with_a_record_are_not_said_to_be_missing(
    desk: httpx.AsyncClient,
) -> None:
    outlet = await create(desk, "authorities", type="outlet", label=TITLE)
    mention = await create(desk, "mentions", headline=TITLE, outlet=outlet["id"])
    assert "outlet" not in [one["field"] for one in mention["missing"]]
    public = await act(desk, mention, "publish")
    outlet = await read(desk, outlet)
    await act(desk, outlet, "withdraw", reason="Twice")
    assert "outlet" in [one["field"] for one in (await read(desk, public))["missing"]]


async def test_who_publishes_too_early_learns_what_waits_and_until_when(
    desk: httpx.AsyncClient,
) -> None:
    outlet = await create(desk, "authorities", type="outlet", label=TITLE, slug="daily")
    outlet = await act(desk, outlet, "publish", at=ahead())
    mention = await create(desk, "mentions", headline=TITLE, outlet=outlet["id"])
    said = f"The authority 'daily' waits until {outlet['publish_at']}: publish the mention then"
    assert {one["field"]: one["message"] for one in mention["missing"]}["outlet"].startswith(said)
    refused = await desk.post(f"{path(mention)}/publish", json={}, headers=known(mention))
    assert refused.status_code == 409
    assert refused.json()["embargoed"] == [outlet["id"]]
    assert outlet["publish_at"] in refused.json()["detail"]
    both = await desk.post(PUBLICATIONS, json={"records": references([mention, outlet])})
    assert both.status_code == 200
    assert (await desk.get("/v1/authorities/daily")).status_code == 200


async def test_withdrawing_needs_a_reason(desk: httpx.AsyncClient) -> None:
    public = await act(desk, await create(desk, "reports", title=TITLE), "publish")
    for body in ({}, {"reason": ""}, {"reason": "  "}, {"reason": "x", "replaced_by": "y"}):
        answer = await desk.post(f"{path(public)}/withdraw", json=body, headers=known(public))
        assert answer.status_code == 422
    assert await read(desk, public) == public


async def test_an_embargo_is_set_and_taken_off(desk: httpx.AsyncClient) -> None:
    made = await create(desk, "reports", title=TITLE)
    waiting = await act(desk, made, "publish", at=ahead(), reason="Launch")
    assert waiting["status"] == "draft"
    assert waiting["publish_at"].endswith("Z")
    listed = (await desk.get(f"{EDITORIAL}/reports?status=scheduled")).json()
    assert [one["id"] for one in listed["data"]] == [made["id"]]
    assert (await desk.get(f"/v1/reports/{made['id']}")).status_code == 404
    answer = await desk.delete(f"{path(made)}/publish?reason=Later", headers=known(waiting))
    assert answer.status_code == 200
    assert "publish_at" not in answer.json()
    assert (await desk.get(f"{EDITORIAL}/reports?status=scheduled")).json()["total"] == 0


async def test_what_waits_is_changed_by_nobody_who_may_not_publish(
    desk: httpx.AsyncClient, engine: Engine, tmp_path: Path
) -> None:
    made = await create(desk, "reports", title=TITLE, slug="one")
    waiting = await act(desk, made, "publish", at=ahead())
    writer = known(waiting) | sent(key_for(engine, tmp_path, Scope.edit))
    mine = {"title": {"en": "Mine"}}
    refused = await desk.patch(path(made), json=mine, headers=writer)
    assert refused.status_code == 403
    assert refused.json()["scope"] == "publish"
    assert 'scope="publish"' in refused.headers["www-authenticate"]
    assert f"The report 'one' becomes public at {waiting['publish_at']}" in refused.json()["detail"]
    assert await read(desk, made) == waiting
    await desk.delete(f"{path(made)}/publish", headers=known(waiting))
    changed = await desk.patch(path(made), json=mine, headers=writer | {"If-Match": '"3"'})
    assert changed.status_code == 200


@pytest.mark.parametrize(
    "at", ["2020-01-01T00:00:00Z", "2999-01-01T00:00:00", "tomorrow", 4102444800,
           "9999-12-31T23:59:59-12:00"],
)  # fmt: skip
async def test_a_moment_that_is_none_or_over_is_refused(
    desk: httpx.AsyncClient, at: str | int
) -> None:
    made = await create(desk, "reports", title=TITLE)
    answer = await desk.post(f"{path(made)}/publish", json={"at": at}, headers=known(made))
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "at"
    assert await read(desk, made) == made


async def test_records_are_published_together_or_not_at_all(desk: httpx.AsyncClient) -> None:
    report, file, mention = await launch(desk)
    wrong = [*references([report, file]), {"id": mention["id"], "revision": 9}]
    answer = await desk.post(PUBLICATIONS, json={"records": wrong})
    assert answer.status_code == 412
    assert answer.json()["errors"][0]["field"] == "records[2].revision"
    answer = await desk.post(PUBLICATIONS, json={"records": [{"id": "0" * 12}]})
    assert answer.status_code == 404
    assert (await desk.get("/v1/reports/one")).status_code == 404
    body = {"records": references([report, file, mention]), "reason": "Launch"}
    answer = await desk.post(PUBLICATIONS, json=body)
    assert answer.status_code == 200
    assert [one["id"] for one in answer.json()["data"]] == [
        one["id"] for one in (report, file, mention)
    ]
    assert {one["status"] for one in answer.json()["data"]} == {"published"}
    shown = (await desk.get("/v1/reports/one")).json()
    assert shown["mention_count"] == 1
    assert [one["id"] for one in shown["resources"]] == [file["id"]]


async def test_records_are_scheduled_together(desk: httpx.AsyncClient) -> None:
    made = await launch(desk)
    body = {"records": references(made), "at": ahead()}
    answer = await desk.post(PUBLICATIONS, json=body)
    assert answer.status_code == 200
    moments = {one["publish_at"] for one in answer.json()["data"]}
    assert len(moments) == 1
    assert (await desk.get("/v1/reports")).json()["total"] == 0


async def test_an_authority_is_merged_into_another(desk: httpx.AsyncClient) -> None:
    one, other = [
        await create(desk, "authorities", type="topic", label={"en": name}, slug=name.lower())
        for name in ("Torture", "Tortures")
    ]
    report = await create(desk, "reports", title=TITLE, slug="one", topics=[other["id"]])
    await act(desk, report, "publish")
    one = await act(desk, one, "publish")
    merged = await act(desk, await read(desk, other), "merge", into=one["id"])
    assert merged["id"] == one["id"]
    assert (await read(desk, report))["record"]["topics"] == [one["id"]]
    shown = (await desk.get("/v1/reports/one")).json()
    assert [topic["id"] for topic in shown["topics"]] == [one["id"]]
    gone = await read(desk, other)
    assert (gone["status"], gone["replaced_by"]) == ("merged", one["id"])
    answer = await desk.patch(path(gone), json={"slug": "x"}, headers=known(gone))
    assert answer.status_code == 409
    redirected = await desk.get("/v1/authorities/tortures")
    assert redirected.status_code == 308


async def test_reports_are_not_merged(desk: httpx.AsyncClient) -> None:
    one, other = [await create(desk, "reports", title=TITLE) for _ in range(2)]
    answer = await desk.post(f"{path(one)}/merge", json={"into": other["id"]}, headers=known(one))
    assert answer.status_code == 422
