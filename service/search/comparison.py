"""Comparison: whether the index holds what the ledger has."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from service.ledger.entry import Entry
from service.schemas.values import RecordKind
from service.search.documents import digest, names_of, read
from service.search.fields import changed_key
from service.search.filtering import terms
from service.search.snapshot import Snapshot
from service.search.sort_keys import prior, published_key, updated_key

KEYS = ("ordinal", "changed", "published", "updated", "names", "prior")
Keys = tuple[float, ...]


def differing(snapshot: Snapshot, entries: Sequence[Entry]) -> Iterator[str]:
    """Go through the ids of entries that the index does not hold once, and as they are.

    Entries that are newer than the index are left out.
    """
    seen = [entry for entry in entries if entry.sequence <= snapshot.sequence]
    found = held(snapshot, [entry.ordinal for entry in seen])
    for entry in seen:
        if found[entry.ordinal] != ([] if entry.withdrawn else [expected(entry)]):
            yield entry.id


def held(snapshot: Snapshot, ordinals: Sequence[int]) -> dict[int, list[Keys]]:
    """Return the numbers that the index keeps of records, by ordinal."""
    most = 2 * len(ordinals) + 1
    found = snapshot.searcher.search(terms("ordinal", ordinals), most, count=False).hits
    places = [place for _, place in found]
    columns = (snapshot.searcher.fast_field_values(name, places) for name in KEYS)
    keys: dict[int, list[Keys]] = defaultdict(list)
    for row in zip(*columns, strict=True):
        numbers = tuple(value or 0 for value in row)
        keys[int(numbers[0])].append(numbers)
    return keys


def expected(entry: Entry) -> Keys:
    """Return the numbers that the index should keep of a record."""
    document = read(entry.document)
    return (
        entry.ordinal,
        changed_key(entry.sequence, entry.ordinal),
        published_key(document.get("published"), entry.ordinal),
        updated_key(document["updated_at"], entry.ordinal),
        digest(names_of(document)) if entry.kind == RecordKind.authority else 0,
        prior(document),
    )
