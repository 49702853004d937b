"""Import over HTTP: one result a line, all or nothing unless told otherwise."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine

from service.editorial.keys import Scope
from service.routes.editorial import imports
from tests.builders import Written, make_authority, make_report, to_file
from tests.keyed import key_for, sent

pytestmark = pytest.mark.anyio
GOOD = make_report(key="good", publishers=["nkdb"])
NKDB = make_authority(key="nkdb")
BAD = {"kind": "report", "key": "bad", "titel": {"en": "A report"}}
LOST = make_report(key="lost", publishers=["nobody"])


class Desk:
    """Sends imports with a key of its own."""

    def __init__(self, client: httpx.AsyncClient, key: str) -> None:
        self.client = client
        self.headers = sent(key) | {"Content-Type": "application/x-ndjson"}

    async def send(self, *records: Written | bytes, **how: Any) -> httpx.Response:
        """Import some lines."""
        body = to_file(records).getvalue()
        return await self.client.post(
            "/v1/editorial/imports", content=body, params=how, headers=self.headers
        )

    async def public(self) -> int:
        """Count what everybody sees."""
        total: int = (await self.client.get("/v1/search")).json()["total"]
        return total


@pytest.fixture
def desk(client: httpx.AsyncClient, engine: Engine, tmp_path: Path) -> Desk:
    return Desk(client, key_for(engine, tmp_path, Scope.edit, Scope.publish))


def results(answer: httpx.Response) -> tuple[list[Any], Any]:
    """Read the result of each line, and the summary."""
    *lines, summary = [json.loads(line) for line in answer.text.splitlines()]
    return lines, summary


async def test_each_line_is_told_what_became_of_it(desk: Desk) -> None:
    answer = await desk.send(GOOD, NKDB)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/x-ndjson"
    assert answer.headers["cache-control"] == "no-store"
    lines, summary = results(answer)
    assert [(one["line"], one["status"]) for one in lines] == [(1, "created"), (2, "created")]
    assert summary["complete"]
    assert summary["stored"] == 2
    changed = GOOD | {"title": {"en": "Better"}}
    again, _ = results(await desk.send(changed, NKDB))
    assert [one["status"] for one in again] == ["changed", "unchanged"]
    assert [one["id"] for one in again] == [one["id"] for one in lines]


async def test_records_stay_hidden_until_published(desk: Desk) -> None:
    await desk.send(GOOD, NKDB)
    assert await desk.public() == 0
    _, summary = results(await desk.send(GOOD, NKDB, publish=True))
    assert summary["published"] == 2
    assert await desk.public() == 2


async def test_a_bad_line_is_named_with_422_and_nothing_is_stored(desk: Desk) -> None:
    answer = await desk.send(NKDB, BAD, publish=True)
    assert answer.status_code == 422
    (line,), summary = results(answer)
    assert (line["line"], line["status"]) == (2, "failed")
    assert [one["field"] for one in line["errors"]] == ["title", "titel"]
    assert not summary["complete"]
    assert await desk.public() == 0


async def test_keep_going_stores_the_good_lines_in_the_order_of_the_file(desk: Desk) -> None:
    answer = await desk.send(BAD, GOOD, LOST, NKDB, b"{", publish=True, keep_going=True)
    assert answer.status_code == 200
    lines, summary = results(answer)
    statuses = [one["status"] for one in lines]
    assert statuses == ["failed", "created", "failed", "created", "failed"]
    assert [one["line"] for one in lines] == [1, 2, 3, 4, 5]
    assert (summary["stored"], summary["failed"]) == (2, 3)
    assert await desk.public() == 2


async def test_a_trial_tells_all_and_stores_nothing(desk: Desk) -> None:
    lines, summary = results(await desk.send(GOOD, NKDB, dry_run=True, publish=True))
    assert [one["status"] for one in lines] == ["created", "created"]
    assert not [one for one in lines if "id" in one]
    assert (summary["dry_run"], summary["published"]) == (True, 2)
    assert await desk.public() == 0
    again, _ = results(await desk.send(GOOD, NKDB))
    assert [one["status"] for one in again] == ["created", "created"]


async def test_publishing_needs_its_scope_before_anything_is_read(
    client: httpx.AsyncClient, engine: Engine, tmp_path: Path
) -> None:
    desk = Desk(client, key_for(engine, tmp_path, Scope.edit))
    answer = await desk.send(GOOD, publish=True)
    assert answer.status_code == 403
    assert answer.json()["scope"] == "publish"


async def test_what_is_no_file_of_lines_is_refused(desk: Desk) -> None:
    for headers in (
        {"Content-Type": "application/json"},
        {"Content-Type": "application/x-ndjson", "Content-Encoding": "gzip"},
    ):
        url = "/v1/editorial/imports"
        answer = await desk.client.post(url, content=b"{}", headers=desk.headers | headers)
        assert answer.status_code == 415
        assert "application/x-ndjson" in answer.json()["detail"]
        assert "application/json" not in answer.json()["help"]


async def test_a_parameter_that_is_not_there_is_named(desk: Desk) -> None:
    answer = await desk.send(GOOD, dryrun=True)
    assert answer.status_code == 422
    assert "Did you mean dry_run?" in answer.json()["detail"]


async def test_a_body_that_is_too_large_is_refused(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "LARGEST", 100)
    assert (await desk.send(make_report(title={"en": "long " * 50}))).status_code == 413


async def test_a_file_of_nonsense_is_given_up_before_it_fills_the_memory(desk: Desk) -> None:
    answer = await desk.send(*[b"nonsense"] * 20_000, keep_going=True)
    assert answer.status_code == 422
    lines, summary = results(answer)
    assert summary["failed"] == len(lines) == 10_000


async def test_the_reason_is_kept_in_the_revisions(desk: Desk) -> None:
    assert (await desk.send(GOOD, NKDB, reason="From the old catalogue")).status_code == 200
    assert (await desk.send(GOOD, NKDB, reason="x" * 2001)).status_code == 422
