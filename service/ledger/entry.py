"""What the ledger holds, as plain data."""

import hashlib
from dataclasses import dataclass, field
from typing import NamedTuple

import pydantic_core

from service.schemas.values import RecordKind

LONGEST_NAME = 500
SLUGS = tuple(f"{age}:{kind}" for age in ("slug", "former") for kind in RecordKind)
CHANNEL = "ledger"
"""On which a server tells that the ledger changed."""


@dataclass(frozen=True)
class Head:
    """How far the ledger is: its latest number, when that was (Unix time), and which ledger."""

    sequence: int
    changed_at: int
    epoch: str
    secret: str = field(repr=False)

    def continues(self, seen: "Head") -> bool:
        """Say whether what was right at another head is so still, but for what changed since.

        A ledger that was restored from a copy makes other changes of the same numbers.
        """
        if self == seen:
            return True
        is_same = (self.epoch, self.secret) == (seen.epoch, seen.secret)
        return is_same and self.sequence > seen.sequence and self.changed_at >= seen.changed_at


class Entry(NamedTuple):
    """One public document, or the tombstone of one."""

    id: str
    ordinal: int
    sequence: int
    kind: str
    slug: str
    withdrawn: bool
    document: bytes
    changed_at: int

    @property
    def merged_into(self) -> str | None:
        """The id of the record that took the place of this one, which is the same thing."""
        if not self.withdrawn:
            return None
        into: str | None = pydantic_core.from_json(self.document).get("merged_into")
        return into


@dataclass(frozen=True)
class Place:
    """Where a public record is, and when it changed last (Unix time)."""

    kind: str
    slug: str
    changed_at: int


@dataclass(frozen=True)
class Name:
    """A name a record answers to: `doi`, `url`, ..., `slug:report`, `former:report`.

    In what is asked, `slug` stands for slugs of all kinds, former ones too.
    """

    scheme: str
    value: str

    def __post_init__(self) -> None:
        # Database indexes hold short keys only; a long address is kept by its digest.
        if len(self.value.encode("utf-8", "surrogatepass")) > LONGEST_NAME:
            digest = hashlib.sha256(self.value.encode("utf-8", "surrogatepass")).hexdigest()
            object.__setattr__(self, "value", f"sha256:{digest}")

    @property
    def schemes(self) -> tuple[str, ...]:
        """The schemes under which the ledger has what is asked."""
        return SLUGS if self.scheme == "slug" else (self.scheme,)


@dataclass(frozen=True)
class Publication:
    """What publishing a record puts into the ledger."""

    id: str
    kind: str
    slug: str
    document: bytes
    withdrawn: bool = False
    names: tuple[Name, ...] = field(default=())
