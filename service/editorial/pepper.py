"""The pepper: the secret without which a stolen table of keys is worth nothing."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection

from service.editorial.keys import mark_of, marks
from service.errors import ServiceUnavailable
from service.settings import Settings

NAME = "pepper"
FOREIGN = (
    "The database has API keys, and none of them was made with the secret in {} or in "
    "CATALOGUE_PEPPER. Let CATALOGUE_DATA name the folder in which they were made, or "
    "CATALOGUE_PEPPER the secret. If it is lost, revoke the keys (`catalogue keys list`, "
    "`catalogue keys revoke ID`) and issue new ones."
)


def read_pepper(settings: Settings) -> bytes:
    """Return the pepper: the one that is set, or that of the data folder.

    It is never made here: with another pepper no key would be known any more.

    Raises:
        ServiceUnavailable: if there is none, or the file cannot be read.
    """
    if settings.pepper is not None:
        return settings.pepper.get_secret_value().encode()
    with explained(settings):
        return path_of(settings).read_bytes()


def prepare_pepper(connection: Connection, settings: Settings) -> None:
    """Make the pepper if there is none, unless no key that is good would be known with it.

    Raises:
        ServiceUnavailable: if the keys need another, or the file cannot be written.
    """
    needed = marks(connection)
    is_there = settings.pepper is not None or path_of(settings).exists()
    fitting = {mark_of(read_pepper(settings)), None} if is_there else set[str | None]()
    if needed and needed.isdisjoint(fitting):
        raise ServiceUnavailable(FOREIGN.format(path_of(settings)))
    make_pepper(settings)


def make_pepper(settings: Settings) -> None:
    """Make the pepper in the data folder, if there is none yet and none is set.

    Raises:
        ServiceUnavailable: if the file cannot be written.
    """
    path = path_of(settings)
    with explained(settings):
        if settings.pepper is None and not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            make(path)


def path_of(settings: Settings) -> Path:
    """Return where the pepper is kept."""
    return settings.data / NAME


@contextmanager
def explained(settings: Settings) -> Iterator[None]:
    """Say which file is the trouble."""
    try:
        yield
    except OSError as error:
        text = f"The secret of the API keys, {path_of(settings)}, cannot be read: {error.strerror}."
        raise ServiceUnavailable(text) from error


def make(path: Path) -> None:
    """Make the file, readable for nobody else, whole at once; of two processes the first wins."""
    partial = path.with_name(f"{NAME}.{secrets.token_hex(8)}")
    try:
        partial.touch(mode=0o600, exist_ok=False)
        with partial.open("wb") as file:
            file.write(secrets.token_hex(32).encode())
            file.flush()
            os.fsync(file.fileno())
        path.hardlink_to(partial)
    except FileExistsError:
        pass  # another process was first, and its pepper is the one
    finally:
        partial.unlink(missing_ok=True)
