"""Promises of `catalogue check`."""

import shutil
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from service.ledger.connection import open_blocking_reads
from service.ledger.read import LedgerSource
from service.search.index import Index
from tests.cli.conftest import Typed, lines

RECORDS = lines(
    {"kind": "report", "key": "r", "title": {"en": "A report"}},
    {"kind": "mention", "key": "m", "headline": {"en": "A mention"}, "reports": ["r"]},
)


def damage(data: Path, statement: str) -> None:
    engine = create_engine(f"sqlite:///{data / 'catalogue.sqlite'}")
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()


def test_a_sound_catalogue_agrees(catalogue: Typed) -> None:
    catalogue("import", "--publish", "-", stdin=RECORDS)
    result = catalogue("check")
    assert result.exit_code == 0
    assert "2 public records: tables, ledger and index agree." in result.stdout


def test_an_empty_catalogue_agrees(catalogue: Typed) -> None:
    catalogue("import", "-")
    assert catalogue("check").exit_code == 0


def test_a_changed_document_is_named_and_the_command_fails(
    catalogue: Typed, tmp_path: Path
) -> None:
    catalogue("import", "--publish", "-", stdin=RECORDS)
    assert catalogue("check").exit_code == 0
    change = "UPDATE ledger_entry SET document = replace(document, 'A report', 'Another')"
    damage(tmp_path / "data", f"{change} WHERE kind = 'report'")
    result = catalogue("check")
    assert result.exit_code == 1
    assert "another document than is rendered" in result.stdout
    assert "1 faults, with 2 public records." in result.stderr


def test_an_index_that_differs_is_named(catalogue: Typed, tmp_path: Path) -> None:
    catalogue("import", "--publish", "-", stdin=RECORDS)
    assert catalogue("check").exit_code == 0
    damage(tmp_path / "data", "UPDATE ledger_entry SET ordinal = 0 WHERE kind = 'report'")
    result = catalogue("check")
    assert result.exit_code == 1
    assert "the index holds something else" in result.stdout


def test_an_index_that_is_gone_is_built_again(catalogue: Typed, tmp_path: Path) -> None:
    catalogue("import", "--publish", "-", stdin=RECORDS)
    assert catalogue("check").exit_code == 0
    for file in (tmp_path / "data" / "index").rglob("*"):
        if file.is_file():
            file.unlink()
    assert catalogue("check").exit_code == 0


def test_an_index_is_compared_with_the_replica_that_readers_see_and_gets_no_further(
    catalogue: Typed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, replica = tmp_path / "data", tmp_path / "replica.sqlite"
    catalogue("import", "--publish", "-", stdin=RECORDS)
    shutil.copy(data / "catalogue.sqlite", replica)
    more = {"kind": "report", "key": "late", "title": {"en": "Not there yet"}}
    catalogue("import", "--publish", "-", stdin=lines(more))
    monkeypatch.setenv("CATALOGUE_READ_DATABASE_URL", f"sqlite:///{replica}")
    result = catalogue("check")
    assert result.exit_code == 0, result.output
    with closing(open_blocking_reads(f"sqlite:///{replica}")) as reads:
        source = LedgerSource(reads)
        with closing(Index(data / "index", source)) as index:
            assert index.follow(source.head())
            assert index.snapshot is not None
            assert index.snapshot.sequence == source.head().sequence
