"""Facets as answers show them: values with their counts, authorities with their labels."""

from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import Any

from service.languages import in_language
from service.schemas.vocabulary import value_names
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
                show_authority(one, named[one.value], languages)
                if name in AUTHORITIES and one.value in named
                else show(one, value_names(name, one.value), languages)
                for one in values
            ),
            key=ORDERS[order],
        )
        for name, values in facets.items()
    }


def show(value: FacetValue, label: Mapping[str, str], languages: Sequence[str]) -> Json:
    """Write one counted value, with its label if it has one."""
    counted: Json = {"value": value.value, "count": value.count}
    return counted | ({"label": in_language(label, languages)} if label else {})


def show_authority(value: FacetValue, known: Named, languages: Sequence[str]) -> Json:
    """Write one counted authority, with the label that readers know."""
    label = known.shown(languages)
    return {"value": known.slug, "count": value.count, "id": value.value, "label": label}
