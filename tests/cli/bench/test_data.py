import os
from pathlib import Path

import pytest

from service.cli.bench.data import Data, free_memory


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("catalogue.sqlite", "catalogue.sqlite-wal", "naive.sqlite", "corpus.ndjson"):
        (tmp_path / name).write_bytes(b"x" * 100)
    (tmp_path / "index" / "9").mkdir(parents=True)
    (tmp_path / "index" / "9" / "part.idx").write_bytes(b"x" * 100)
    return tmp_path


def test_all_files_that_apps_answer_from_are_read(folder: Path) -> None:
    read = {path.name for path in Data(folder).files()}
    assert read == {"catalogue.sqlite", "catalogue.sqlite-wal", "naive.sqlite", "part.idx"}


def test_files_that_are_larger_than_the_free_memory_are_left_unread(folder: Path) -> None:
    assert Data(folder).fits
    os.truncate(folder / "catalogue.sqlite", 1 << 42)  # a hole: it takes no room on the disk
    larger = Data(folder)
    assert not larger.fits
    larger.warm()  # would take an hour


def test_the_system_says_how_much_memory_is_free() -> None:
    assert free_memory() > 0


def test_files_are_read_before_each_step_and_a_file_may_go_meanwhile(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    found = Data(folder)
    gone = [*found.files(), folder / "gone"]
    monkeypatch.setattr(found, "files", lambda: gone)
    found.warmed(told.append)("round 1")
    assert told == ["round 1"]
