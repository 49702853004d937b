"""Several processes that answer: uvicorn's own, watched a little more closely."""

import structlog
from uvicorn.supervisors import Multiprocess

log = structlog.get_logger("catalogue")


class Supervisor(Multiprocess):
    """Replaces workers that died, and says so."""

    def keep_subprocess_alive(self) -> None:
        """Replace the workers that do not answer."""
        before = [process.pid for process in self.processes]
        for process in self.processes:
            # While we hold the other end, too, a worker that is killed seems to think for long.
            process.child_conn.close()
        super().keep_subprocess_alive()
        for died, process in zip(before, self.processes, strict=True):
            if process.pid != died:
                log.warning("worker replaced", died=died, process=process.pid)

    def terminate_all(self) -> None:
        """Let the workers end; whoever connects from now on is refused."""
        for listener in self.sockets:
            # While we hold it, too, callers wait at it whom nobody answers.
            listener.close()
        super().terminate_all()
