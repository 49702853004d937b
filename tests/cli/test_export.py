"""Promises of `catalogue export`."""

from pathlib import Path

from tests.cli.conftest import Typed, lines

REPORT = {"kind": "report", "key": "r", "title": {"en": "Public"}}
DRAFT = {"kind": "report", "key": "d", "title": {"en": "Draft"}}


def test_export_writes_what_import_reads(catalogue: Typed, tmp_path: Path) -> None:
    catalogue("import", "--publish", "-", stdin=lines(REPORT))
    file = tmp_path / "export.ndjson"
    assert "1 records written" in catalogue("export", str(file)).stdout
    again = catalogue("import", "--publish", str(file))
    assert "1 records read, 0 new or changed, 0 published." in again.stdout


def test_drafts_are_exported_only_when_asked_for(catalogue: Typed) -> None:
    catalogue("import", "--publish", "-", stdin=lines(REPORT))
    catalogue("import", "-", stdin=lines(DRAFT))
    assert "Draft" not in catalogue("export", "-").stdout
    assert "Draft" in catalogue("export", "--drafts", "-").stdout


def test_a_folder_that_is_not_there_is_named_and_leaves_no_file(
    catalogue: Typed, tmp_path: Path
) -> None:
    catalogue("import", "-")
    result = catalogue("export", str(tmp_path / "nowhere" / "export.ndjson"))
    assert result.exit_code == 2
    assert "cannot be written" in result.stderr
