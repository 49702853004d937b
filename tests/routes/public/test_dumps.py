"""Dumps hold all that is public, can be resumed, and are never half there."""

import hashlib
import json
from pathlib import Path

import httpx
import pytest
from sqlalchemy import Engine
from typer.testing import CliRunner

from service.cli.commands import app
from tests.builders import make_report
from tests.desk import Desk
from tests.serving import BASE, publish

pytestmark = pytest.mark.anyio


def dump(engine: Engine, folder: Path) -> None:
    url = engine.url.render_as_string(hide_password=False)
    settings = {
        "CATALOGUE_DATA": str(folder),
        "CATALOGUE_DATABASE_URL": url,
        "CATALOGUE_PUBLIC_URL": BASE,
    }
    made = CliRunner().invoke(app, ["dump"], env=settings)
    assert made.exit_code == 0, made.output


async def test_without_a_dump_the_answer_names_the_command(client: httpx.AsyncClient) -> None:
    for path in ("/v1/dumps", "/v1/dumps/1-reports.ndjson", "/v1/dumps/..%2Fcatalogue.sqlite"):
        answer = await client.get(path)
        assert answer.status_code == 404
    assert "catalogue dump" in (await client.get("/v1/dumps")).json()["detail"]


async def test_a_dump_is_what_its_manifest_says(
    client: httpx.AsyncClient, engine: Engine, tmp_path: Path
) -> None:
    publish(engine, *(make_report(key=f"r{number}") for number in range(600)))
    Desk(engine).withdraw("r7", "Wrong.")
    Desk(engine).put(make_report(key="draft"))
    dump(engine, tmp_path)
    offered = (await client.get("/v1/dumps")).json()
    assert offered["sequence"] == Desk(engine).sequence()
    counts = {one["kind"]: one["records"] for one in offered["files"]}
    assert counts == {"report": 599, "mention": 0, "resource": 0, "authority": 0}
    for one in offered["files"]:
        answer = await client.get(one["url"])
        assert hashlib.sha256(answer.content).hexdigest() == one["sha256"]
        assert len(answer.content) == one["bytes"]
        records = [json.loads(line) for line in answer.text.splitlines()]
        assert len(records) == one["records"]
    assert b"catalogue.invalid" not in answer.content


async def test_a_download_can_be_resumed(
    client: httpx.AsyncClient, engine: Engine, tmp_path: Path
) -> None:
    publish(engine, *(make_report(key=f"r{number}") for number in range(5)))
    dump(engine, tmp_path)
    url = (await client.get("/v1/dumps")).json()["files"][0]["url"]
    whole = await client.get(url)
    tag = whole.headers["etag"]
    assert not tag.startswith("W/")
    rest = await client.get(url, headers={"Range": "bytes=100-", "If-Range": tag})
    assert rest.status_code == 206
    assert rest.content == whole.content[100:]
    other = await client.get(url, headers={"Range": "bytes=100-", "If-Range": '"other"'})
    assert (other.status_code, other.content) == (200, whole.content)
    assert (await client.get(url, headers={"If-None-Match": tag})).status_code == 304
    head = await client.head(url)
    assert int(head.headers["content-length"]) == len(whole.content)
    for unsound in ("bytes=x", "bytes=9-2", "bytes=999999999-", "bytes=0-1,4-5", "lines=1-2"):
        answer = await client.get(url, headers={"Range": unsound})
        assert (answer.status_code, answer.content) == (200, whole.content)


async def test_the_dump_before_stays_and_the_one_before_that_goes(
    client: httpx.AsyncClient, engine: Engine, tmp_path: Path
) -> None:
    urls = []
    for number in range(3):
        publish(engine, make_report(key=f"r{number}"))
        dump(engine, tmp_path)
        urls.append((await client.get("/v1/dumps")).json()["files"][0]["url"])
    assert [(await client.get(url)).status_code for url in urls] == [404, 200, 200]
