"""How much memory a process has of its own."""

import os
import re
from pathlib import Path

ANONYMOUS = re.compile(r"^Anonymous:\s+(\d+) kB$", re.MULTILINE)
EVERY = 5000


def anonymous_memory(pid: int) -> float | None:
    """Return the megabytes that are the process's own; unknown where Linux does not say."""
    rollup = Path(f"/proc/{pid}/smaps_rollup")
    found = ANONYMOUS.search(rollup.read_text()) if rollup.exists() else None
    return int(found.group(1)) / 1000 if found else None


class Peak:
    """Watches the memory of this process while an import tells its progress."""

    def __init__(self) -> None:
        self.before = anonymous_memory(os.getpid())
        self.highest = self.before

    def __call__(self, _step: str, count: int) -> None:
        """Look again every few thousand records."""
        now = anonymous_memory(os.getpid()) if count % EVERY == 0 else None
        if now is not None:
            self.highest = max(now, self.highest or 0)
