"""API keys: issued once, kept as digests, recognised in constant time."""

import hmac
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, insert, or_, select, update

from service.errors import RecordNotFound
from service.schemas.values import ALPHABET
from service.tables.base import now
from service.tables.key import api_keys

PREFIX = "rc"
KEY = re.compile(rf"{PREFIX}_([{ALPHABET}]{{8}})_[A-Za-z0-9_-]{{43}}")
USE_IS_NOTED_EVERY = timedelta(minutes=1)


class Scope(StrEnum):
    """What a key may do; `admin` may do everything."""

    read = "read"
    edit = "edit"
    publish = "publish"
    admin = "admin"


@dataclass(frozen=True)
class Editor:
    """Who acts: a key by its id and name, or the operator at the command line, who has none."""

    key_id: str | None
    name: str
    scopes: frozenset[str]

    def may(self, scope: Scope) -> bool:
        """Say whether the editor has a scope."""
        return scope in self.scopes or Scope.admin in self.scopes


OPERATOR = Editor(None, "command line", frozenset({Scope.admin}))


def issue(
    connection: Connection,
    pepper: bytes,
    name: str,
    scopes: Sequence[Scope],
    expires_at: datetime | None = None,
) -> str:
    """Make a key and return it: the only moment at which it can be seen."""
    key_id = "".join(secrets.choice(ALPHABET) for _ in range(8))
    key = f"{PREFIX}_{key_id}_{secrets.token_urlsafe(32)}"
    row = {
        "id": key_id,
        "name": name,
        "digest": digest(pepper, key),
        "pepper": mark_of(pepper),
        "scopes": [str(scope) for scope in scopes],
        "created_at": now(),
        "expires_at": expires_at,
    }
    connection.execute(insert(api_keys), row)
    return key


def digest(pepper: bytes, key: str) -> str:
    """Digest a key. It is random: a slow hash would only slow down those who may enter."""
    return hmac.digest(pepper, key.encode("utf-8", "surrogatepass"), "sha256").hex()


def mark_of(pepper: bytes) -> str:
    """Tell one pepper from another, without a hint at what it is."""
    return digest(pepper, "pepper")[:16]


def marks(connection: Connection) -> set[str | None]:
    """Return which peppers the keys were made with that are still good; `None`: not known."""
    is_good = (
        api_keys.c.revoked_at.is_(None),
        or_(api_keys.c.expires_at.is_(None), api_keys.c.expires_at > now()),
    )
    return set(connection.execute(select(api_keys.c.pepper).where(*is_good)).scalars())


def recognise(connection: Connection, pepper: bytes, key: str) -> Editor | None:
    """Return whose key it is, or nothing if it is unknown, revoked or expired."""
    found = KEY.fullmatch(key)
    row = key_row(connection, found[1]) if found else None
    expected = row.digest if row else digest(pepper, "")
    is_right = hmac.compare_digest(expected, digest(pepper, key))
    if row is None or not is_right or row.revoked_at or is_past(row.expires_at):
        return None
    return Editor(row.id, row.name, frozenset(row.scopes))


def is_past(moment: datetime | None) -> bool:
    """Say whether a moment is over; one that is not set never is."""
    return moment is not None and moment <= now()


def key_row(connection: Connection, key_id: str) -> Row[Any] | None:
    """Return what is stored of a key."""
    return connection.execute(select(api_keys).where(api_keys.c.id == key_id)).one_or_none()


def note_use(connection: Connection, key_id: str) -> None:
    """Remember that a key was used, to the minute."""
    moment = now()
    last = api_keys.c.last_used_at
    is_due = last.is_(None) | (last <= moment - USE_IS_NOTED_EVERY)
    note = update(api_keys).where(api_keys.c.id == key_id, is_due)
    connection.execute(note.values(last_used_at=moment))


def revoke(connection: Connection, key_id: str) -> str:
    """Make a key useless from now on; return its name.

    Raises:
        RecordNotFound: if there is no such key.
    """
    row = key_row(connection, key_id)
    if row is None:
        raise RecordNotFound(f"No key has the id {key_id!r}. `catalogue keys list` shows them.")
    change = update(api_keys).where(api_keys.c.id == key_id, api_keys.c.revoked_at.is_(None))
    connection.execute(change.values(revoked_at=now()))
    return str(row.name)


def list_keys(connection: Connection) -> Sequence[Row[Any]]:
    """Return what is stored of all keys, the newest first."""
    newest = api_keys.c.created_at.desc(), api_keys.c.id
    return connection.execute(select(api_keys).order_by(*newest)).all()
