"""Memory that answers took and gave back: the system gets it again."""

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

EVERY = 5.0
"""Seconds between two times, each of which takes a millisecond or two beside the event loop."""


@contextmanager
def trimmed(every: float = EVERY) -> Iterator[None]:
    """Let go of free memory now and then.

    Answers are kept in place of others that have another size: what they leave is free, but lies
    between what is used, so that glibc keeps it. That becomes more than ten megabytes.
    """
    end = Event()
    thread = Thread(target=trim, args=(end, every), name="heap", daemon=True)
    thread.start()
    try:
        yield
    finally:
        end.set()
        thread.join()


def trim(end: Event, every: float) -> None:
    """Let go of free memory until the end; only glibc has to be asked for it."""
    give_back = getattr(ctypes.CDLL(None), "malloc_trim", None)
    while give_back and not end.wait(every):
        give_back(0)
