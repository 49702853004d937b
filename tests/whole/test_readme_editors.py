"""Promises of README's walk-through for editors: each step is answered as it is shown there."""

import json
import re
import shlex
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine
from typer.testing import CliRunner

from service.cli.commands import app
from tests.builders import make_authority
from tests.serving import anyio_backend, client, publish

__all__ = ["anyio_backend", "client"]
pytestmark = pytest.mark.anyio
README = Path("README.md").read_text(encoding="utf-8")
WALK = README.partition("## For editors")[2].partition("\n## ")[0]
BLOCKS = re.findall(r"```console\n\$ (curl .*?)```", WALK, re.DOTALL)
ELLIPSIS = "…"
TYPES = {"--json": "application/json"}


@pytest.fixture
def variables(
    engine: Engine, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> dict[str, str]:
    """Issue a key as README does; return the variables of an editor's shell.

    The catalogue has the authorities that the walk-through names, as the demo does.
    """
    nk_news = make_authority(key="nk-news", slug="nk-news", type="outlet")
    publish(engine, make_authority(key="nkdb", slug="nkdb"), nk_news)
    monkeypatch.setenv("CATALOGUE_DATA", str(tmp_path))
    monkeypatch.setenv("CATALOGUE_DATABASE_URL", database_url)
    command = re.search(r"\$ \S+ run catalogue (keys issue .*)", WALK)
    assert command
    result = CliRunner().invoke(app, shlex.split(command[1]))
    return {"KEY": f"Authorization: Bearer {result.stdout.splitlines()[-1]}"}


def parts(block: str) -> tuple[str, str, str | None]:
    """Take a block apart: the command, what is answered, and the variable that gets the id."""
    block, _, setting = block.partition("\n$ ")
    start = re.search(r"\n(?=\{)", block)
    assert start, block
    name = setting.partition("=")[0] or None
    return block[: start.start()], block[start.start() :], name


def request(client: httpx.AsyncClient, words: list[str]) -> httpx.Request:
    """Build the request that a curl command makes."""
    method, headers, content, url = None, {}, None, ""
    pending = iter(words[1:])
    for word in pending:
        if word == "-X":
            method = next(pending)
        elif word == "-H":
            name, _, value = next(pending).partition(": ")
            headers[name] = value
        elif word in {"--json", "--data-binary"}:
            content = next(pending).encode()
            headers |= {"Content-Type": TYPES[word]} if word in TYPES else {}
        elif word != "-s":
            url = word
    method = method or ("POST" if content else "GET")
    path = httpx.URL(url).raw_path.decode()
    return client.build_request(method, path, headers=headers, content=content)


def expand(command: str, variables: dict[str, str]) -> list[str]:
    """Put variables in, as a shell does, and split into words."""
    for name, value in variables.items():
        command = command.replace(f"${name}", value)
    return shlex.split(command)


def agrees(shown: Any, real: Any) -> bool:
    """Compare with an answer that may be shortened: `…` stands for anything."""
    if isinstance(shown, dict) and isinstance(real, dict):
        names = shown.keys() - {ELLIPSIS}
        complete = ELLIPSIS in shown or names == real.keys()
        return complete and all(name in real and agrees(shown[name], real[name]) for name in names)
    if isinstance(shown, list) and isinstance(real, list):
        if shown[-1:] == [ELLIPSIS]:
            shown, real = shown[:-1], real[: len(shown) - 1]
        return len(shown) == len(real) and all(map(agrees, shown, real))
    return bool(shown in (ELLIPSIS, real))


def documents(text: str) -> list[Any]:
    """Read one JSON document, or several one after the other."""
    found, decoder, text = [], json.JSONDecoder(), text.strip()
    while text:
        document, end = decoder.raw_decode(text)
        found.append(document)
        text = text[end:].strip()
    return found


EXCHANGE = re.compile(r"```\n(curl .*?)\n```\n\n```json\n(.*?)\n```", re.DOTALL)
INTRODUCTION = Path("service/static/introduction.md").read_text(encoding="utf-8")


async def test_each_step_of_the_introduction_is_answered_as_shown(
    client: httpx.AsyncClient, variables: dict[str, str]
) -> None:
    steps = EXCHANGE.findall(INTRODUCTION.partition("## For editors")[2])
    assert len(steps) == 4
    for (command, shown), name in zip(steps, ("REPORT", "MENTION", None, None), strict=True):
        words = expand(command.replace("\\\n", " "), variables)
        answer = await client.send(request(client, words))
        assert agrees(json.loads(shown), answer.json()), (command, answer.text)
        if name:
            variables[name] = answer.json()["id"]


async def test_each_step_of_the_walk_through_is_answered_as_shown(
    client: httpx.AsyncClient, variables: dict[str, str]
) -> None:
    assert len(BLOCKS) == 10
    for block in BLOCKS:
        command, shown, name = parts(block)
        answer = await client.send(request(client, expand(command, variables)))
        assert agrees(documents(shown), documents(answer.text)), (command, answer.text)
        if name:
            variables[name] = answer.json()["id"]
