"""Filters and dates as queries of the engine: they decide what is found, not how well it fits."""

from collections.abc import Sequence
from datetime import date

from tantivy import FieldType, Occur
from tantivy import Query as Match

from service.search.fields import PUBLISHED_SHIFT, SCHEMA
from service.search.query import Filter
from service.search.sort_keys import first_day


def plain(match: Match) -> Match:
    """Take the score off."""
    return Match.const_score_query(match, 0.0)


def terms(field: str, values: Sequence[str | int]) -> Match:
    """Match any of some values. What is not text (a lone surrogate) matches nothing."""
    clean = [
        value.encode("utf-8", "replace").decode() if isinstance(value, str) else value
        for value in values
    ]
    if len(clean) == 1:
        return Match.term_query(SCHEMA, field, clean[0], "basic")
    return Match.term_set_query(SCHEMA, field, clean)


def excluding(match: Match) -> Match:
    """Match everything else."""
    return Match.boolean_query([(Occur.Must, Match.all_query()), (Occur.MustNot, match)])


def filter_match(asked: Filter) -> Match:
    """Match what a filter lets through."""
    found = terms(asked.field, asked.values)
    return excluding(found) if asked.exclude else found


def published_between(first: str | None, last: str | None) -> Match | None:
    """Match records published from the first day of one partial date to the last day of another."""
    if first is None and last is None:
        return None
    return key_range(
        "published",
        (1 if first is None else first_day(first).toordinal()) << PUBLISHED_SHIFT,
        None if last is None else day_after(last) << PUBLISHED_SHIFT,
    )


def key_range(field: str, at_least: int, below: int | None) -> Match:
    """Match numbers from `at_least` up to, not including, `below`."""
    return Match.range_query(
        SCHEMA, field, FieldType.Unsigned, at_least, below, include_upper=below is None
    )


def day_after(partial: str) -> int:
    """Return the day number of the day after a partial date."""
    year, *rest = map(int, partial.split("-"))
    if len(rest) == 2:
        return first_day(partial).toordinal() + 1
    month = rest[0] + 1 if rest else 13
    year, month = (year + 1, 1) if month == 13 else (year, month)
    return date.max.toordinal() + 1 if year > 9999 else date(year, month, 1).toordinal()


def every(matches: Sequence[Match]) -> Match:
    """Match all of some."""
    return Match.boolean_query([(Occur.Must, match) for match in matches])


def either(matches: Sequence[Match]) -> Match:
    """Match any of some."""
    return Match.boolean_query([(Occur.Should, match) for match in matches])
