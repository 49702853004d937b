"""Several processes that answer: uvicorn's own, watched a little more closely."""

import signal
import time
from multiprocessing import active_children
from threading import Event
from types import FrameType

import structlog
from uvicorn.supervisors import Multiprocess

log = structlog.get_logger("catalogue")


class Told(Event):
    """An event that a signal may set: the lock of another may be held by what it interrupts."""

    is_told = False

    def set(self) -> None:
        """Say so."""
        self.is_told = True

    def is_set(self) -> bool:
        """Tell whether somebody said so."""
        return self.is_told

    def wait(self, timeout: float | None = None) -> bool:
        """Wait, all the time that is given."""
        time.sleep(timeout or 0)
        return self.is_told


class Supervisor(Multiprocess):
    """Replaces workers that died or are to be others, and says so."""

    def init_processes(self) -> None:
        """Start the workers; from then on a stop waits for nothing else that is done here."""
        super().init_processes()
        self.should_exit = Told()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self.stop)

    def stop(self, _signal: int, _frame: FrameType | None) -> None:
        """Let all workers end side by side, also those of a restart that is under way."""
        self.should_exit.set()
        self.refuse()
        for worker in active_children():
            worker.terminate()

    def refuse(self) -> None:
        """Refuse whoever connects from now on: while we hold it, too, callers wait for nobody."""
        for listener in self.sockets:
            listener.close()

    def keep_subprocess_alive(self) -> None:
        """Replace the workers that do not answer."""
        before = self.pids()
        for process in self.processes:
            # While we hold the other end, too, a worker that is killed seems to think for long.
            process.child_conn.close()
        super().keep_subprocess_alive()
        for died, new in self.replaced(before):
            log.warning("worker replaced", died=died, began=new)

    def restart_all(self) -> None:
        """Replace all workers one by one."""
        before = self.pids()
        super().restart_all()
        for ended, new in self.replaced(before):
            log.info("worker replaced", ended=ended, began=new)

    def terminate_all(self) -> None:
        """Let the workers end; whoever connects from now on is refused."""
        self.refuse()
        super().terminate_all()

    def pids(self) -> list[int | None]:
        """Return the workers, each at its place."""
        return [process.pid for process in self.processes]

    def replaced(self, before: list[int | None]) -> list[tuple[int | None, int | None]]:
        """Return the workers that are no more where they were, and those that are there now."""
        pairs = zip(before, self.pids(), strict=True)
        return [(old, new) for old, new in pairs if old != new]
