"""Order: one page of what matches, by how well it fits, by title, or by a number of the record."""

from collections.abc import Iterator, Sequence

from tantivy import Order, Searcher, SearchResult
from tantivy import Query as Match

from service.search.fields import ORDINAL_LIMIT, PUBLISHED_SHIFT, UPDATED_SHIFT
from service.search.filtering import every, key_range, terms
from service.search.query import Hit, Position, Query
from service.search.title_order import TITLE_KEYS

SORT_KEYS = {
    "-published": ("published", PUBLISHED_SHIFT, Order.Desc),
    "published": ("oldest", PUBLISHED_SHIFT, Order.Asc),
    "-updated": ("updated", UPDATED_SHIFT, Order.Desc),
    "-coverage": ("coverage", UPDATED_SHIFT, Order.Desc),
    "ordinal": ("ordinal", ORDINAL_LIMIT.bit_length() - 1, Order.Asc),
    "changed": ("changed", UPDATED_SHIFT, Order.Asc),
}
Page = tuple[tuple[Hit, ...], Position | None]
Row = tuple[float, int]
"""A score, negative so that the best comes first, and an ordinal."""
Key = tuple[int, ...]


def count(found: SearchResult) -> int:
    """Return how many records match; the engine's type declarations leave it out."""
    return int(found.count or 0)  # type: ignore[attr-defined]


# By a number of the record: a page begins below the last number of the page before.


def by_key(searcher: Searcher, query: Query, match: Match) -> Page:
    """Return a page in the order of a sort key."""
    if query.sort in TITLE_KEYS:
        return by_title(searcher, query, match)
    name, shift, order = SORT_KEYS.get(query.sort, SORT_KEYS["-published"])
    paged = match
    if query.after:
        last = int(query.after[0])
        span = (0, last) if order == Order.Desc else (last + 1, None)
        paged = every([match, key_range(name, *span)])
    found = searcher.search(
        paged, query.limit + 1, count=False, order_by_field=name, order=order
    ).hits
    keys = [key for key, _ in found[: query.limit]]
    hits = tuple(Hit(key & ((1 << shift) - 1), None) for key in keys)
    return hits, (keys[-1],) if len(found) > query.limit else None


# By title: a key of several numbers. Only where records share the first is the next one looked at.


def by_title(searcher: Searcher, query: Query, match: Match) -> Page:
    """Return a page in the order of titles."""
    names = (*TITLE_KEYS[query.sort], "ordinal")
    after = tuple(map(int, query.after)) if query.after else ()
    keys: list[Key] = []
    for key in in_order(searcher, match, names, after, query.limit + 1):
        keys.append(key)
        if len(keys) > query.limit:
            break
    shown = keys[: query.limit]
    hits = tuple(Hit(key[-1], None) for key in shown)
    return hits, shown[-1] if len(keys) > query.limit else None


def in_order(
    searcher: Searcher, match: Match, names: Sequence[str], after: Key, limit: int
) -> Iterator[Key]:
    """Go through the keys of at least `limit` records behind one, if there are so many."""
    name, rest = names[0], names[1:]
    if after and rest:  # those that share the first number with where the page before ended
        shared = every([match, terms(name, [after[0]])])
        for key in in_order(searcher, shared, rest, after[1:], limit):
            limit -= 1
            yield (after[0], *key)
    if limit <= 0:
        return
    paged = every([match, key_range(name, after[0] + 1, None)]) if after else match
    found = searcher.search(paged, limit, count=False, order_by_field=name, order=Order.Asc).hits
    if not rest:
        yield from ((number,) for number, _ in found)
        return
    numbers = [number for number, _ in found]
    columns = [searcher.fast_field_values(each, [at for _, at in found]) for each in rest]
    keys = sorted(
        (number, *(int(value or 0) for value in others))
        for number, *others in zip(numbers, *columns, strict=True)
    )
    is_cut = len(found) == limit
    yield from (key for key in keys if not (is_cut and key[0] == numbers[-1]))
    if is_cut:  # there may be more with the last number than were fetched
        shared = every([match, terms(name, [numbers[-1]])])
        left = numbers.count(numbers[-1])
        for key in in_order(searcher, shared, rest, (), left):
            yield (numbers[-1], *key)


# By score: a page begins behind the last record of the page before, wherever that is.


def by_score(searcher: Searcher, query: Query, match: Match) -> tuple[Page, int]:
    """Return a page in the order of score, then ordinal, and how many records match."""
    size = 2 * query.limit + int(query.after[2] if query.after else 0)
    while True:
        found = searcher.search(match, size, weight_by_field="prior")
        ordinals = searcher.fast_field_values("ordinal", [at for _, at in found.hits])
        rows = sorted(
            (-score, int(n or 0)) for (score, _), n in zip(found.hits, ordinals, strict=True)
        )
        begin = place_after(rows, query.after)
        end = begin + query.limit
        if len(rows) < size or (end < len(rows) and rows[end][0] < rows[-1][0]):
            break
        size *= 4  # records of equal score reach beyond what was fetched
    hits = tuple(Hit(ordinal, -score) for score, ordinal in rows[begin:end])
    last = (*rows[end - 1], end) if end < len(rows) else None
    return (hits, last), count(found)


def place_after(rows: Sequence[Row], position: Position | None) -> int:
    """Find where a page begins: behind the last record of the page before.

    Scores shift a little when the index changes, so the record itself counts, and its old score
    only if it is gone.
    """
    if position is None:
        return 0
    score, ordinal, _ = position
    by_ordinal = next((at for at, row in enumerate(rows) if row[1] == ordinal), None)
    if by_ordinal is not None:
        return by_ordinal + 1
    return sum(row <= (score, ordinal) for row in rows)
