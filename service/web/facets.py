"""Facets as answers show them: values with their counts, authorities with their labels."""

from collections.abc import Mapping, Sequence
from typing import Any

import pydantic_core

from service.languages import choose
from service.ledger.read import LedgerSource
from service.search.query import AUTHORITIES, FacetValue

MOST_KEPT = 20_000
Counted = Mapping[str, Sequence[FacetValue]]
Facets = dict[str, list[dict[str, Any]]]
Label = tuple[str, dict[str, str]]
"""Slug and label of an authority."""


class Labels:
    """The labels of public authorities, each read once as long as the ledger stays as it is."""

    def __init__(self, source: LedgerSource) -> None:
        self.source = source
        self.sequence = 0
        self.known: dict[str, Label] = {}

    def read(self, ids: set[str], sequence: int) -> Mapping[str, Label]:
        """Return the labels of authorities as they are at a number of the ledger, or later."""
        if sequence != self.sequence or len(self.known) > MOST_KEPT:
            self.known, self.sequence = {}, sequence
        known = self.known
        for entry in self.source.by_ids(sorted(ids - known.keys())):
            if not entry.withdrawn:
                known[entry.id] = entry.slug, pydantic_core.from_json(entry.document)["label"]
        return known


def authorities_in(facets: Counted) -> set[str]:
    """Return the ids of the authorities among the values."""
    return {value.value for name in facets if name in AUTHORITIES for value in facets[name]}


def label_facets(facets: Counted, labels: Mapping[str, Label], languages: Sequence[str]) -> Facets:
    """Name the values of facets: authorities by slug and label, others by what they are."""
    return {
        name: sorted(
            (
                show(one, labels.get(one.value) if name in AUTHORITIES else None, languages)
                for one in values
            ),
            key=lambda counted: (-counted["count"], counted["value"]),
        )
        for name, values in facets.items()
    }


def show(value: FacetValue, label: Label | None, languages: Sequence[str]) -> dict[str, Any]:
    """Write one counted value; authorities with the label that readers know."""
    if label is None:
        return {"value": value.value, "count": value.count}
    slug, text = label
    shown = choose(text, languages) if languages else text
    return {"value": slug, "count": value.count, "id": value.value, "label": shown}
