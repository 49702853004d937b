"""Pages of the records that answer to a name, and where the next one begins."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from service.ledger.entry import Entry, Name
from service.ledger.read import LedgerSource
from service.web.http.cursor import read_cursor, write_cursor


class Named(NamedTuple):
    """Records that answer to a name: public ones, and tombstones.

    `total` counts the public ones of all pages; `more_of` is the name, if this is not the last.
    """

    public: Sequence[Entry]
    gone: Sequence[Entry]
    total: int
    more_of: Name | None = None


def all_of(entries: Iterable[Entry]) -> Named:
    """Make a page of all entries there are, each once."""
    unique = {entry.id: entry for entry in entries}.values()
    public = [entry for entry in unique if not entry.withdrawn]
    return Named(public, [entry for entry in unique if entry.withdrawn], len(public))


def first_pages(source: LedgerSource, names: Sequence[Name], most: int) -> dict[Name, Named]:
    """Read the first page of each of several names that something answers to."""
    found = source.by_names(names, most + 1)
    return {name: page_of(source, name, entries, most) for name, entries in found.items()}


def page_after(source: LedgerSource, name: Name, most: int, after: int) -> Named:
    """Read the page that follows the record with an ordinal."""
    return page_of(source, name, source.sharing(name, most + 1, after), most, after)


def page_of(
    source: LedgerSource, name: Name, entries: Sequence[Entry], most: int, after: int = 0
) -> Named:
    """Make a page of entries of which, if there are as many, one more was read than is shown."""
    found = all_of(entries)
    is_more = found.total > most
    if not (is_more or after):
        return found
    total = source.count_public(name)
    return Named(found.public[:most], found.gone, total, name if is_more else None)


def read_place(secret: str, name: Name, cursor: str | None) -> int:
    """Return the ordinal after which a page begins; raises InvalidCursor."""
    place = read_cursor(secret, identity(name), cursor)
    return place[0] if place else 0


def write_place(secret: str, found: Named) -> str | None:
    """Write the cursor of the page after one, if there is one."""
    if found.more_of is None:
        return None
    return write_cursor(secret, identity(found.more_of), (found.public[-1].ordinal,))


def identity(name: Name) -> dict[str, object]:
    """Return what makes two look-ups the same, for cursors."""
    return {"lookup": [name.scheme, name.value]}
