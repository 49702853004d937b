"""`Idempotency-Key`: a request that is sent again is not done twice, and gets the same answer."""

import asyncio
from pathlib import Path

import httpx
import pytest
from sqlalchemy import Engine, func, select, update

from service.editorial.answers import KEPT
from service.editorial.keys import Scope
from service.tables.answer import stored_answers
from service.tables.base import now
from service.tables.database import reading, writing
from tests.keyed import key_for, sent
from tests.routes.editorial.drafts import EDITORIAL, create, known, path, read
from tests.serving import Json

pytestmark = pytest.mark.anyio
BODY: Json = {"title": {"en": "One"}}
REPORTS = f"{EDITORIAL}/reports"
NAMED = {"Idempotency-Key": "launch-1"}


def same(one: httpx.Response, other: httpx.Response) -> bool:
    """Say whether two answers are one."""
    headers = ("etag", "location", "content-type", "cache-control")
    told = [[each.status_code, each.content] for each in (one, other)]
    return told[0] == told[1] and all(one.headers[n] == other.headers[n] for n in headers)


async def test_the_same_request_gets_the_same_answer(desk: httpx.AsyncClient) -> None:
    first = await desk.post(REPORTS, json=BODY, headers=NAMED)
    changed = first.json()
    await desk.patch(path(changed), json={"slug": "else"}, headers=known(changed))
    again = await desk.post(REPORTS, json=BODY, headers=NAMED)
    assert first.status_code == 201
    assert same(first, again)
    assert (await desk.get(REPORTS)).json()["total"] == 1


async def test_equal_requests_at_once_are_done_once(desk: httpx.AsyncClient) -> None:
    posts = [desk.post(REPORTS, json=BODY, headers=NAMED) for _ in range(5)]
    first, *others = await asyncio.gather(*posts)
    assert first.status_code == 201
    assert all(same(first, other) for other in others)
    assert (await desk.get(REPORTS)).json()["total"] == 1


async def test_another_request_under_the_same_name_is_refused(desk: httpx.AsyncClient) -> None:
    await desk.post(REPORTS, json=BODY, headers=NAMED)
    for url, body in (
        (REPORTS, {"title": {"en": "Two"}}),
        (f"{REPORTS}?reason=x", BODY),
        (f"{EDITORIAL}/authorities", BODY),
    ):
        refused = await desk.post(url, json=body, headers=NAMED)
        assert refused.status_code == 422
        assert refused.json()["type"].endswith("/idempotency-key-reused")
    assert (await desk.get(REPORTS)).json()["total"] == 1


async def test_names_belong_to_one_key(
    desk: httpx.AsyncClient, engine: Engine, tmp_path: Path
) -> None:
    await desk.post(REPORTS, json=BODY, headers=NAMED)
    other = NAMED | sent(key_for(engine, tmp_path, Scope.edit))
    assert (await desk.post(REPORTS, json=BODY, headers=other)).status_code == 201
    assert (await desk.get(REPORTS)).json()["total"] == 2


async def test_what_failed_may_be_sent_again_under_its_name(desk: httpx.AsyncClient) -> None:
    body = BODY | {"topics": ["torture"]}
    assert (await desk.post(REPORTS, json=body, headers=NAMED)).status_code == 422
    await create(desk, "authorities", type="topic", label={"en": "Torture"})
    assert (await desk.post(REPORTS, json=body, headers=NAMED)).status_code == 201


async def test_acts_are_done_once_though_the_record_has_changed(desk: httpx.AsyncClient) -> None:
    made = await create(desk, "reports", **BODY)
    headers = known(made) | NAMED
    first = await desk.post(f"{path(made)}/publish", headers=headers)
    again = await desk.post(f"{path(made)}/publish", headers=headers)
    assert first.status_code == again.status_code == 200
    assert first.content == again.content
    assert (await read(desk, made))["revision"] == 2


async def test_answers_are_kept_for_a_day(desk: httpx.AsyncClient, engine: Engine) -> None:
    await desk.post(REPORTS, json=BODY, headers=NAMED)
    with writing(engine) as connection:
        connection.execute(update(stored_answers).values(created_at=now() - KEPT * 2))
    await desk.post(REPORTS, json=BODY, headers={"Idempotency-Key": "other"})
    with reading(engine) as connection:
        assert connection.execute(select(func.count()).select_from(stored_answers)).scalar() == 1
    again = await desk.post(REPORTS, json=BODY, headers=NAMED)
    assert again.status_code == 201
    assert (await desk.get(REPORTS)).json()["total"] == 3


@pytest.mark.parametrize("name", ["", "a" * 256, "two words"])
async def test_a_name_that_is_none_is_refused(desk: httpx.AsyncClient, name: str) -> None:
    answer = await desk.post(REPORTS, json=BODY, headers={"Idempotency-Key": name})
    assert answer.status_code == 422
    assert (await desk.get(REPORTS)).json()["total"] == 0
