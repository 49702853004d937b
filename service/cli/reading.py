"""Reading the settings for a command."""

import os

import typer
from pydantic import ValidationError

from service.settings import PREFIX, Settings
from service.suggestion import did_you_mean

WRONG = 2


def read_settings(host: str | None = None, port: int | None = None) -> Settings:
    """Read the settings; what is typed outranks the environment."""
    warn_of_unknown()
    typed = {"host": host, "port": port}
    try:
        settings = Settings()
    except ValidationError as error:
        for problem in error.errors():
            name = "_".join(str(part) for part in problem["loc"])
            typer.echo(f"{variable(name)}: {problem['msg']}", err=True)
        raise typer.Exit(WRONG) from error
    known = {name: value for name, value in typed.items() if value is not None}
    return settings.model_copy(update=known)


def warn_of_unknown() -> None:
    """Name the variables that look like settings and are none."""
    known = [variable(name) for name in Settings.model_fields]
    for name in sorted(os.environ):
        if name.startswith(PREFIX) and name not in known:
            nearest = did_you_mean(name.removeprefix(PREFIX), Settings.model_fields, 1)
            hint = "".join(f" Did you mean {variable(each)}?" for each in nearest)
            typer.echo(f"{name} is not a setting and is ignored.{hint}", err=True)


def variable(name: str) -> str:
    """Return the environment variable of a setting."""
    return f"{PREFIX}{name}".upper()
