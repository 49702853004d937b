"""Cutting what is long into pieces that fit: into a statement, into memory."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")


def batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Cut items into lists of at most so many."""
    remaining = iter(items)
    while batch := list(islice(remaining, size)):
        yield batch
