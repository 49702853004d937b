"""Several processes that answer: uvicorn's own, watched a little more closely."""

import structlog
from uvicorn.supervisors import Multiprocess

log = structlog.get_logger("catalogue")


class Supervisor(Multiprocess):
    """Replaces workers that died or are to be others, and says so."""

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
        for listener in self.sockets:
            # While we hold it, too, callers wait at it whom nobody answers.
            listener.close()
        super().terminate_all()

    def pids(self) -> list[int | None]:
        """Return the workers, each at its place."""
        return [process.pid for process in self.processes]

    def replaced(self, before: list[int | None]) -> list[tuple[int | None, int | None]]:
        """Return the workers that are no more where they were, and those that are there now."""
        pairs = zip(before, self.pids(), strict=True)
        return [(old, new) for old, new in pairs if old != new]
