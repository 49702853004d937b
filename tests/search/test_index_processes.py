import pickle
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.search import follower
from tests.search.library import Library

COUNT = 4000


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library(tmp_path) as opened:
        for number in range(COUNT):
            opened.report(f"r{number}", f"Report {number}")
        (tmp_path / "ledger").write_bytes(pickle.dumps(opened.ledger))
        yield opened


def start(library: Library) -> subprocess.Popen[str]:
    """Start another process that follows the same ledger on the same folder."""
    arguments = [follower.__file__, str(library.folder), str(library.folder.parent / "ledger")]
    return subprocess.Popen(  # noqa: S603
        [sys.executable, *arguments], stdout=subprocess.PIPE, text=True
    )


def test_processes_on_one_folder_all_see_everything(library: Library) -> None:
    others = [start(library) for _ in range(2)]
    assert library.ask("report").total == COUNT
    for other in others:
        assert other.communicate()[0] == str(COUNT)
        assert other.returncode == 0
    library.report("late", "Late report")
    assert library.ask("report").total == COUNT + 1


def test_a_killed_writer_leaves_an_index_that_the_next_one_finishes(library: Library) -> None:
    writer = start(library)
    while not list(library.folder.glob("*/progress")):
        assert writer.poll() is None
    writer.kill()
    writer.communicate()
    assert library.ask("report").total == COUNT
    assert library.find("3999") == ["r3999"]
