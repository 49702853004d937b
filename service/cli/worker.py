"""One of several processes that answer: it ends when the first one is gone, however that went."""

import os
import signal
from multiprocessing import parent_process
from threading import Thread

import structlog
from fastapi import FastAPI

from service.app import create_app
from service.cli.server_log import quiet_server

log = structlog.get_logger("catalogue")


def create_worker() -> FastAPI:
    """Make the application that a worker serves."""
    app = create_app()
    quiet_server()
    Thread(target=follow_parent, daemon=True).start()
    return app


def follow_parent() -> None:
    """Stop as the first process would ask for, once it was killed and cannot ask."""
    if parent := parent_process():
        parent.join()
        log.error("first process gone, worker stops", gone=parent.pid)
        os.kill(os.getpid(), signal.SIGTERM)
