"""Records for editors: created, read, replaced, changed and deleted, by safe writes only."""

import asyncio

import httpx
import pytest

from tests.routes.editorial.drafts import EDITORIAL, act, create, known, path, read
from tests.serving import BASE, Json

pytestmark = pytest.mark.anyio
TITLE = {"en": "Behind closed doors"}
MINIMAL: dict[str, Json] = {
    "reports": {"title": TITLE},
    "mentions": {"headline": TITLE},
    "resources": {"role": "download"},
    "authorities": {"type": "topic", "label": TITLE},
}


def problem(answer: httpx.Response, status: int, slug: str) -> Json:
    """Check that an answer is a problem, and return it."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    said: Json = answer.json()
    assert said["type"] == f"{BASE}/problems/{slug}"
    return said


@pytest.mark.parametrize("collection", MINIMAL)
async def test_a_draft_of_each_kind_is_created_and_read(
    desk: httpx.AsyncClient, collection: str
) -> None:
    answer = await desk.post(f"{EDITORIAL}/{collection}", json=MINIMAL[collection])
    made = answer.json()
    assert answer.status_code == 201
    assert answer.headers["etag"] == '"1"'
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["location"] == made["links"]["self"]
    assert made["status"] == "draft"
    assert made["edited_by"] == "Tests"
    assert made["differs"] == []
    again = await desk.get(made["links"]["self"])
    assert again.json() == made
    assert again.headers["etag"] == '"1"'
    public = await desk.get(f"/v1/{collection}/{made['id']}")
    assert public.status_code == 404


@pytest.mark.parametrize("collection", MINIMAL)
async def test_what_is_read_can_be_written_again_and_changes_nothing(
    desk: httpx.AsyncClient, collection: str
) -> None:
    made = await create(desk, collection, **MINIMAL[collection])
    answer = await desk.put(path(made), json=made["record"], headers=known(made))
    assert answer.status_code == 200
    assert answer.json() == made


async def test_put_replaces_and_patch_changes_members(desk: httpx.AsyncClient) -> None:
    made = await create(desk, "reports", title=TITLE, abstract={"en": "A"}, published="2020")
    patch = {"title": {"ko": "닫힌 문 뒤에서"}, "published": None}
    headers = known(made) | {"Content-Type": "application/merge-patch+json"}
    patched = await desk.request("PATCH", path(made), json=patch, headers=headers)
    assert patched.status_code == 200
    assert patched.headers["etag"] == '"2"'
    record = patched.json()["record"]
    assert record["title"] == {"en": "Behind closed doors", "ko": "닫힌 문 뒤에서"}
    assert record["abstract"] == {"en": "A"}
    assert "published" not in record
    put = await desk.put(path(made), json={"title": {"en": "New"}}, headers={"If-Match": '"2"'})
    assert put.json()["record"]["title"] == {"en": "New"}
    assert "abstract" not in put.json()["record"]
    assert put.json()["version"] == 3


async def test_a_key_that_is_taken_out_is_no_longer_there(desk: httpx.AsyncClient) -> None:
    for method, body in (("PATCH", {"key": None}), ("PUT", {"title": TITLE})):
        made = await create(desk, "reports", title=TITLE, key="k", slug="one")
        changed = await desk.request(method, path(made), json=body, headers=known(made))
        assert changed.status_code == 200
        assert "key" not in changed.json()["record"]
        assert (await read(desk, made))["record"] == changed.json()["record"]
        assert changed.json()["slug"] == "one"
        assert (await desk.delete(path(made), headers={"If-Match": "*"})).status_code == 204


@pytest.mark.parametrize("name", ["id", "slug"])
async def test_null_on_a_name_that_every_record_has_is_refused(
    desk: httpx.AsyncClient, name: str
) -> None:
    made = await create(desk, "reports", title=TITLE, key="k")
    answer = await desk.patch(path(made), json={name: None}, headers=known(made))
    assert [one["field"] for one in problem(answer, 422, "invalid-record")["errors"]] == [name]
    assert await read(desk, made) == made


async def test_null_on_a_required_field_is_refused(desk: httpx.AsyncClient) -> None:
    made = await create(desk, "reports", title=TITLE)
    answer = await desk.patch(path(made), json={"title": None}, headers=known(made))
    said = problem(answer, 422, "invalid-record")
    assert [one["field"] for one in said["errors"]] == ["title"]
    assert await read(desk, made) == made


async def test_unknown_members_are_refused_by_name_with_the_nearest(
    desk: httpx.AsyncClient,
) -> None:
    body = {"title": TITLE, "abstarct": {"en": "A"}}
    said = problem(await desk.post(f"{EDITORIAL}/reports", json=body), 422, "invalid-record")
    assert said["errors"][0]["field"] == "abstarct"
    assert said["errors"][0]["suggestions"] == ["abstract"]


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
async def test_a_change_must_say_of_which_revision_it_is(
    desk: httpx.AsyncClient, method: str
) -> None:
    made = await create(desk, "reports", title=TITLE)
    body = None if method == "DELETE" else {"title": {"en": "New"}}
    problem(await desk.request(method, path(made), json=body), 428, "precondition-required")
    for stale in ('"0"', '"2"', 'W/"1"', '"x", "y"'):
        answer = await desk.request(method, path(made), json=body, headers={"If-Match": stale})
        said = problem(answer, 412, "precondition-failed")
        assert said["revision"] == 1
        assert answer.headers["etag"] == '"1"'
    assert await read(desk, made) == made
    answer = await desk.request(method, path(made), json=body, headers={"If-Match": '"9", "1"'})
    assert answer.status_code in {200, 204}


@pytest.mark.parametrize("written", ["1", "abc", '"1', '"1",, "2"', "'1'"])
async def test_a_tag_without_quotation_marks_is_not_taken_for_another_revision(
    desk: httpx.AsyncClient, written: str
) -> None:
    made = await create(desk, "reports", title={"en": "A"})
    answer = await desk.patch(path(made), json={}, headers={"If-Match": written})
    assert problem(answer, 422, "invalid-request")["errors"][0]["field"] == "If-Match"


async def test_a_slug_in_place_of_an_id_is_said_to_be_none(desk: httpx.AsyncClient) -> None:
    answer = await desk.get(f"{EDITORIAL}/reports/white-paper")
    assert "by its id" in problem(answer, 404, "address-not-found")["detail"]


async def test_of_two_changes_of_one_revision_one_wins(desk: httpx.AsyncClient) -> None:
    made = await create(desk, "reports", title=TITLE)
    changes = [
        desk.patch(path(made), json={"title": {"en": f"Title {n}"}}, headers=known(made))
        for n in range(4)
    ]
    answers = await asyncio.gather(*changes)
    assert sorted(one.status_code for one in answers) == [200, 412, 412, 412]


async def test_a_draft_is_deleted_and_its_revisions_stay(desk: httpx.AsyncClient) -> None:
    made = await create(desk, "reports", title=TITLE)
    answer = await desk.delete(f"{path(made)}?reason=Twice", headers=known(made))
    assert answer.status_code == 204
    assert answer.content == b""
    problem(await desk.get(path(made)), 404, "record-not-found")
    listed = (await desk.get(f"{path(made)}/revisions")).json()["data"]
    assert [(one["action"], one.get("reason")) for one in listed] == [
        ("deleted", "Twice"),
        ("created", None),
    ]


async def test_what_was_public_or_is_referred_to_is_not_deleted(desk: httpx.AsyncClient) -> None:
    topic = await create(desk, "authorities", type="topic", label={"en": "Torture"})
    report = await create(desk, "reports", title=TITLE, topics=[topic["id"]])
    answer = await desk.delete(path(topic), headers=known(topic))
    said = problem(answer, 409, "record-referred-to")
    assert said["referred_to_by"] == [report["id"]]
    assert said["detail"] == (
        f"The authority 'torture' is referred to by the report {report['slug']!r}."
    )
    public = await act(desk, report, "publish")
    problem(await desk.delete(path(report), headers=known(public)), 409, "record-not-draft")


async def test_what_only_a_public_version_refers_to_is_not_deleted(desk: httpx.AsyncClient) -> None:
    file = await create(desk, "resources", role="download", slug="file")
    report = await create(desk, "reports", title=TITLE, slug="one", resources=[file["id"]])
    public = await act(desk, report, "publish")
    answer = await desk.patch(path(report), json={"resources": None}, headers=known(public))
    edited = answer.json()
    said = problem(await desk.delete(path(file), headers=known(file)), 409, "record-referred-to")
    assert said["referred_to_by"] == [report["id"]]
    assert said["detail"] == (
        "The resource 'file' is referred to by the report 'one' as it is public: publish it anew."
    )
    await act(desk, edited, "publish")
    assert (await desk.delete(path(file), headers=known(file))).status_code == 204


async def test_a_taken_name_is_refused_and_its_owner_named(desk: httpx.AsyncClient) -> None:
    doi = [{"scheme": "doi", "value": "10.1000/abc"}]
    first = await create(desk, "reports", title=TITLE, key="k", slug="one", identifiers=doi)
    other = await create(desk, "reports", title=TITLE)
    spelled = [{"scheme": "doi", "value": "https://doi.org/10.1000/ABC"}]
    for taken in ({"key": "k"}, {"slug": "one"}, {"identifiers": spelled}, {"id": first["id"]}):
        answer = await desk.post(f"{EDITORIAL}/reports", json={"title": TITLE, **taken})
        assert problem(answer, 409, "record-conflict")["existing"] == first["id"]
        if "id" not in taken:
            answer = await desk.patch(path(other), json=taken, headers=known(other))
            assert problem(answer, 409, "record-conflict")["existing"] == first["id"]


async def test_of_equal_names_created_at_once_exactly_one_wins(desk: httpx.AsyncClient) -> None:
    body = {"title": TITLE, "identifiers": [{"scheme": "un_symbol", "value": "A/HRC/25/63"}]}
    posts = [desk.post(f"{EDITORIAL}/reports", json=body) for _ in range(6)]
    answers = await asyncio.gather(*posts)
    (won,) = [one.json()["id"] for one in answers if one.status_code == 201]
    for lost in answers:
        if lost.status_code != 201:
            assert problem(lost, 409, "record-conflict")["existing"] == won


async def test_references_are_checked(desk: httpx.AsyncClient) -> None:
    person = await create(desk, "authorities", type="person", label={"en": "Ri"})
    body = {"title": TITLE, "topics": ["nothing"], "organisations": [person["id"]]}
    said = problem(await desk.post(f"{EDITORIAL}/reports", json=body), 422, "invalid-record")
    assert said["errors"][0]["field"] == "topics"
    del body["topics"]
    said = problem(await desk.post(f"{EDITORIAL}/reports", json=body), 422, "invalid-record")
    assert said["errors"][0]["field"] == "organisations"
    listed = (await desk.get(f"{EDITORIAL}/reports")).json()
    assert listed["total"] == 0


async def test_what_differs_from_the_public_and_what_is_missing_is_told(
    desk: httpx.AsyncClient,
) -> None:
    made = await create(desk, "authorities", type="topic", label={"en": "Torture"})
    assert [one["field"] for one in made["missing"]] == ["label.ko"]
    public = await act(desk, made, "publish")
    assert public["differs"] == []
    change = {"label": {"ko": "고문"}, "slug": "torture-2"}
    answer = await desk.patch(path(made), json=change, headers=known(public))
    edited = answer.json()
    assert edited["missing"] == []
    assert edited["differs"] == [
        {"path": "slug", "before": "torture", "after": "torture-2"},
        {"path": "label.ko", "after": "고문"},
    ]
    shown = await desk.get(f"/v1/authorities/{made['id']}")
    assert shown.json()["label"] == {"en": "Torture"}


async def test_the_reason_is_kept(desk: httpx.AsyncClient) -> None:
    answer = await desk.post(
        f"{EDITORIAL}/reports", params={"reason": "출간 준비"}, json={"title": TITLE}
    )
    listed = (await desk.get(answer.json()["links"]["revisions"])).json()["data"]
    assert listed[0]["reason"] == "출간 준비"
    answer = await desk.post(f"{EDITORIAL}/reports?reson=x", json={"title": TITLE})
    assert problem(answer, 422, "unknown-parameter")["errors"][0]["suggestions"] == ["reason"]


@pytest.mark.parametrize(
    ("content", "media_type", "status"),
    [
        (b"{", "application/json", 400),
        (b'{"title":{"en":"\\ud800"}}', "application/json", 400),
        (b'{"title":{"en":"a\\u0000"}}', "application/json", 422),
        ('{"title":{"en":"A"}}'.encode("utf-16"), "application/json", 400),
        (b"[]", "application/json", 422),
        (b"null", "application/json", 422),
        (b'{"kind":"mention"}', "application/json", 422),
        (b'{"title":{"en":"A"}}', "text/plain", 415),
        (b'{"title":{"en":"' + b"a" * 1_000_000 + b'"}}', "application/json", 413),
        (b"[" * 5000, "application/json", 400),
    ],
)
async def test_a_bad_body_is_refused(
    desk: httpx.AsyncClient, content: bytes, media_type: str, status: int
) -> None:
    headers = {"Content-Type": media_type}
    answer = await desk.post(f"{EDITORIAL}/reports", content=content, headers=headers)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


async def test_other_patches_than_merge_patch_are_refused(desk: httpx.AsyncClient) -> None:
    made = await create(desk, "reports", title=TITLE)
    headers = known(made) | {"Content-Type": "application/json-patch+json"}
    answer = await desk.request("PATCH", path(made), content=b"[]", headers=headers)
    problem(answer, 415, "unsupported-media-type")
    assert "application/merge-patch+json" in answer.headers["accept-patch"]


async def test_addresses_that_are_none_are_not_found(desk: httpx.AsyncClient) -> None:
    for none in ("books", "reports/x", "reports/%00", "reports/000000000000", "reports/a/b"):
        answer = await desk.get(f"{EDITORIAL}/{none}")
        assert answer.status_code == 404, none
        assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("collection", ["publications", "imports"])
async def test_other_addresses_are_no_collections(desk: httpx.AsyncClient, collection: str) -> None:
    answer = await desk.get(f"{EDITORIAL}/{collection}")
    problem(answer, 405, "method-not-allowed")
    assert answer.headers["allow"] == "OPTIONS, POST"


async def test_the_nearest_names_are_told_where_a_reference_is_wrong(
    desk: httpx.AsyncClient,
) -> None:
    await create(desk, "authorities", type="topic", label={"en": "Torture"}, key="x:torture")
    await create(desk, "authorities", type="topic", label={"en": "Tourism"})
    await create(desk, "reports", title={"en": "Torture"})
    for wrong, near in (("tortur", "torture"), ("x:tortrue", "x:torture"), ("zzz", None)):
        body = {"title": TITLE, "topics": [wrong]}
        answer = await desk.post(f"{EDITORIAL}/reports", json=body)
        (error,) = problem(answer, 422, "invalid-record")["errors"]
        assert error["field"] == "topics"
        assert next(iter(error.get("suggestions", [])), None) == near
