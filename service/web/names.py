"""Names of authorities as answers show them, remembered as long as the ledger stays as it is."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import pydantic_core

from service.languages import choose
from service.ledger.read import LedgerSource
from service.search.documents import Names, name_key, names_of

MOST_KEPT = 20_000


class Named(NamedTuple):
    """What a public authority is called: slug, label, and all names in every language."""

    slug: str
    label: dict[str, str]
    names: Names

    @property
    def aliases(self) -> Names:
        """The names that are not the label."""
        shown = {name_key(label) for label in self.label.values()}
        return tuple(name for name in self.names if name_key(name) not in shown)

    def shown(self, languages: Sequence[str]) -> dict[str, str] | str | None:
        """Return the label, in one text for readers of some languages."""
        return choose(self.label, languages) if languages else self.label


class AuthorityNames:
    """The names of public authorities, each read once as long as the ledger stays as it is."""

    def __init__(self, source: LedgerSource) -> None:
        self.source = source
        self.sequence = 0
        self.known: dict[str, Named] = {}

    def read(self, ids: set[str], sequence: int) -> Mapping[str, Named]:
        """Return the names of authorities as they are at a number of the ledger, or later."""
        if sequence != self.sequence or len(self.known) > MOST_KEPT:
            self.known, self.sequence = {}, sequence
        known = self.known
        for entry in self.source.by_ids(sorted(ids - known.keys())):
            if not entry.withdrawn:
                document = pydantic_core.from_json(entry.document)
                known[entry.id] = Named(entry.slug, document["label"], names_of(document))
        return known
