"""What goes on beside a measurement: tasks, each in a process of its own."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from multiprocessing import get_context
from multiprocessing.synchronize import Event

from service.cli.bench.load import Sample, Target, measure
from service.errors import ServiceUnavailable

PATIENCE = 30.0
"""Seconds that a task has to end."""

Task = Callable[[Event, Event], None]
"""Sets the first event as soon as it is at work, and ends soon after the second is set."""


def measure_beside(tasks: Sequence[Task], target: Target, seconds: int) -> Sample:
    """Measure while all tasks go on."""
    with ExitStack() as stack:
        for task in tasks:
            stack.enter_context(meanwhile(task))
        return measure(target, seconds)


@contextmanager
def meanwhile(task: Task) -> Iterator[None]:
    """Let a process of its own do a task until the end of the block.

    Raises:
        ServiceUnavailable: if the task fails: then nothing was measured beside it.
    """
    processes = get_context("spawn")
    begun, over = processes.Event(), processes.Event()
    process = processes.Process(target=task, args=(begun, over), daemon=True)
    process.start()
    try:
        while process.is_alive() and not begun.wait(0.1):
            pass
        yield
    finally:
        over.set()
        process.join(PATIENCE)
        if process.is_alive():
            process.terminate()
    if process.exitcode:
        raise ServiceUnavailable("What ran beside a measurement failed; see what it said above.")
