"""`catalogue serve`: answer requests."""

import signal
from types import FrameType
from typing import Annotated, NoReturn

import typer
import uvicorn
from pydantic import ValidationError

from service.app import create_app
from service.cli.database import open_database
from service.settings import Settings
from service.web.protocol import Connection

GRACE = 10

Host = Annotated[str | None, typer.Option(help="Address to listen on.")]
Port = Annotated[int | None, typer.Option(min=0, max=65535, help="Port to listen on.")]


def serve(host: Host = None, port: Port = None) -> None:
    """Serve the catalogue that is in the data folder or the database; empty is fine."""
    settings = read_settings(host, port)
    open_database(settings).dispose()
    run(settings)


def leave(_signal: int, _frame: FrameType | None) -> NoReturn:
    """End as asked: the server raises the signal again once it has finished."""
    raise SystemExit(0)


def read_settings(host: str | None = None, port: int | None = None) -> Settings:
    """Read the settings; what is typed outranks the environment."""
    typed = {"host": host, "port": port}
    try:
        settings = Settings()
    except ValidationError as error:
        for problem in error.errors():
            name = "_".join(str(part) for part in problem["loc"]).upper()
            typer.echo(f"CATALOGUE_{name}: {problem['msg']}", err=True)
        raise typer.Exit(2) from error
    known = {name: value for name, value in typed.items() if value is not None}
    return settings.model_copy(update=known)


def run(settings: Settings) -> None:
    """Answer requests until told to stop; requests under way are finished, then exit with 0."""
    signal.signal(signal.SIGTERM, leave)
    uvicorn.run(
        create_app(settings),
        host=settings.host,
        port=settings.port,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE,
        http=Connection,
        ws="none",
    )
