"""Did you mean: the known names nearest to one that is not known."""

import difflib
from collections.abc import Iterable


def did_you_mean(name: object, known: Iterable[str], count: int = 3) -> list[str]:
    """Return up to `count` known names that look like this one, the nearest first."""
    return difflib.get_close_matches(str(name)[:100].lower(), list(known), n=count, cutoff=0.6)
