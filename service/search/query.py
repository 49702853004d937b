"""What can be asked of the index and what it answers: plain data, nothing of the engine."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

FACETS = (
    "kind",
    "type",
    "language",
    "year",
    "outlet",
    "topic",
    "organisation",
    "person",
    "place",
    "publisher",
    "medium",
    "role",
    "series",
    "has",
    "link_state",
)
"""Fields whose values can be counted; topics, outlets and the like are ids of authorities."""

AUTHORITIES = ("outlet", "topic", "organisation", "person", "place", "publisher", "authority")
"""Fields whose values are ids of authorities."""

FILTERS = (*FACETS, "report", "mention", "resource", "authority", "related")
"""Fields whose values can be asked for."""

Position = tuple[float | int, ...]
"""Where a page ended; only the index reads it."""


@dataclass(frozen=True)
class Filter:
    """Any of some values of one field; `exclude` turns it round."""

    field: str
    values: tuple[str, ...]
    exclude: bool = False


class Likeness(NamedTuple):
    """What another record may have in common with one: a field, a value, how much that counts."""

    field: str
    value: str
    weight: float


@dataclass(frozen=True)
class Query:
    """What to look for. All words of the text, and all filters, must hold.

    Dates are partial: `published_from` counts from the first day of a year or month,
    `published_to` to the last. Of the values in `like` one must hold at least, or two words; the
    more, the better a record fits. Of facets, the values named as in `facet_text` are counted, and
    shown by `count` or by `value`: years then without gaps, as a chart needs them. With
    `as_written` no other text is tried where little or nothing is found.

    `sort` is an order that partners name; `title_ko`, which prefers titles in Korean; `ordinal`, of
    the first publication, in which no record ever moves; or `changed`, of numbers in the ledger, in
    which a record that changes moves to the end. Without text, `relevance` means `-published`.
    """

    text: str = ""
    kinds: tuple[str, ...] = ()
    filters: tuple[Filter, ...] = ()
    like: tuple[Likeness, ...] = ()
    published_from: str | None = None
    published_to: str | None = None
    sort: str = "relevance"
    limit: int = 20
    after: Position | None = None
    facets: tuple[str, ...] = ()
    facet_limit: int = 20
    facet_text: str = ""
    facet_sort: str = "count"
    as_written: bool = False


@dataclass(frozen=True)
class Hit:
    """A record that was found: its number in the ledger, and how well it fits the text."""

    ordinal: int
    score: float | None


@dataclass(frozen=True)
class FacetValue:
    """How many of the records found have a value."""

    value: str
    count: int


@dataclass(frozen=True)
class Hits:
    """One page of what was found.

    `last` is where the next page begins, `None` on the last page. `corrected` is the text that
    was looked for instead, because nothing was found for the text that was asked; `suggested` is
    one that finds many times more, where little was found.
    """

    hits: tuple[Hit, ...] = ()
    total: int = 0
    facets: Mapping[str, tuple[FacetValue, ...]] = field(default_factory=dict)
    last: Position | None = None
    corrected: str | None = None
    suggested: str | None = None
