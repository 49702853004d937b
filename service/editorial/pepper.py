"""The pepper: the secret without which a stolen table of keys is worth nothing."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from service.errors import ServiceUnavailable
from service.settings import Settings

NAME = "pepper"


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
