"""Promises of all commands about a database that is not as it should be."""

from pathlib import Path

import pytest
from sqlalchemy import text

from service.tables.database import open_engine
from tests.cli.conftest import Typed, lines

READING = (("check",), ("export", "-"), ("dump",), ("keys", "list"), ("keys", "revoke", "x"))
OTHERS = (
    ("serve", "--port", "0"),
    ("demo", "--port", "0"),
    ("import", "-"),
    ("keys", "issue", "--name", "x", "--scope", "edit"),
)
RECORDS = lines({"kind": "report", "key": "r", "title": {"en": "A report"}})


@pytest.mark.parametrize("words", READING, ids=" ".join)
def test_where_there_is_no_catalogue_commands_that_read_make_none(
    catalogue: Typed, tmp_path: Path, words: tuple[str, ...]
) -> None:
    result = catalogue(*words)
    assert result.exit_code == 3
    assert result.stderr.startswith(f"{tmp_path / 'data' / 'catalogue.sqlite'} cannot be opened: ")
    assert result.stderr.endswith(". Check CATALOGUE_DATA and CATALOGUE_DATABASE_URL.\n")
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("words", [*READING, *OTHERS], ids=" ".join)
def test_a_broken_file_is_named_in_one_line_with_what_to_do(
    catalogue: Typed, tmp_path: Path, words: tuple[str, ...]
) -> None:
    file = tmp_path / "data" / "catalogue.sqlite"
    file.parent.mkdir()
    file.write_bytes(b"no database" * 1000)
    result = catalogue(*words)
    assert result.exit_code == 3
    assert result.stderr == (
        f"{file} cannot be opened: file is not a database. Restore a backup.\n"
    )


def test_a_server_that_does_not_answer_is_named_without_its_password(
    catalogue: Typed, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = "postgresql+psycopg://me:secret@127.0.0.1:1/reports"
    monkeypatch.setenv("CATALOGUE_DATABASE_URL", url)
    for words in (*READING, *OTHERS):
        result = catalogue(*words)
        assert result.exit_code == 3
        (line,) = result.stderr.splitlines()
        assert line.startswith("postgresql+psycopg://me:***@127.0.0.1:1/reports cannot be opened")
        assert "Connection refused" in line
        assert "secret" not in line


def test_a_file_that_is_damaged_further_in_is_said_plainly_and_why(
    catalogue: Typed, tmp_path: Path
) -> None:
    catalogue("import", "--publish", "-", stdin=RECORDS)
    file = tmp_path / "data" / "catalogue.sqlite"
    whole = file.read_bytes()
    page = 8192
    file.write_bytes(whole[: page * 12] + b"\xff" * (len(whole) - page * 12))
    for words in (("check",), ("export", str(tmp_path / "out"))):
        result = catalogue(*words)
        assert result.exit_code in {3, 4}
        assert len(result.stderr.splitlines()) == 1
        assert "malformed" in result.stderr
        assert "estore a backup" in result.stderr


def test_a_database_of_a_later_version_is_said_plainly_with_what_to_do(
    catalogue: Typed, tmp_path: Path
) -> None:
    catalogue("import", "-", stdin=RECORDS)
    file = tmp_path / "data" / "catalogue.sqlite"
    engine = open_engine(f"sqlite:///{file}")
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0099'"))
    engine.dispose()
    for words in (*READING, *OTHERS):
        result = catalogue(*words)
        assert result.exit_code == 3
        (line,) = result.stderr.splitlines()
        assert line.startswith(f"{file} cannot be opened: it has schema 0099, and this version")
        assert line.endswith("Start the version that made it, or restore a backup made before.")
