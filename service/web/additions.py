"""What lists add to the records they show: how each was found, and why it stands where it does."""

from collections.abc import Sequence
from dataclasses import dataclass

from service.ledger.entry import Entry, Head
from service.search.documents import Json
from service.search.highlight import highlight
from service.search.passages import Passages
from service.search.query import Hits, Query
from service.web.catalogue import Catalogue
from service.web.explanation import explain
from service.web.projection import View
from service.web.ranking import explain_rank, relate


@dataclass(frozen=True)
class Found:
    """A page of what was found for a query."""

    query: Query
    hits: Hits
    entries: Sequence[Entry]

    @property
    def text(self) -> str:
        """The text that found it."""
        return self.hits.corrected or self.query.text

    @property
    def ordinals(self) -> list[int]:
        """The numbers of the records."""
        return [entry.ordinal for entry in self.entries]


@dataclass(frozen=True)
class Wanted:
    """How records are shown, with links that begin with the `base` of this service.

    Those of a list of related records are `like` a document.
    """

    view: View
    is_marked: bool
    is_explained: bool
    like: Json | None
    base: str

    def has(self, name: str) -> bool:
        """Say whether a member is among the fields asked for."""
        return not self.view.fields or name in self.view.fields


def additions(catalogue: Catalogue, head: Head, found: Found, wanted: Wanted) -> list[Json]:
    """Return what is added to each record."""
    added: list[Json] = [{} for _ in found.entries]
    if wanted.like and wanted.has("related_by"):
        words = catalogue.index.seen().shared_words(found.query, found.ordinals)
        shared = (words.get(ordinal, ()) for ordinal in found.ordinals)
        pairs = zip(found.entries, shared, strict=True)
        reasons = [relate(wanted.like, *pair, wanted.view.languages) for pair in pairs]
        add("related_by", added, reasons)
    if found.text:
        add_matches(catalogue, head, found, wanted, added)
    if found.text and wanted.is_explained:
        ranks = explain_rank(catalogue.index.seen(), found.hits, found.text, found.entries)
        add("explanation", added, ranks)
    return added


def add_matches(
    catalogue: Catalogue, head: Head, found: Found, wanted: Wanted, added: Sequence[Json]
) -> None:
    """Add where the words of a text stand, and by whose names they were found."""
    passages = Passages([entry.document for entry in found.entries])
    if wanted.is_marked:
        for record, one in enumerate(added):
            one["highlights"] = highlight(passages, record, found.text)
    if wanted.has("matched"):
        reasons = explain(catalogue, head, passages, found.text, wanted.view)
        add("matched", added, reasons)


def add(name: str, added: Sequence[Json], values: Sequence[object]) -> None:
    """Add something to each record for which there is any."""
    for one, value in zip(added, values, strict=True):
        if value:
            one[name] = value
