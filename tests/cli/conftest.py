"""What tests of commands need: a data folder of their own, and a way to type a command."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from service.cli.commands import app

Typed = Callable[..., Result]


@pytest.fixture
def catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Typed:
    """Type a command: `catalogue("import", "file.ndjson", input=b"...")`."""
    monkeypatch.setenv("CATALOGUE_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("CATALOGUE_DATABASE_URL", raising=False)

    def typed(*words: str, stdin: bytes = b"") -> Result:
        return CliRunner().invoke(app, words, input=stdin)

    return typed


def lines(*records: Mapping[str, object]) -> bytes:
    """Write records as a file of JSON lines."""
    return b"".join(json.dumps(dict(record)).encode() + b"\n" for record in records)
