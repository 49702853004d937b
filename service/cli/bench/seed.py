"""Chance that is the same in every run and on every machine."""

from random import Random


def dice(*purpose: object) -> Random:
    """Return a generator of its own for one purpose: the same purpose draws the same numbers."""
    return Random(":".join(map(str, ("catalogue bench", *purpose))))  # noqa: S311  no secrets here


def skewed(random: Random, count: int) -> int:
    """Draw a number below `count`; low ones often, high ones seldom."""
    return int(count * random.random() ** 3)
