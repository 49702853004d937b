"""The pepper: the secret without which a stolen table of keys is worth nothing."""

import os
import secrets
from pathlib import Path

from service.errors import ServiceUnavailable
from service.settings import Settings

NAME = "pepper"


def read_pepper(settings: Settings) -> bytes:
    """Return the pepper: the one that is set, or one that is made once in the data folder.

    Raises:
        ServiceUnavailable: if the file can neither be read nor made.
    """
    if settings.pepper is not None:
        return settings.pepper.get_secret_value().encode()
    path = settings.data / NAME
    try:
        if not path.exists():
            make(path)
        return path.read_bytes()
    except OSError as error:
        text = f"The secret of the API keys, {path}, cannot be read: {error.strerror}."
        raise ServiceUnavailable(text) from error


def make(path: Path) -> None:
    """Make the file, readable for nobody else, whole at once; of two processes the first wins."""
    path.parent.mkdir(parents=True, exist_ok=True)
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
