"""What a process uses: memory of its own, and time of the processor."""

import os
import re
from pathlib import Path

ANONYMOUS = re.compile(r"^Anonymous:\s+(\d+) kB$", re.MULTILINE)
EVERY = 5000
"""Records of an import between two looks at its memory."""


def anonymous_memory(pid: int) -> float | None:
    """Return the megabytes that are the process's own; unknown where Linux does not say."""
    rollup = Path(f"/proc/{pid}/smaps_rollup")
    found = ANONYMOUS.search(rollup.read_text()) if rollup.exists() else None
    return int(found.group(1)) / 1000 if found else None


def processor_milliseconds(pid: int) -> float | None:
    """Return how long a process has been at work; unknown where Linux does not say."""
    stat = Path(f"/proc/{pid}/stat")
    if not stat.exists():
        return None
    user, system = stat.read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) * 1000 / os.sysconf("SC_CLK_TCK")


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
