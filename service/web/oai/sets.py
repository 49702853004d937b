"""Sets: the parts of the catalogue that can be harvested alone.

`kind:report`, `topic:accountability` by slug, `language:ko` and `series:…` by title; what a name of
a set cannot hold is percent-encoded with `~` in place of `%`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import quote, unquote

from service.errors import InvalidRequest
from service.languages import choose
from service.ledger.entry import Head
from service.schemas.record import COLLECTIONS
from service.schemas.values import RecordKind
from service.search.query import Filter, Query
from service.web.asking import record_id
from service.web.catalogue import Catalogue
from service.web.oai.arguments import bad_argument

COUNTED = ("topic", "language", "series")
MOST_SETS = 10_000
"""Of each sort: those that hold most."""
UNKNOWN = "There is no such set. ListSets names those there are."


@dataclass(frozen=True)
class Part:
    """What a set holds: records of some kinds that fit all filters."""

    kinds: tuple[RecordKind, ...] = tuple(RecordKind)
    filters: tuple[Filter, ...] = ()


@lru_cache(maxsize=1000)
def spec(sort: str, value: str) -> str:
    """Name a set."""
    return f"{sort}:{quote(value, safe='').replace('~', '%7E').replace('%', '~')}"


async def part_of(catalogue: Catalogue, name: str | None) -> Part:
    """Return what a set holds; without a name it is everything.

    Raises:
        HarvestRefused: if there is no such set.
    """
    if name is None:
        return Part()
    sort, _, written = name.partition(":")
    value = unquote(written.replace("~", "%"))
    if sort == "kind" and value in set(RecordKind):
        return Part(kinds=(RecordKind(value),))
    if sort not in COUNTED or not value:
        raise bad_argument(UNKNOWN)
    try:
        known = await record_id(catalogue, sort, value) if sort == "topic" else value
    except InvalidRequest as error:
        raise bad_argument(UNKNOWN) from error
    return Part(filters=(Filter(sort, (known,)),))


def sets_of(document: dict[str, Any]) -> Iterator[str]:
    """Go through the sets that a record is in; of a withdrawn one only its kind is known."""
    yield spec("kind", document["kind"])
    yield from (spec("topic", one["slug"]) for one in document.get("topics", ()))
    for tag in document.get("languages", [document.get("language")]):
        yield from [spec("language", tag)] if tag else []
    if series := document.get("series"):
        yield spec("series", choose(series["title"], ()) or "")


def all_sets(catalogue: Catalogue, head: Head) -> Sequence[tuple[str, str]]:
    """Return name and title of each set that holds something, by name."""
    found = catalogue.index.search(Query(limit=1, facets=COUNTED, facet_limit=MOST_SETS)).facets
    known = catalogue.names.read({one.value for one in found["topic"]}, head)
    topics = [known[one.value] for one in found["topic"] if one.value in known]
    return sorted(
        [
            *((spec("kind", kind), f"All {COLLECTIONS[kind]}") for kind in RecordKind),
            *((spec("topic", one.slug), choose(one.label, ()) or one.slug) for one in topics),
            *((spec("language", one.value), f"In {one.value}") for one in found["language"]),
            *((spec("series", one.value), one.value) for one in found["series"] if one.value),
        ]
    )
