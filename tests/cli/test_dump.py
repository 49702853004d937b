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


def test_without_the_address_that_partners_see_nothing_is_dumped(
    catalogue: Typed, dumps: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CATALOGUE_PUBLIC_URL")
    result = catalogue("dump")
    assert result.exit_code == 2
    (line,) = result.stderr.splitlines()
    assert "CATALOGUE_PUBLIC_URL" in line
    assert not dumps.exists()


def test_a_file_never_changes_also_if_the_address_does(
    catalogue: Typed, dumps: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert catalogue("dump").exit_code == 0
    first = offered(dumps)
    monkeypatch.setenv("CATALOGUE_PUBLIC_URL", "https://moved.example.org")
    assert catalogue("dump").exit_code == 0
    moved = offered(dumps)
    assert not first.keys() & moved.keys()
    assert any(b'"https://moved.example.org/v1/reports/' in content for content in moved.values())
    assert {name: (dumps / name).read_bytes() for name in first} == first
