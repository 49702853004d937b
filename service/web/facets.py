"""Facets as answers show them: values with their counts, authorities with their labels."""

from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import Any

from service.search.query import AUTHORITIES, FacetValue
from service.web.names import Named

Counted = Mapping[str, Sequence[FacetValue]]
Json = dict[str, Any]
Facets = dict[str, list[Json]]


def authorities_in(facets: Counted) -> set[str]:
    """Return the ids of the authorities among the values."""
    return {value.value for name in facets if name in AUTHORITIES for value in facets[name]}


ORDERS: Mapping[str, Callable[[Json], Any]] = {
    "count": lambda counted: (-counted["count"], counted["value"]),
    "value": itemgetter("value"),
}


def label_facets(
    facets: Counted, named: Mapping[str, Named], languages: Sequence[str], order: str
) -> Facets:
    """Name the values of facets, authorities by slug and label, and put them in order."""
    return {
        name: sorted(
            (
                show(one, named.get(one.value) if name in AUTHORITIES else None, languages)
                for one in values
            ),
            key=ORDERS[order],
        )
        for name, values in facets.items()
    }


def show(value: FacetValue, known: Named | None, languages: Sequence[str]) -> Json:
    """Write one counted value; authorities with the label that readers know."""
    if known is None:
        return {"value": value.value, "count": value.count}
    label = known.shown(languages)
    return {"value": known.slug, "count": value.count, "id": value.value, "label": label}
