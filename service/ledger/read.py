"""Reading the ledger: by id, name, ordinal, and after a number."""

from collections.abc import Sequence
from operator import attrgetter
from typing import Any

from service.batches import batches
from service.ledger.connection import BlockingReads, Reads, Row
from service.ledger.entry import Entry, Head, Name, Place

COLUMNS = "id, ordinal, sequence, kind, slug, withdrawn, document, changed_at"
ENTRY = f"SELECT {COLUMNS} FROM ledger_entry WHERE id = ?"
HEAD = "SELECT sequence, changed_at, epoch, secret FROM ledger_head"
AFTER = f"SELECT {COLUMNS} FROM ledger_entry WHERE sequence > ? ORDER BY sequence LIMIT ?"
CHANGED = "SELECT id FROM ledger_entry WHERE sequence > ? LIMIT ?"
COUNTED = "SELECT count(*) FROM ledger_entry WHERE sequence > ?"
PREFIXED = ", ".join(f"e.{name}" for name in COLUMNS.split(", "))
ANSWERING = "FROM ledger_name n JOIN ledger_entry e ON e.id = n.id WHERE n.scheme"
CALLED = f"SELECT {PREFIXED} {ANSWERING} = ? AND n.value = ?"
NAMED = (
    f"SELECT {PREFIXED} {ANSWERING} IN ({{}}) AND n.value = ? AND e.ordinal > ? "
    "ORDER BY e.withdrawn, e.ordinal LIMIT ?"
)
COUNTED_NAMED = (
    f"SELECT count(DISTINCT e.id) {ANSWERING} IN ({{}}) AND n.value = ? AND NOT e.withdrawn"
)
WITHDRAWN = (
    f"SELECT {COLUMNS} FROM ledger_entry WHERE withdrawn AND sequence > ? AND kind IN ({{}}) "
    "ORDER BY sequence LIMIT ?"
)
DOCUMENTS = "SELECT ordinal, document FROM ledger_entry WHERE ordinal IN ({}) AND NOT withdrawn"
GONE = "SELECT ordinal FROM ledger_entry WHERE ordinal IN ({}) AND withdrawn"
NEXT = "SELECT sequence, changed_at FROM ledger_entry WHERE sequence >= ? ORDER BY sequence LIMIT 1"
PUBLIC = "FROM ledger_entry WHERE sequence > ? AND sequence <= ? AND NOT withdrawn"
BETWEEN = f"SELECT kind, slug, changed_at {PUBLIC} ORDER BY sequence"
LATEST = f"SELECT changed_at {PUBLIC} ORDER BY sequence DESC LIMIT 1"
CHUNK = 200
"""Records or names that one statement asks for."""
ROOM = 2 * CHUNK
"""Entries that are read for so many names at once: each has one, or they are asked for singly."""


def entry(row: Row) -> Entry:
    """Read one row; PostgreSQL gives booleans, SQLite numbers."""
    id_, ordinal, sequence, kind, slug, withdrawn, document, changed_at = row
    return Entry(id_, ordinal, sequence, kind, slug, bool(withdrawn), document, changed_at)


def filled(values: Sequence[Any]) -> list[Any]:
    """Repeat the last value until there are 2, 4, 8 … of them.

    A connection keeps what it prepared for each statement; of such there are few.
    """
    size = 1 << (len(values) - 1).bit_length() if values else 0
    return [*values, *(values[-1] for _ in range(len(values), size))]


def marks(values: Sequence[Any]) -> str:
    """Write a mark for each value."""
    return ", ".join("?" * len(values))


def those(column: str, values: Sequence[Any]) -> str:
    """Select the entries whose column has one of so many values."""
    return f"SELECT {COLUMNS} FROM ledger_entry WHERE {column} IN ({marks(values)})"


def those_named(schemes: Sequence[str], values: Sequence[str]) -> str:
    """Select the entries with one of so many names of some schemes, each with the name."""
    chosen = f"IN ({marks(schemes)}) AND n.value IN ({marks(values)})"
    return f"SELECT n.value, {PREFIXED} {ANSWERING} {chosen} LIMIT ?"


def by_scheme(names: Sequence[Name]) -> dict[str, list[str]]:
    """Sort names by their schemes, each once."""
    sorted_names: dict[str, list[str]] = {}
    for name in dict.fromkeys(names):
        sorted_names.setdefault(name.scheme, []).append(name.value)
    return sorted_names


class Ledger:
    """The public documents, for answering requests. Raises ServiceUnavailable."""

    def __init__(self, reads: Reads) -> None:
        self.reads = reads

    async def head(self) -> Head:
        """Return how far the ledger is."""
        return Head(*(await self.reads.rows(HEAD))[0])

    async def by_id(self, record_id: str) -> Entry | None:
        """Return the entry of one record."""
        rows = await self.reads.rows(ENTRY, (record_id,))
        return entry(rows[0]) if rows else None

    async def by_name(self, name: Name, limit: int = 100) -> list[Entry]:
        """Return the entries that answer to a name, the oldest first, tombstones last."""
        statement = NAMED.format(marks(name.schemes))
        rows = await self.reads.rows(statement, (*name.schemes, name.value, 0, limit))
        return [entry(row) for row in rows]

    async def changed(self, sequence: int, limit: int) -> list[str]:
        """Return the ids of records that changed after a number, in no order."""
        return [record_id for (record_id,) in await self.reads.rows(CHANGED, (sequence, limit))]

    async def by_ids(self, ids: Sequence[str]) -> dict[str, Entry]:
        """Return the entries of several records by id."""
        rows = [
            row
            for part in map(filled, batches(ids, CHUNK))
            for row in await self.reads.rows(those("id", part), part)
        ]
        return {row[0]: entry(row) for row in rows}


class LedgerSource:
    """The public documents, for threads: in order or by key. Raises ServiceUnavailable."""

    def __init__(self, reads: BlockingReads) -> None:
        self.reads = reads

    def head(self) -> Head:
        """Return how far the ledger is."""
        return Head(*self.reads.rows(HEAD)[0])

    def after(self, sequence: int, limit: int) -> list[Entry]:
        """Return the next entries after a number, in order."""
        return [entry(row) for row in self.reads.rows(AFTER, (sequence, limit))]

    def withdrawn_after(self, sequence: int, kinds: Sequence[str], limit: int) -> list[Entry]:
        """Return the next tombstones after a number, in order."""
        statement = WITHDRAWN.format(marks(kinds))
        return [entry(row) for row in self.reads.rows(statement, (sequence, *kinds, limit))]

    def number_before(self, moment: int) -> int:
        """Return a number that all changes since a moment (Unix time) are after, and no other.

        Later numbers never have earlier moments, so that halving finds it in some twenty reads.
        """
        low, high = 0, self.head().sequence
        while low < high:
            middle = (low + high + 1) // 2
            found = self.reads.rows(NEXT, (middle,))
            if found and found[0][1] < moment:
                low = max(found[0][0], middle)
            else:
                high = middle - 1
        return low

    def between(self, after: int, last: int) -> list[Place]:
        """Return where the public records are that changed last after one number, up to another."""
        return [Place(*row) for row in self.reads.rows(BETWEEN, (after, last))]

    def latest_between(self, after: int, last: int) -> int | None:
        """Return when the latest of these changed (Unix time), or `None` if there are none."""
        rows = self.reads.rows(LATEST, (after, last))
        return int(rows[0][0]) if rows else None

    def count_after(self, sequence: int) -> int:
        """Count the entries after a number."""
        return int(self.reads.rows(COUNTED, (sequence,))[0][0])

    def changed(self, sequence: int, limit: int) -> list[str]:
        """Return the ids of records that changed after a number, in no order."""
        return [record_id for (record_id,) in self.reads.rows(CHANGED, (sequence, limit))]

    def by_id(self, record_id: str) -> list[Entry]:
        """Return the entry of one record, if it has one."""
        return [entry(row) for row in self.reads.rows(ENTRY, (record_id,))]

    def by_name(self, name: Name, limit: int = 100) -> list[Entry]:
        """Return the entries that answer to a name, in no order: to sort even one takes time."""
        rows = self.reads.rows(f"{CALLED} LIMIT ?", (name.scheme, name.value, limit))
        return [entry(row) for row in rows]

    def sharing(self, name: Name, limit: int, after: int = 0) -> list[Entry]:
        """Return the entries that answer to a name, the oldest first, tombstones last.

        Only those with a higher ordinal than `after`.
        """
        statement = NAMED.format(marks(name.schemes))
        rows = self.reads.rows(statement, (*name.schemes, name.value, after, limit))
        return [entry(row) for row in rows]

    def by_names(self, names: Sequence[Name], limit: int) -> dict[Name, list[Entry]]:
        """Return the entries that answer to each of several names, as `sharing` does."""
        found: dict[Name, list[Entry]] = {}
        for scheme, values in by_scheme(names).items():
            for part in batches(values, CHUNK):
                rows = self.having_names(Name(scheme, part[0]).schemes, part)
                if len(rows) == ROOM:  # any number of records may share a name
                    several = (Name(scheme, value) for value in part)
                    found |= {one: same for one in several if (same := self.sharing(one, limit))}
                    continue
                for value, *row in rows:
                    found.setdefault(Name(scheme, value), []).append(entry(tuple(row)))
        for entries in found.values():
            entries.sort(key=attrgetter("withdrawn", "ordinal"))
            del entries[limit:]
        return found

    def having_names(self, schemes: Sequence[str], values: Sequence[str]) -> list[Row]:
        """Return the rows of entries with some names of some schemes, each with the name."""
        asked = filled(values)
        return self.reads.rows(those_named(schemes, asked), [*schemes, *asked, ROOM])

    def count_public(self, name: Name) -> int:
        """Count the public records that answer to a name."""
        statement = COUNTED_NAMED.format(marks(name.schemes))
        return int(self.reads.rows(statement, (*name.schemes, name.value))[0][0])

    def by_ids(self, ids: Sequence[str]) -> list[Entry]:
        """Return the entries of several records, in no order."""
        return self.having("id", ids)

    def by_ordinals(self, ordinals: Sequence[int]) -> dict[int, Entry]:
        """Return the entries of several records by ordinal, as the index names them."""
        return {entry.ordinal: entry for entry in self.having("ordinal", ordinals)}

    def documents(self, ordinals: Sequence[int]) -> list[bytes]:
        """Return the documents of several records in order, without those that are withdrawn."""
        found: dict[int, bytes] = {}
        for part in map(filled, batches(ordinals, CHUNK)):
            found |= self.reads.rows(DOCUMENTS.format(marks(part)), part)
        return [found[one] for one in ordinals if one in found]

    def withdrawn_among(self, ordinals: Sequence[int]) -> set[int]:
        """Return which of several records are withdrawn, by ordinal; reads no document."""
        asked = filled(ordinals)
        return {ordinal for (ordinal,) in self.reads.rows(GONE.format(marks(asked)), asked)}

    def having(self, column: str, values: Sequence[Any]) -> list[Entry]:
        """Return the entries whose column has one of several values."""
        return [
            entry(row)
            for part in map(filled, batches(values, CHUNK))
            for row in self.reads.rows(those(column, part), part)
        ]
