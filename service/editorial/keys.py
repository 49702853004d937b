"""API keys: issued once, kept as digests, recognised in constant time."""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import update
from sqlmodel import Session, col, select

from service.errors import RecordNotFound
from service.tables.base import now
from service.tables.key import ApiKey

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
PREFIX = "rc"
USE_IS_NOTED_EVERY = timedelta(minutes=1)


class Scope(StrEnum):
    """What a key may do. `admin` may do everything."""

    read = "read"
    edit = "edit"
    publish = "publish"
    admin = "admin"


@dataclass(frozen=True)
class Editor:
    """Who acts: a key, or the operator at the command line, who has none."""

    key_id: str | None
    name: str
    scopes: frozenset[str]

    def may(self, scope: Scope) -> bool:
        """Say whether this key has a scope."""
        return scope in self.scopes or Scope.admin in self.scopes


OPERATOR = Editor(None, "command line", frozenset({Scope.admin}))


def issue(
    session: Session,
    pepper: bytes,
    name: str,
    scopes: list[Scope],
    expires_at: datetime | None = None,
) -> str:
    """Make a key and return it: the only moment at which it can be seen."""
    key_id = "".join(secrets.choice(ALPHABET) for _ in range(8))
    key = f"{PREFIX}_{key_id}_{secrets.token_urlsafe(32)}"
    session.add(
        ApiKey(
            id=key_id,
            name=name,
            digest=digest(pepper, key),
            scopes=[str(scope) for scope in scopes],
            expires_at=expires_at,
        )
    )
    return key


def digest(pepper: bytes, key: str) -> str:
    """Digest a key: it is random, so a slow hash would only slow down those who may enter."""
    return hmac.digest(pepper, key.encode(), "sha256").hex()


def recognise(session: Session, pepper: bytes, key: str) -> Editor | None:
    """Return whose key it is, or nothing if it is unknown, revoked or expired."""
    parts = key.split("_", 2)
    found = session.get(ApiKey, parts[1][:8]) if len(parts) == 3 else None
    known = found.digest if found else digest(pepper, "")
    is_right = hmac.compare_digest(known, digest(pepper, key))
    if found is None or not is_right or found.revoked_at:
        return None
    moment = now()
    if found.expires_at and found.expires_at <= moment:
        return None
    if found.last_used_at is None or moment - found.last_used_at >= USE_IS_NOTED_EVERY:
        note = update(ApiKey).where(col(ApiKey.id) == found.id)
        session.execute(note.values(last_used_at=moment))
    return Editor(found.id, found.name, frozenset(found.scopes))


def revoke(session: Session, key_id: str) -> ApiKey:
    """Make a key useless from now on.

    Raises:
        RecordNotFound: if there is no such key.
    """
    found = session.get(ApiKey, key_id)
    if found is None:
        raise RecordNotFound(f"No key has the id {key_id!r}. `catalogue keys list` shows them.")
    found.revoked_at = found.revoked_at or now()
    return found


def list_keys(session: Session) -> list[ApiKey]:
    """Return all keys, the newest first."""
    return list(session.exec(select(ApiKey).order_by(col(ApiKey.created_at).desc())).all())
