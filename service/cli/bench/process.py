"""What a process and those it started use: memory of their own, and time of the processor."""

import os
import re
from pathlib import Path

ANONYMOUS = re.compile(r"^Anonymous:\s+(\d+) kB$", re.MULTILINE)
EVERY = 5000
"""Records of an import between two looks at its memory."""


def family(pid: int) -> list[int]:
    """Return a process and those that it started; the process alone where Linux does not say."""
    children = Path(f"/proc/{pid}/task/{pid}/children")
    started = children.read_text().split() if children.exists() else []
    return [pid, *(each for child in started for each in family(int(child)))]


def anonymous_memory(pid: int) -> float | None:
    """Return the megabytes that are a family's own; unknown where Linux does not say."""
    rollups = [Path(f"/proc/{each}/smaps_rollup") for each in family(pid)]
    texts = [rollup.read_text() for rollup in rollups if rollup.exists()]
    found = [match for text in texts if (match := ANONYMOUS.search(text))]
    return sum(int(match.group(1)) for match in found) / 1000 if found else None


def processor_milliseconds(pid: int) -> float | None:
    """Return how long a family has been at work; unknown where Linux does not say."""
    stats = [Path(f"/proc/{each}/stat") for each in family(pid)]
    fields = [stat.read_text().rpartition(")")[2].split()[11:13] for stat in stats if stat.exists()]
    ticks = sum(int(count) for each in fields for count in each)
    return ticks * 1000 / os.sysconf("SC_CLK_TCK") if fields else None


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
