"""The files that the apps answer from, read once through so that none of them waits for a disk."""

import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

Step = Callable[[str], None]
"""Is called before each thing that is done, and told what that is."""

AVAILABLE = re.compile(r"^MemAvailable:\s+(\d+) kB$", re.MULTILINE)
CORPUS = "corpus.ndjson"
"""The import file: no app reads it."""
PART = 1 << 20


class Data:
    """The files of all apps in a folder; `fits` if the memory that is free can hold them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.fits = sum(file.stat().st_size for file in self.files()) <= free_memory()

    def files(self) -> list[Path]:
        """List the databases and the parts of the index."""
        found = self.folder.rglob("*")
        return [path for path in found if path.is_file() and path.name != CORPUS]

    def warm(self) -> None:
        """Read all files once through, if they fit: what was read lately stays in memory."""
        part = bytearray(PART)
        for path in self.files() if self.fits else ():
            with suppress(FileNotFoundError), path.open("rb", buffering=0) as file:
                while file.readinto(part):
                    pass

    def warmed(self, step: Step) -> Step:
        """Return a step that reads all files once through as well."""

        def go(text: str) -> None:
            step(text)
            self.warm()

        return go


def free_memory() -> int:
    """Return the bytes that are free or could be; none where Linux does not say."""
    source = Path("/proc/meminfo")
    found = AVAILABLE.search(source.read_text()) if source.exists() else None
    return int(found.group(1)) * 1024 if found else 0
