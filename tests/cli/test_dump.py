"""Promises of `catalogue dump` about what it finds: its settings, and dumps made before."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Typed, lines

RECORDS = lines({"kind": "report", "key": "r", "title": {"en": "A report"}})


@pytest.fixture
def dumps(catalogue: Typed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Publish a record, say where partners find it, and return the folder of dumps."""
    monkeypatch.setenv("CATALOGUE_PUBLIC_URL", "https://reports.example.org")
    assert catalogue("import", "--publish", "-", stdin=RECORDS).exit_code == 0
    return tmp_path / "data" / "dumps"


def offered(dumps: Path) -> dict[str, bytes]:
    """Return the files that the manifest names."""
    files = json.loads((dumps / "manifest.json").read_bytes())["files"]
    return {file["name"]: (dumps / file["name"]).read_bytes() for file in files}


@pytest.mark.parametrize("content", [b"", b"{", b"null", b"\xff", b'{"sequence": "x"}'])
def test_a_manifest_that_cannot_be_read_counts_as_none(
    catalogue: Typed, dumps: Path, content: bytes
) -> None:
    assert catalogue("dump").exit_code == 0
    first = offered(dumps)
    (dumps / "manifest.json").write_bytes(content)
    assert catalogue("dump").exit_code == 0
    assert offered(dumps) == first
