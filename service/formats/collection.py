"""What a format of many records is, and what it may say of the list as a whole."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from service.formats.format import Document, Wish
from service.schemas.values import RecordKind


@dataclass(frozen=True)
class Listing:
    """A list, or one page of it, as feeds speak of it.

    `title` says in words what it lists; `url` is the address that was asked, `first` that of the
    first page, `following` that of the next one, and `home` that of the whole service. `updated`
    is when the catalogue last changed (RFC 3339).
    """

    title: str
    url: str
    first: str
    following: str | None
    home: str
    updated: str


@dataclass(frozen=True)
class Collection:
    """One way to write many records: a beginning, the records, an end.

    `name` is what `format=` takes. `write` turns a document of one of `kinds` into UTF-8; `between`
    stands between two. `extent` says whether an answer is one page or all that was found.
    `is_slow` says that writing one record takes milliseconds.
    """

    name: str
    media_type: str
    title: str
    write: Callable[[Document, Wish], bytes]
    kinds: tuple[RecordKind, ...]
    begin: Callable[[Listing, Wish], str] = lambda _listing, _wish: ""
    between: str = ""
    end: str = ""
    shape: Literal["object", "array", "string"] = "string"
    extent: Literal["page", "whole"] = "page"
    is_feed: bool = False
    is_slow: bool = False
