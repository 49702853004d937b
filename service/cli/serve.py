"""`catalogue serve`: answer requests."""

import os
import signal
from contextlib import closing, suppress
from importlib.metadata import version
from socket import socket
from types import FrameType
from typing import NoReturn

import structlog
import typer
import uvicorn

from service import NAME, logging
from service.app import create_app
from service.cli.database import FAILED, disposing, open_database, place
from service.cli.listening import listen, local_address
from service.cli.reading import read_settings
from service.cli.server_log import quiet_server
from service.cli.supervisor import Supervisor
from service.editorial.pepper import prepare_pepper
from service.errors import ServiceUnavailable
from service.ledger.connection import open_blocking_reads
from service.ledger.read import LedgerSource
from service.settings import Settings
from service.tables.database import reading
from service.web.server.protocol import Connection

log = structlog.get_logger("catalogue")
GRACE = 10
"""Seconds in which requests that are under way can come to their end."""
SLOWEST_START = 60
"""Seconds in which a worker must begin to answer; one that is silent for so long is replaced."""


def serve_catalogue(host: str | None, port: int | None, workers: int) -> None:
    """Open the database at the newest schema, and answer requests until told to stop."""
    listener, settings = listen(read_settings(host, port))
    with listener:
        with disposing(open_database(settings)) as engine, reading(engine) as connection:
            prepare_pepper(connection, settings)
        run(settings, listener, workers)


def leave(_signal: int, _frame: FrameType | None) -> NoReturn:
    """End as asked, and at once: the server raises the signal again once it has finished.

    A thread whose request was cut would otherwise go on, and might store what was said to fail.
    """
    log.info("stopped")
    os._exit(0)


def run(settings: Settings, listener: socket, workers: int = 1) -> None:
    """Answer requests until told to stop; requests under way are finished, then exit with 0.

    Several workers share one socket, and read their settings from the environment.
    """
    logging.configure(settings.log_level)
    log.info("serving", address=local_address(settings), **served(settings))
    try:
        answer(settings, listener, workers)
    finally:
        log.info("stopped")


def served(settings: Settings) -> dict[str, str | int | None]:
    """Say what is served: from where, how far the ledger is that readers see, by which version."""
    told: dict[str, str | int | None] = {"database": place(settings.url), "sequence": None}
    if settings.read_database_url:
        told["read_database"] = place(settings.read_url)
    with suppress(ServiceUnavailable), closing(open_blocking_reads(settings.read_url)) as reads:
        told["sequence"] = LedgerSource(reads).head().sequence  # a replica may come later
    return told | {"version": version(NAME)}


def answer(settings: Settings, listener: socket, workers: int) -> None:
    """Let one process or several answer what comes in at a socket."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, leave)
    quiet_server()
    config = uvicorn.Config(
        create_app(settings) if workers == 1 else "service.cli.worker:create_worker",
        factory=workers > 1,
        workers=workers,
        timeout_worker_healthcheck=SLOWEST_START,
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE,
        http=Connection,
        ws="none",
    )
    server = uvicorn.Server(config)
    if workers > 1:
        Supervisor(config, [listener]).run()
    else:
        server.run([listener])
        if not server.started:
            raise typer.Exit(FAILED)
