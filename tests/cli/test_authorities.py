"""Promises of `catalogue authorities`."""

import json
from pathlib import Path

from tests.cli.conftest import Typed

LINES = (
    {"kind": "authority", "key": "p", "type": "person", "label": {"ko": "윤여상"}},
    {"kind": "authority", "key": "t", "type": "topic", "label": {"ko": "인권"}},
)


def store(catalogue: Typed, folder: Path, lines: str) -> None:
    """Import lines."""
    file = folder / "lines.ndjson"
    file.write_text(lines, "utf-8")
    assert catalogue("import", str(file)).exit_code == 0


def test_proposals_can_be_imported_as_they_are(catalogue: Typed, tmp_path: Path) -> None:
    store(catalogue, tmp_path, "\n".join(map(json.dumps, LINES)))
    printed = catalogue("authorities", "suggest-aliases").stdout
    (line,) = map(json.loads, printed.splitlines())
    assert "Yun Yeosang" in line["aliases"]["ko-Latn"]
    store(catalogue, tmp_path, printed)
    assert catalogue("authorities", "suggest-aliases").stdout == ""


def test_proposals_are_accepted_by_id(catalogue: Typed, tmp_path: Path) -> None:
    store(catalogue, tmp_path, "\n".join(map(json.dumps, LINES)))
    record_id = json.loads(catalogue("authorities", "suggest-aliases").stdout)["id"]
    result = catalogue("authorities", "suggest-aliases", "--accept", record_id)
    assert (result.exit_code, "1 new or changed" in result.stdout) == (0, True)
    again = catalogue("authorities", "suggest-aliases", "--accept", record_id)
    assert again.exit_code == 2
    assert "nothing is proposed" in again.stderr
