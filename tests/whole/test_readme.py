"""Promises of README: its requests are answered as it says, its settings are those there are."""

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import ValidationError

from service.cli.commands import app
from service.editorial.incoming import read_record
from service.settings import Settings

README = Path("README.md").read_text(encoding="utf-8")
ELLIPSIS = "…"
FOR_READERS = README.partition("## For editors")[0]
EXCHANGES = re.findall(r"\$ (curl [^\n]*)\n(.*?)\n```", FOR_READERS, re.DOTALL)


def agrees(shown: Any, real: Any) -> bool:
    """Compare with an answer that may be shortened: `…` stands for anything."""
    if isinstance(shown, dict) and isinstance(real, dict):
        open_ended = ELLIPSIS in shown
        names = shown.keys() - {ELLIPSIS}
        complete = open_ended or names == real.keys()
        return complete and all(name in real and agrees(shown[name], real[name]) for name in names)
    if isinstance(shown, list) and isinstance(real, list):
        pairs = zip(shown, real, strict=False)
        return len(shown) == len(real) and all(agrees(one, other) for one, other in pairs)
    return bool(shown in (ELLIPSIS, real))


def request(command: str) -> httpx.URL:
    """Read the address from a curl command."""
    words = shlex.split(command)
    url = next(word for word in words if word.startswith("http"))
    after = {"-d", "--data-urlencode"}
    given = dict(words[at + 1].split("=", 1) for at, word in enumerate(words) if word in after)
    return httpx.URL(url).copy_merge_params(given)


def test_readme_shows_eight_requests_and_an_error() -> None:
    assert len(EXCHANGES) == 9


@pytest.mark.parametrize(("command", "answer"), EXCHANGES)
def test_readme_request_is_answered_as_shown(demo: httpx.Client, command: str, answer: str) -> None:
    asked = request(command)
    response = demo.get(asked.raw_path.decode(), headers={"Host": asked.netloc.decode()})
    if response.headers["content-type"].startswith("text/"):
        assert response.text == f"{answer}\n"
        return
    real = response.json()
    assert agrees(json.loads(answer), real), json.dumps(real, ensure_ascii=False, indent=2)


def test_every_setting_is_in_readme_with_its_default_and_description() -> None:
    for name, field in Settings.model_fields.items():
        default = "" if field.default is None else f"`{field.default}`"
        row = f"| `CATALOGUE_{name.upper()}` | {default} | {field.description} |"
        assert re.sub(" +", " ", row) in re.sub(" +", " ", README)


def test_every_setting_in_readme_exists() -> None:
    named = set(re.findall(r"CATALOGUE_([A-Z_]+)", README))
    assert named == {name.upper() for name in Settings.model_fields}


def test_every_command_in_readme_exists() -> None:
    known = {
        info.name or info.callback.__name__ for info in app.registered_commands if info.callback
    }
    known |= {group.name for group in app.registered_groups if group.name}
    named = set(re.findall(r"uv run catalogue ([a-z]+)", README))
    named |= set(re.findall(r"report-catalogue ([a-z]+)", README))
    assert named <= known


def test_the_records_shown_in_readme_are_valid() -> None:
    block = re.search(r"```json\n(.*?)```", README, re.DOTALL)
    assert block
    for line in block.group(1).splitlines():
        read_record(json.loads(line))


def test_the_mapping_in_readme_makes_valid_records() -> None:
    found = re.search(r"```python\n(import json, sys.*?)```", README, re.DOTALL)
    assert found
    row = {
        "id": "institute:12",
        "title": {"en": "Fire resistance of walls"},
        "published": "1938",
        "authors": [{"name": "Stang, Ambrose H"}],
        "publisher": "National Bureau of Standards",
        "identifiers": [
            {"scheme": "report-number", "value": "NBS BMS 11"},
            {"scheme": "doi", "value": "10.6028/NBS.BMS.11"},
        ],
        "urls": [{"url": "https://example.org/bms11.pdf", "rel": "pdf"}],
    }
    made = subprocess.run(  # noqa: S603  the code is README's own
        [sys.executable, "-c", found.group(1)],
        input=json.dumps(row),
        capture_output=True,
        text=True,
        check=True,
    )
    records = [read_record(json.loads(line)) for line in made.stdout.splitlines()]
    assert [record.kind for record in records] == ["authority", "resource", "report"]


def test_settings_refuse_what_makes_no_sense(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CATALOGUE_PORT", "99999")
    with pytest.raises(ValidationError):
        Settings()
