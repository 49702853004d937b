"""Feeding the index from the ledger: what changed, and what shows the names of what changed."""

import threading
from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

import tantivy

from service.ledger.entry import Entry, Head
from service.search.documents import (
    Json,
    Names,
    authority_ids,
    digest,
    index_document,
    names_of,
    read,
)
from service.search.filtering import every, key_range, terms

BATCH = 1000
MERGED = 8
"""The engine makes one part of so many parts of the index that are about equally large."""
MOST_TOGETHER = 5000
"""Changes that are committed together, at most: so many fit into the memory of a part."""
MOST_NAMES = 50_000


class Source(Protocol):
    """The public documents in order."""

    def head(self) -> Head:
        """Return how far the ledger is."""

    def after(self, sequence: int, limit: int) -> list[Entry]:
        """Return the next entries after a number, in order."""

    def by_ids(self, ids: Sequence[str]) -> list[Entry]:
        """Return the entries of several records, in no order."""

    def count_after(self, sequence: int) -> int:
        """Count the entries after a number."""


def together(missing: int) -> int:
    """Return how many changes to commit together when so many are missing.

    Parts of one size, in such a number that merging leaves few: an index of few parts is searched
    several times more quickly than one of many.
    """
    while missing > MOST_TOGETHER:
        missing = -(-missing // 2)
    return missing


class Feeder:
    """Brings an index up to date, batch by batch. Holds the engine's only writer."""

    def __init__(
        self, engine: tantivy.Index, source: Source, heap: int, closing: threading.Event
    ) -> None:
        self.engine = engine
        self.writer = engine.writer(heap, 1)
        self.source = source
        self.closing = closing
        self.names: dict[str, Names] = {}

    def close(self) -> None:
        """Wait until the engine has merged what it wants to merge."""
        self.writer.wait_merging_threads()

    def feed(self, sequence: int, size: int) -> int:
        """Apply so many changes after a number and commit; return the number reached."""
        while size > 0 and not self.closing.is_set():
            limit = min(size, BATCH)
            sequence, is_behind = self.apply(sequence, limit)
            size = size - limit if is_behind else 0
        self.writer.commit()
        return sequence

    def apply(self, sequence: int, limit: int) -> tuple[int, bool]:
        """Apply the next changes; return the number reached, and whether more follow."""
        head = self.source.head()
        entries = self.source.after(sequence, limit)
        renamed = self.note_names(entries)
        if renamed:
            self.writer.commit()  # what shows the old names is looked for in the index
        self.write(entries)
        for more in self.referring(renamed, {entry.id for entry in entries}):
            self.write(more)
        if len(entries) == limit:
            return entries[-1].sequence, True
        return max(head.sequence, entries[-1].sequence if entries else sequence), False

    def write(self, entries: Sequence[Entry]) -> None:
        """Replace what the index holds of some records."""
        live = {entry.id: read(entry.document) for entry in entries if not entry.withdrawn}
        self.load_names(live.values())
        for entry in entries:
            self.writer.delete_documents_by_term("id", entry.id)
            if document := live.get(entry.id):
                names = {key: self.names[key] for key in authority_ids(document)}
                self.writer.add_document(index_document(entry, document, names))

    # Names: a record is found by all names of the authorities it refers to.

    def load_names(self, documents: Iterable[Json]) -> None:
        """Fetch the names of authorities that documents refer to and that are not known yet."""
        if len(self.names) > MOST_NAMES:
            self.writer.commit()  # what was written with these names is looked for in the index
            self.names.clear()
        wanted = {key for document in documents for key in authority_ids(document)}
        missing = sorted(wanted - self.names.keys())
        self.names |= dict.fromkeys(missing, ())
        for entry in self.source.by_ids(missing):
            self.names[entry.id] = () if entry.withdrawn else names_of(read(entry.document))

    def note_names(self, entries: Sequence[Entry]) -> list[str]:
        """Note the names of changed authorities; return the ids of those whose names changed."""
        changed = [entry for entry in entries if entry.kind == "authority" and not entry.withdrawn]
        new = {entry.id: names_of(read(entry.document)) for entry in changed}
        known = {key: digest(self.names[key]) for key in new.keys() & self.names.keys()}
        known |= self.indexed_digests([entry for entry in changed if entry.id not in known])
        self.names |= new
        return [key for key, names in new.items() if digest(names) != known.get(key, digest(names))]

    def indexed_digests(self, authorities: Sequence[Entry]) -> dict[str, int]:
        """Return the digests of the names by which records that show authorities are found.

        Authorities that no record shows are left out. One that is not in the index itself has 0.
        """
        searcher = self.searcher()
        shown = {
            one.ordinal: one.id for one in authorities if searcher.doc_freq("authority", one.id)
        }
        found = searcher.search(terms("ordinal", list(shown)), len(shown) or 1).hits
        places = [place for _, place in found]
        columns = (searcher.fast_field_values(name, places) for name in ("ordinal", "names"))
        digests = {
            int(ordinal or 0): int(value or 0) for ordinal, value in zip(*columns, strict=True)
        }
        return {key: digests.get(ordinal, 0) for ordinal, key in shown.items()}

    def referring(self, authorities: Sequence[str], without: set[str]) -> Iterator[list[Entry]]:
        """Go through the records in the index that refer to some authorities, in pieces."""
        searcher, begin = self.searcher(), 0
        while authorities:
            match = every([terms("authority", authorities), key_range("ordinal", begin, None)])
            found = searcher.search(
                match, BATCH, count=False, order_by_field="ordinal", order=tantivy.Order.Asc
            ).hits
            ids = {searcher.doc(place)["id"][0] for _, place in found}
            yield self.source.by_ids(sorted(ids - without))
            if len(found) < BATCH:
                break
            begin = found[-1][0] + 1

    def searcher(self) -> tantivy.Searcher:
        """Return the index as it was committed last."""
        self.engine.reload()
        return self.engine.searcher()
