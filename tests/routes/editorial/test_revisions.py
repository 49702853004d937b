"""Revisions over HTTP: every write is listed, read, compared and restored."""

import httpx
import pytest

from tests.routes.editorial.drafts import act, create, known, path, read
from tests.serving import Json

pytestmark = pytest.mark.anyio


async def edited(desk: httpx.AsyncClient) -> Json:
    """Make a report and change it twice."""
    made = await create(desk, "reports", title={"en": "One"}, slug="one", published="2020")
    for change in ({"title": {"en": "Two"}, "slug": "two"}, {"title": {"ko": "둘"}}):
        answer = await desk.patch(path(made), json=change, headers=known(made))
        made = answer.json()
    return made


async def test_every_write_is_listed_latest_first(desk: httpx.AsyncClient) -> None:
    record = await edited(desk)
    public = await act(desk, record, "publish", reason="Ready")
    await act(desk, public, "withdraw", reason="Wrong file")
    listed = (await desk.get(f"{path(record)}/revisions")).json()
    assert [(one["number"], one["action"], one.get("reason")) for one in listed["data"]] == [
        (5, "withdrawn", "Wrong file"),
        (4, "published", "Ready"),
        (3, "changed", None),
        (2, "changed", None),
        (1, "created", None),
    ]
    assert listed["next"] is None
    assert {one["editor"] for one in listed["data"]} == {"Tests"}
    assert len({one["key_id"] for one in listed["data"]}) == 1


async def test_pages_of_revisions_add_up(desk: httpx.AsyncClient) -> None:
    record = await edited(desk)
    url, numbers = f"{path(record)}/revisions?limit=2", []
    while url:
        page = (await desk.get(url)).json()
        numbers += [one["number"] for one in page["data"]]
        url = page["next"]
    assert numbers == [3, 2, 1]


async def test_a_revision_is_the_full_record_as_it_was(desk: httpx.AsyncClient) -> None:
    record = await act(desk, await edited(desk), "publish")
    first = (await desk.get(f"{path(record)}/revisions/1")).json()
    assert first["record"]["title"] == {"en": "One"}
    assert first["record"]["slug"] == "one"
    last = (await desk.get(f"{path(record)}/revisions/4")).json()
    assert last["action"] == "published"
    assert last["record"] == record["record"]
    for none in (0, 5, 2**31 - 2):
        assert (await desk.get(f"{path(record)}/revisions/{none}")).status_code == 404
    other = path(record).replace("reports", "mentions")
    assert (await desk.get(f"{other}/revisions/1")).status_code == 404
    assert (await desk.get(f"{other}/revisions")).status_code == 404


async def test_two_revisions_are_compared(desk: httpx.AsyncClient) -> None:
    record = await edited(desk)
    revisions = f"{path(record)}/revisions"
    assert (await desk.get(f"{revisions}/1/differences?to=3")).json()["data"] == [
        {"path": "slug", "before": "one", "after": "two"},
        {"path": "title.en", "before": "One", "after": "Two"},
        {"path": "title.ko", "after": "둘"},
    ]
    assert (await desk.get(f"{revisions}/2/differences")).json()["data"] == [
        {"path": "title.ko", "after": "둘"}
    ]
    assert (await desk.get(f"{revisions}/3/differences?to=3")).json()["data"] == []
    assert (await desk.get(f"{revisions}/3/differences")).status_code == 404


async def test_any_revision_is_restored_as_a_new_one(desk: httpx.AsyncClient) -> None:
    record = await act(desk, await edited(desk), "publish")
    restored = await act(desk, record, "revisions/1/restore", reason="It was right")
    assert restored["record"]["title"] == {"en": "One"}
    assert restored["slug"] == "one"
    assert restored["revision"] == 5
    assert [one["path"] for one in restored["differs"]] == ["slug", "title.en", "title.ko"]
    listed = (await desk.get(f"{path(record)}/revisions")).json()["data"]
    assert (listed[0]["action"], listed[0]["reason"]) == ("restored", "It was right")
    shown = (await desk.get(f"/v1/reports/{record['id']}")).json()
    assert shown["title"] == {"en": "Two", "ko": "둘"}


async def test_restoring_is_a_safe_write(desk: httpx.AsyncClient) -> None:
    record = await edited(desk)
    address = f"{path(record)}/revisions/1/restore"
    assert (await desk.post(address)).status_code == 428
    assert (await desk.post(address, headers={"If-Match": '"1"'})).status_code == 412
    absent = await desk.post(address.replace("/1/", "/9/"), headers=known(record))
    assert absent.status_code == 404
    assert await read(desk, record) == record


@pytest.mark.parametrize("key", ["new", None])
async def test_a_change_of_the_key_alone_is_a_write_that_can_be_traced(
    desk: httpx.AsyncClient, key: str | None
) -> None:
    made = await create(desk, "reports", title={"en": "One"}, key="old")
    public = await act(desk, made, "publish")
    changed = await desk.patch(
        f"{path(made)}?reason=Renumbered", json={"key": key}, headers=known(public)
    )
    assert changed.headers["etag"] == '"3"'
    assert changed.json()["record"].get("key") == key
    second = await desk.patch(path(made), json={"key": "other"}, headers=known(public))
    assert second.status_code == 412
    latest = (await desk.get(f"{path(made)}/revisions")).json()["data"][0]
    assert (latest["number"], latest["action"], latest["reason"]) == (3, "changed", "Renumbered")
    differences = (await desk.get(f"{path(made)}/revisions/2/differences")).json()["data"]
    after = {"after": key} if key else {}
    assert differences == [{"path": "key", "before": "old"} | after]
    now = await read(desk, made)
    assert (now["version"], now["differs"]) == (public["version"], []), "nothing public changed"
    again = await desk.put(path(made), json=now["record"], headers=known(now))
    assert again.json() == now


async def test_what_is_restored_keeps_its_key(desk: httpx.AsyncClient) -> None:
    made = await create(desk, "reports", title={"en": "One"}, key="k")
    restored = await act(desk, made, "revisions/1/restore")
    assert restored["record"]["key"] == "k"


async def test_what_referred_to_a_deleted_record_is_not_restored_silently(
    desk: httpx.AsyncClient,
) -> None:
    topic = await create(desk, "authorities", type="topic", label={"en": "Torture"})
    record = await create(desk, "reports", title={"en": "One"}, topics=[topic["id"]])
    answer = await desk.patch(path(record), json={"topics": []}, headers=known(record))
    await desk.delete(path(topic), headers=known(topic))
    restoring = f"{path(record)}/revisions/1/restore"
    refused = await desk.post(restoring, headers=known(answer.json()))
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == "topics"


async def test_a_deleted_record_that_is_made_again_keeps_its_history(
    desk: httpx.AsyncClient,
) -> None:
    record = await create(desk, "reports", title={"en": "One"})
    await desk.delete(path(record), headers=known(record))
    again = await create(desk, "reports", id=record["id"], title={"en": "Again"})
    assert again["revision"] == 3
    listed = (await desk.get(f"{path(record)}/revisions")).json()["data"]
    assert [one["action"] for one in listed] == ["created", "deleted", "created"]


async def test_a_deleted_record_is_restored(desk: httpx.AsyncClient) -> None:
    record = await create(desk, "reports", title={"en": "One"}, slug="one", key="k")
    await desk.delete(path(record), headers=known(record))
    stale = await desk.post(f"{path(record)}/revisions/1/restore", headers=known(record))
    assert stale.status_code == 412
    assert stale.json()["revision"] == 2
    restored = await act(desk, record | {"revision": 2}, "revisions/1/restore", reason="Oops")
    assert restored["id"] == record["id"]
    assert restored["revision"] == 3
    assert restored["record"]["title"] == {"en": "One"}
    now = await read(desk, record)
    assert (now["slug"], now["record"]["key"]) == ("one", "k")
