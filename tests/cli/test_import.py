"""Promises of `catalogue import`."""

from pathlib import Path

from tests.cli.conftest import Typed, lines

REPORT = {"kind": "report", "key": "r", "title": {"en": "A report"}}
BAD = {"kind": "report", "key": "bad", "titel": {"en": "A report"}}


def test_import_says_how_many_records_it_stored(catalogue: Typed, tmp_path: Path) -> None:
    file = tmp_path / "records.ndjson"
    file.write_bytes(lines(REPORT))
    result = catalogue("import", "--publish", str(file))
    assert result.exit_code == 0
    assert "1 records read, 1 new or changed, 1 published." in result.stdout


def test_the_same_file_again_changes_nothing(catalogue: Typed) -> None:
    catalogue("import", "--publish", "-", stdin=lines(REPORT))
    result = catalogue("import", "--publish", "-", stdin=lines(REPORT))
    assert "1 records read, 0 new or changed, 0 published." in result.stdout


def test_without_publish_records_stay_drafts_and_the_command_says_so(catalogue: Typed) -> None:
    result = catalogue("import", "-", stdin=lines(REPORT))
    assert "--publish" in result.stdout
    assert catalogue("export", "-").stdout == ""


def test_a_bad_line_is_named_and_nothing_is_stored(catalogue: Typed) -> None:
    result = catalogue("import", "--publish", "-", stdin=lines(REPORT, BAD))
    assert result.exit_code == 1
    assert "line 2: titel: " in result.stderr
    assert "title" in result.stderr
    assert "Nothing was stored" in result.stderr
    assert catalogue("export", "-").stdout == ""


def test_keep_going_stores_the_good_lines_lists_the_bad_and_fails(catalogue: Typed) -> None:
    result = catalogue("import", "--publish", "--keep-going", "-", stdin=lines(BAD, REPORT))
    assert result.exit_code == 1
    assert "line 1: titel: " in result.stderr
    assert '"key":"r"' in catalogue("export", "-").stdout


def test_a_file_that_is_not_there_is_named(catalogue: Typed) -> None:
    result = catalogue("import", "nowhere.ndjson")
    assert result.exit_code == 2
    assert "nowhere.ndjson cannot be read: No such file or directory." in result.stderr


def test_a_database_that_cannot_be_opened_says_what_to_check(
    catalogue: Typed, tmp_path: Path
) -> None:
    (tmp_path / "data").write_text("a file where the folder should be")
    result = catalogue("import", "-")
    assert result.exit_code == 3
    assert "CATALOGUE_DATA" in result.stderr


def test_an_address_inside_the_network_is_refused(catalogue: Typed) -> None:
    result = catalogue("import", "http://127.0.0.1/records.ndjson")
    assert result.exit_code == 4
    assert "127.0.0.1" in result.stderr
    assert "Traceback" not in result.stderr
