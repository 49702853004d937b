"""What puts records in order: a number for each order, unique by the record's ordinal."""

from collections.abc import Mapping
from datetime import date, datetime
from math import log2
from typing import Any

from service.search.fields import PUBLISHED_SHIFT, UPDATED_SHIFT
from service.search.title_order import title_keys

TITLES = ("title", "headline", "label")
NO_DAY = date.max.toordinal() + 1
"""Comes after every day."""
Json = dict[str, Any]


def sort_keys(ordinal: int, document: Json) -> dict[str, int]:
    """Return the numbers of a record, by field."""
    published = document.get("published")
    return {
        "published": published_key(published, ordinal),
        "oldest": published_key(published, ordinal, unknown=NO_DAY),
        "updated": updated_key(document["updated_at"], ordinal),
        "coverage": coverage_key(document, ordinal),
        **title_keys(title_of(document)),
    }


def first_day(published: str) -> date:
    """Return the first day of a year, month or day."""
    year, month, day = (*map(int, published.split("-")), 1, 1)[:3]
    return date(year, month, day)


def published_key(published: str | None, ordinal: int, *, unknown: int = 0) -> int:
    """Return the number by which records are in order of publication; `unknown` is a day."""
    days = first_day(published).toordinal() if published else unknown
    return days << PUBLISHED_SHIFT | ordinal


def updated_key(updated: str, ordinal: int) -> int:
    """Return the number by which records are in order of their latest change."""
    seconds = int(datetime.fromisoformat(updated).timestamp())
    return max(seconds, 0) << UPDATED_SHIFT | ordinal


def coverage_key(document: Json, ordinal: int) -> int:
    """Return the number by which records are in order of how many mentions cover them."""
    mentions: int = document.get("mention_count", 0)
    return mentions << UPDATED_SHIFT | ordinal


def title_of(document: Json) -> Mapping[str, str]:
    """Return the title, headline or label of a record, by language; empty if it has none."""
    return next((document[name] for name in TITLES if document.get(name)), {})


def prior(document: Json) -> float:
    """Say how much a record is preferred whatever is looked for.

    The engine multiplies scores by log2(2 + prior): a century younger counts up to 7 % more, a
    thousand mentions 7 %. Small enough to decide between records that fit equally well only.
    """
    year = int(document.get("published", "1900")[:4])
    recency = min(max(year - 1900, 0), 200) / 1000
    return recency + log2(1 + document.get("mention_count", 0)) / 100
