"""What is asked of the servers, in their own addresses."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from urllib.parse import quote_plus, urlencode

import pydantic_core

from service.cli.bench.corpus import Corpus, title_map
from service.cli.bench.load import CONNECTIONS, Headers
from service.cli.bench.seed import dice
from service.cli.bench.servers import Server
from service.errors import ServiceUnavailable

MOST_NAMES, MOST_QUERIES = 100_000, 20_000
MOST_TOPICS = 50
DEEP_PAGE = 1000
PAGE, LARGEST_PAGE = 20, 100
BATCH = 1000
FEW = 2
"""Connections for what is so large that one answer takes long."""
MOST_TYPED = 200
FACETS = ("topic", "year", "language")


@dataclass(frozen=True)
class Work:
    """One kind of request: the paths at our service, and those of the textbook app, if any.

    The textbook app needs `naive_requests` for what our service answers at once; what has a body
    is sent with POST, to our service only.
    """

    name: str
    catalogue: Sequence[str]
    naive: Sequence[str] = ()
    headers: Headers = ()
    body: bytes = b""
    naive_requests: int = 1
    connections: int = CONNECTIONS


def list_work(corpus: Corpus, catalogue: Server) -> list[Work]:
    """List what is asked; a running service tells its entity tag and its cursors."""
    return [
        *lookups(corpus, catalogue),
        *lists(corpus, catalogue),
        *searches(corpus),
        *many_at_once(corpus, catalogue),
    ]


def lookups(corpus: Corpus, catalogue: Server) -> Iterator[Work]:
    """Single reports: one over and over, any of them, and one that the caller has already."""
    names = [f"report-{number}" for number in range(corpus.size)]
    dice("lookups").shuffle(names)
    ours = [f"/v1/reports/{name}" for name in names[:MOST_NAMES]]
    theirs = [f"/reports/{name}" for name in names[:MOST_NAMES]]
    yield Work("lookup, hot", ours[:1], theirs[:1])
    yield Work("lookup, random", ours, theirs)
    tag = catalogue.get(ours[0]).etag or ""
    yield Work("lookup, 304", ours[:1], headers=(("If-None-Match", tag),))


def lists(corpus: Corpus, catalogue: Server) -> Iterator[Work]:
    """Pages of reports: by topic, the first of all, and one far down."""
    topics = [f"topic-{number}" for number in range(min(corpus.count("topic"), MOST_TOPICS))]
    yield Work(
        "list, one topic",
        [f"/v1/reports?topic={topic}&limit={PAGE}" for topic in topics],
        [f"/reports?topic={topic}&limit={PAGE}" for topic in topics],
    )
    first = f"/v1/reports?limit={PAGE}"
    yield Work("list, page 1", [first], [f"/reports?limit={PAGE}"])
    page, path = walk(catalogue, first)
    offset = (page - 1) * PAGE
    yield Work(f"list, page {page:,}", [path], [f"/reports?limit={PAGE}&offset={offset}"])


def walk(catalogue: Server, first: str) -> tuple[int, str]:
    """Follow the cursors to the deep page, or to the last; return its number and path."""
    path = first
    for page in range(1, DEEP_PAGE):
        cursor = pydantic_core.from_json(catalogue.get(path).body)["next_cursor"]
        if cursor is None:
            return page, path
        path = f"{first}&cursor={quote_plus(cursor)}"
    return DEEP_PAGE, path


def searches(corpus: Corpus) -> Iterator[Work]:
    """Searches for reports by words of their titles: most frequent words, some rare ones."""
    english, korean = list(queries(corpus, "en")), list(queries(corpus, "ko"))
    yield Work("search, English", *search_paths(english))
    yield Work("search, Korean", *search_paths(korean))
    both = [query for pair in zip(english, korean, strict=False) for query in pair]
    yield Work("search, 3 facets", *search_paths(both, FACETS))


def queries(corpus: Corpus, language: str) -> Iterator[str]:
    """Write queries of one to three words that stand in a title."""
    random = dice("queries", language)
    for _ in range(min(MOST_QUERIES, 20 * corpus.size)):
        words = title_map(random.randrange(corpus.size)).get(language, "").lower().split()
        if words:
            yield " ".join(random.sample(words, random.randint(1, min(3, len(words)))))


def many_at_once(corpus: Corpus, catalogue: Server) -> Iterator[Work]:
    """What the textbook app can only do by many requests, or not at all."""
    names = [f"report-{number % corpus.size}" for number in range(BATCH)]
    asked = pydantic_core.to_json([{"slug": name} for name in names])
    theirs = [f"/reports/{name}" for name in names]
    headers = (("Content-Type", "application/json"),)
    yield Work(f"lookup of {BATCH:,}", ["/v1/lookup"], theirs, headers, asked, BATCH, FEW)
    words = sorted({query.split()[0] for query in islice(queries(corpus, "en"), MOST_TYPED)})
    typed = [word[:length] for word in words for length in range(2, len(word) + 1)]
    yield Work("suggest", [f"/v1/suggest?{urlencode({'q': text})}" for text in typed])
    topic = f"topic-{min(corpus.count('topic'), MOST_TOPICS) - 1}"
    listed = f"/v1/reports?topic={topic}"
    total = pydantic_core.from_json(catalogue.get(f"{listed}&limit=1").body)["total"]
    pages = -(-total // LARGEST_PAGE) or 1
    asked_of_naive = f"/reports?topic={topic}&limit={LARGEST_PAGE}"
    theirs = [f"{asked_of_naive}&offset={LARGEST_PAGE * page}" for page in range(pages)]
    exported = [f"{listed}&format=ndjson"]
    yield Work(f"export of {total:,}", exported, theirs, naive_requests=pages, connections=FEW)
    yield Work("feed of 100", [f"{listed}&format=atom&limit={LARGEST_PAGE}"])


def search_paths(queries: Sequence[str], facets: Sequence[str] = ()) -> tuple[list[str], list[str]]:
    """Write queries, with highlights, as paths of our service and of the textbook app."""
    if not queries:
        raise ServiceUnavailable("The corpus is too small to have titles to search for.")
    counted = {"facets": ",".join(facets)} if facets else {}
    shown = {"kind": "report", "highlight": "true", "limit": PAGE}
    ours = [f"/v1/search?{urlencode({'q': query, **shown, **counted})}" for query in queries]
    asked = [("facets", name) for name in facets]
    theirs = [f"/search?{urlencode([('q', query), ('limit', PAGE), *asked])}" for query in queries]
    return ours, theirs
