"""Promises about memory that is not used any more."""

import os
from collections.abc import Callable
from time import monotonic, sleep

from service.cli.bench.process import anonymous_memory
from service.web.server.heap import trimmed

PATIENCE = 20


def memory() -> float:
    """Return what this process has for itself."""
    return anonymous_memory(os.getpid()) or 0


def comes(is_so: Callable[[], bool]) -> bool:
    """Wait until something is so."""
    end = monotonic() + PATIENCE
    while not is_so() and monotonic() < end:
        sleep(0.01)
    return is_so()


def test_the_system_gets_back_what_lies_free_between_what_is_used() -> None:
    before = memory()
    answers = [bytes(2000 + number % 100) for number in range(20_000)]
    grown = memory() - before
    with trimmed(0.01):
        del answers[: len(answers) - 1]  # the last one lies at the end of the heap
        assert comes(lambda: memory() - before < grown / 2)
