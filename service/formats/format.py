"""What a format is, and what a reader wishes of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from service.schemas.values import RecordKind

Document = dict[str, Any]
"""A published record as its schema has it, parsed."""


@dataclass(frozen=True)
class Wish:
    """The reader's languages in order (BCP 47), and a citation style by its name."""

    languages: tuple[str, ...] = ()
    style: str | None = None


@dataclass(frozen=True)
class Format:
    """One way to write a record.

    `name` is what `format=` takes, `suffix` what an address may end in, without its dot. `write`
    turns a document of one of `kinds` into UTF-8: a JSON value of that `shape`, or any text.
    `is_slow` says that this takes milliseconds.
    """

    name: str
    media_type: str
    suffix: str
    title: str
    write: Callable[[Document, Wish], bytes]
    kinds: tuple[RecordKind, ...]
    shape: Literal["object", "array", "string"] = "string"
    is_slow: bool = False
