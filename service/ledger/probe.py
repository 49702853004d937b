"""Whether the database is there for newcomers: connections that are kept may answer on without."""

from contextlib import closing
from pathlib import Path

from sqlalchemy.engine import make_url

from service.errors import ServiceUnavailable
from service.ledger.connection import DATABASE_ERRORS, READ_ONLY, open_sqlite, psycopg_url
from service.ledger.read import HEAD
from service.patience import PatientConnection, connecting

DOCUMENT = "SELECT document FROM ledger_entry LIMIT 1"
PATIENCE = 2
"""Seconds that a connection may take."""
MOVED = "The file of the database is another one, or gone. Put it back, or start the service again."


class Probe:
    """Asks a database over a connection of its own."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.file = Path(make_url(url).database or "") if url.startswith("sqlite") else None
        self.known = self.identity()

    def identity(self) -> tuple[int, int] | None:
        """Return what tells the file from any other; nothing if there is none."""
        try:
            found = self.file.stat() if self.file else None
        except OSError:
            return None
        return (found.st_dev, found.st_ino) if found else None

    def ask(self) -> None:
        """Read the head and a document; raises ServiceUnavailable."""
        if self.identity() != self.known:
            raise ServiceUnavailable(MOVED)
        try:
            self.read()
        except DATABASE_ERRORS as error:
            text = f"The database does not answer who connects anew: {type(error).__name__}."
            raise ServiceUnavailable(text) from error

    def read(self) -> None:
        """Read as little as shows that documents can be read."""
        if self.file:
            with closing(open_sqlite(self.url, PATIENCE)) as file:
                for statement in (HEAD, DOCUMENT):
                    file.execute(statement).fetchone()
            return
        url = psycopg_url(self.url)
        with PatientConnection.connect(url, **READ_ONLY, **connecting(PATIENCE)) as server:
            for statement in (HEAD, DOCUMENT):
                server.execute(statement).fetchone()
