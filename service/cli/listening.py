"""The socket that a command serves on: it is bound before anything is promised."""

import errno
import socket

import typer

from service.cli.database import FAILED
from service.settings import Settings

BACKLOG = 2048
"""Connections that may wait to be accepted."""


def listen(settings: Settings) -> tuple[socket.socket, Settings]:
    """Bind the socket, and let callers wait at it; say plainly if that cannot be.

    Returns it and the settings with the port that it has.
    """
    host, port = settings.host, settings.port
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            text = f"Port {port} is taken: choose another with --port."
        else:
            text = f"Nobody can listen on {host}, port {port}: {error.strerror}."
        typer.echo(text, err=True)
        raise typer.Exit(FAILED) from error
    return listener, settings.model_copy(update={"port": listener.getsockname()[1]})


def address(settings: Settings) -> str:
    """Return where the catalogue is found: as partners see it, or on this machine."""
    return str(settings.public_url or local_address(settings)).rstrip("/")


def local_address(settings: Settings) -> str:
    """Return where a browser on this machine finds the catalogue."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)  # noqa: S104
    return f"http://[{host}]:{settings.port}" if ":" in host else f"http://{host}:{settings.port}"
