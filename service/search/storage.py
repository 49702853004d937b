"""The index's folder: where each build of it lives, how far it is, and who may write."""

import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

from service.search.fields import FORMAT


@dataclass(frozen=True)
class Progress:
    """How far a build of the index is: the ledger's number, and a token of the build.

    It is whole from the number on that the ledger had when it was begun.
    """

    sequence: int
    build: str
    whole_from: int = 0

    @property
    def is_whole(self) -> bool:
        """Say whether searches may see it: who finds half of all would take it for all."""
        return self.sequence >= self.whole_from


class Storage:
    """The folder of one format and one ledger, beside those of others.

    The engine commits first and the progress is written after, so after a crash at any point
    the index holds at least what the progress says; applying a change again is harmless.
    """

    def __init__(self, folder: Path, epoch: str) -> None:
        self.folder = folder
        self.epoch = epoch
        self.home = folder / f"{FORMAT}-{epoch}"
        self.file = self.home / "progress"

    def lock(self) -> FileLock:
        """Return the lock of the one writer; the system frees it when its process ends."""
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        return FileLock(self.folder.with_name(f"{self.folder.name}.lock"))

    def progress(self) -> Progress | None:
        """Read how far the index is; `None` if there is none, or none that can be used."""
        try:
            sequence, build, *whole_from = self.file.read_text("utf-8").split()
            return Progress(int(sequence), build, *map(int, whole_from))
        except (OSError, ValueError, TypeError):
            return None

    def advance(self, progress: Progress) -> None:
        """Write how far the index is, in one step."""
        new = self.file.with_suffix(".new")
        new.write_text(f"{progress.sequence} {progress.build} {progress.whole_from}", "utf-8")
        new.replace(self.file)

    def begin(self, whole_from: int) -> Progress:
        """Make an empty folder for a new build, and remove those of other ledgers and formats."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.home.mkdir(parents=True)
        return Progress(0, secrets.token_hex(8), whole_from)

    def stamp(self) -> int:
        """Return a number that changes whenever somebody writes progress; 0 if there is none."""
        try:
            return self.file.stat().st_mtime_ns
        except OSError:
            return 0
