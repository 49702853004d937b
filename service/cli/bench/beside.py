"""Measurements beside something else: tasks that go on meanwhile, each in a process of its own."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from multiprocessing import get_context
from multiprocessing.synchronize import Event

from service.cli.bench.data import Step
from service.cli.bench.load import Sample, Target, measure
from service.cli.bench.rounds import Length, middle, share
from service.cli.bench.servers import Server
from service.cli.bench.work import Work
from service.errors import ServiceUnavailable

PATIENCE = 30.0
"""Seconds that a task has to end."""

Task = Callable[[Event, Event], None]
"""Sets the first event as soon as it is at work, and ends soon after the second is set."""


def measure_beside(
    loads: Mapping[str, Sequence[Task]], work: Work, server: Server, length: Length, step: Step
) -> dict[str, Sample]:
    """Measure a work of our service beside the tasks of each load.

    All take turns, so that noise hits them alike, and none asks what another has asked.
    """
    found: dict[str, list[Sample]] = {load: [] for load in loads}
    order = list(loads) * length.rounds
    for turn, load in enumerate(order):
        step(f"{work.name}, {load}")
        paths = share(work.catalogue, turn, len(order))
        with ExitStack() as stack:
            for task in loads[load]:
                stack.enter_context(meanwhile(task))
            target = Target(server.port, server.pid, paths, work.headers)
            found[load].append(measure(target, length.seconds))
    return {load: middle(samples) for load, samples in found.items()}


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
