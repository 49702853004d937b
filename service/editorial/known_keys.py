"""API keys that a process has met: it asks the database for each of them once a minute."""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import Engine

from service.editorial.keys import Editor, note_use, recognise
from service.editorial.pepper import read_pepper
from service.errors import ServiceUnavailable, Unauthorized
from service.settings import Settings
from service.tables.database import reading, writing

ASKED_EVERY = 60.0
"""Seconds after which the database is asked again: so long a revoked key may still count as one."""


@dataclass(frozen=True)
class Met:
    """A key that was recognised: its id, and when."""

    key_id: str
    at: float


class KnownKeys:
    """Tells keys for each request, of readers too, without a query for each.

    What only a key may do is checked anew each time, by its route.
    """

    def __init__(
        self, engine: Engine, settings: Settings, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.engine = engine
        self.settings = settings
        self.clock = clock
        self.met: dict[bytes, Met] = {}
        self.notes = ThreadPoolExecutor(1, "notes")
        """Writes when keys were used; nobody waits for it."""

    def close(self) -> None:
        """Let the notes that are still to be written be written."""
        self.notes.shutdown(wait=True)

    def is_known(self, key: str) -> bool:
        """Say whether a key was recognised before."""
        return digest(key) in self.met

    def known(self, key: str) -> str | None:
        """Return the id of a key that was recognised within the last minute."""
        met = self.met.get(digest(key))
        return met.key_id if met and self.clock() - met.at < ASKED_EVERY else None

    async def name(self, key: str) -> str:
        """Return the id of a key.

        Raises:
            Unauthorized: if it is unknown, or for a minute has been revoked or expired.
            ServiceUnavailable: if it was not met before, and the database does not answer.
        """
        if key_id := self.known(key):
            return key_id
        known, present = self.met.get(digest(key)), self.clock()
        if known:
            # Of many requests at this moment one asks.
            self.met[digest(key)] = Met(known.key_id, present)
        try:
            editor = await asyncio.to_thread(self.ask, key)
        except ServiceUnavailable:
            if known is None:
                raise
            return known.key_id
        return self.remember(key, editor, present)

    def ask(self, key: str) -> Editor | None:
        """Ask the database whose key it is."""
        with reading(self.engine) as connection:
            return recognise(connection, read_pepper(self.settings), key)

    def remember(self, key: str, editor: Editor | None, at: float) -> str:
        """Remember a key that is valid, and note its use; forget another and raise Unauthorized."""
        if editor is None:
            self.met.pop(digest(key), None)
            raise Unauthorized("The API key is unknown, revoked or expired.")
        key_id = str(editor.key_id)
        self.met[digest(key)] = Met(key_id, at)
        self.notes.submit(self.note, key_id).add_done_callback(show_fault)
        return key_id

    def note(self, key_id: str) -> None:
        """Note that a key was used; where others write for long, the next minute will do."""
        with suppress(ServiceUnavailable), writing(self.engine) as connection:
            note_use(connection, key_id)


def show_fault(note: Future[None]) -> None:
    """Let a fault be logged; what is raised here is."""
    note.result()


def digest(key: str) -> bytes:
    """Name a key without keeping it."""
    return sha256(key.encode("utf-8", "surrogatepass")).digest()
