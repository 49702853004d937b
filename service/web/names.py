"""Names of authorities as answers show them, remembered until they change."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import islice
from typing import NamedTuple

from pydantic_core import from_json

from service.languages import in_language
from service.ledger.entry import Head
from service.ledger.read import LedgerSource
from service.search.explanation import Names, read_names

MOST_KEPT = 10_000
"""Authorities, of about a kilobyte each; then the half that was read first goes."""
MOST_CHANGED = 1000
"""After more changes at once all is read anew."""


class Named(NamedTuple):
    """What a public authority is called: slug, label, and all names in every language."""

    slug: str
    label: dict[str, str]
    names: Names

    def shown(self, languages: Sequence[str]) -> Mapping[str, str] | str | None:
        """Return the label, in one text for readers of some languages."""
        return in_language(self.label, languages)


class AuthorityNames:
    """The names of public authorities, each read once as long as it does not change."""

    def __init__(self, source: LedgerSource) -> None:
        self.source = source
        self.head: Head | None = None
        self.known: dict[str, Named] = {}

    def read(self, ids: AbstractSet[str], head: Head) -> Mapping[str, Named]:
        """Return the names of authorities as they are at a head of the ledger, or later."""
        known = self.known_at(head)
        missing = sorted(key for key in ids if key not in known)
        for entry in self.source.by_ids(missing) if missing else ():
            if not entry.withdrawn:
                document = from_json(entry.document)
                known[entry.id] = Named(entry.slug, document["label"], read_names(document))
        return known

    def known_at(self, head: Head) -> dict[str, Named]:
        """Return what is known and has not changed since; a new object, if anything has."""
        seen, known = self.head, self.known
        if seen == head and len(known) <= MOST_KEPT:
            return known
        known = {**known}
        if seen is None or seen.epoch != head.epoch:
            known = {}
        elif seen.sequence < head.sequence:
            changed = self.source.changed(seen.sequence, MOST_CHANGED)
            known = {} if len(changed) == MOST_CHANGED else known
            for record_id in changed:
                known.pop(record_id, None)
        if len(known) > MOST_KEPT:
            known = dict(islice(known.items(), len(known) // 2, None))
        self.known, self.head = known, head
        return known
