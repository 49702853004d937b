"""Likeness: what two records may share, and how much each counts."""

from service.search.documents import Json, filter_values

WEIGHTS = {
    "id": 10.0,
    "related": 10.0,
    "report": 4.0,
    "series": 4.0,
    "organisation": 2.0,
    "person": 2.0,
    "topic": 2.0,
    "place": 1.0,
}
"""A relation in either direction comes first, then one report or series, then common subjects."""

MOST_SHARED = 100


def likeness(document: Json) -> tuple[tuple[str, str], ...]:
    """List the fields and values by which other records are like this one."""
    values = list(filter_values(document))
    named = [("id", value) for field, value in values if field == "related"]
    shared = [pair for pair in values if pair[0] in WEIGHTS and pair[0] != "related"]
    return tuple([("related", document["id"]), *named, *shared][:MOST_SHARED])
