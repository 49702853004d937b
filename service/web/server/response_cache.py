"""The response cache: answers again what it answered before, as long as that is right."""

import asyncio
from collections.abc import Hashable, Mapping
from functools import lru_cache
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.ledger.entry import Head
from service.web.catalogue import Catalogue
from service.web.http.conditional import SHOWN, is_held
from service.web.http.negotiation import ANYTHING, accepts_gzip
from service.web.http.request import ordered_pairs
from service.web.server.answer_store import AnswerStore, KeptAnswer
from service.web.server.boundary import missing
from service.web.server.written import Headers, Written, lines, send_written

PUBLIC, EDITORIAL = "/v1/", "/v1/editorial/"
LONGEST = 2000
"""Bytes of headers that choose an answer, beyond which it is not kept."""
OF_THE_BODY = {b"content-type", b"content-length", b"content-encoding", b"link"}
NARROW = {b"accept"}
WIDE = {b"accept", b"accept-language", b"accept-encoding"}
SHORT_QUERY = 250
"""Bytes of queries that are remembered, so that those which nobody repeats take little memory."""
MOST_CHANGED = 1000
"""After more changes at once everything is forgotten."""
AGE = (b"age", b"0")
"""Seconds since the answer was known to be right: an answer is sent again only after the ledger
was asked whether it changed, a moment ago at most."""


class ResponseCache:
    """Answers reads of the public from memory, with the bytes and headers that the app would send.

    Kept are good answers that say themselves that everyone may keep them (`public`), and on what
    of the request they depend (`Vary`). Errors, streams and what editors see never are. When the
    ledger changes, what shows a record that did not is still right; all else is forgotten.
    """

    def __init__(self, app: ASGIApp, store: AnswerStore) -> None:
        self.app = app
        self.store = store
        self.following = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from memory, or let the app answer and remember what it said.

        Raises:
            ServiceUnavailable: if the ledger does not say whether it changed.
        """
        catalogue = getattr(scope["app"].state, "catalogue", None)
        if catalogue is None or not is_read(scope):
            await self.app(scope, receive, send)
            return
        head: Head = catalogue.heads.believed() or await catalogue.heads.latest()
        if head is not self.store.head:
            await self.follow(catalogue, head)
        asked = Asked(scope)
        if answer := self.store.find(asked.narrow) or self.store.find(asked.wide):
            await send_written(asked.choose(answer), send)
        else:
            state = scope.setdefault("state", {})
            await self.app(scope, receive, Recorder(self.store, asked, head, state, send))

    async def follow(self, catalogue: Catalogue, head: Head) -> None:
        """Forget what is not right any more, now that the ledger is at a head.

        Raises:
            ServiceUnavailable: if the ledger does not say what changed.
        """
        async with self.following:
            # Who waited here may have been told of an earlier head than others since.
            seen, head = self.store.head, catalogue.heads.head or head
            if seen is None or not head.continues(seen):
                self.store.follow(head)
            elif seen == head:
                self.store.head = head
            else:
                changed = await catalogue.ledger.changed(seen.sequence, MOST_CHANGED)
                self.store.follow(head, changed if len(changed) < MOST_CHANGED else None)


def is_read(scope: Scope) -> bool:
    """Say whether a request reads what is public."""
    path: str = scope["path"]
    is_public = path.startswith(PUBLIC) and not path.startswith(EDITORIAL)
    return scope["type"] == "http" and scope["method"] == "GET" and is_public


class Asked:
    """What of a request decides its answer, without reading more of it than that.

    Two requests share a key only if the app cannot tell them apart: it reads of a URL the path as
    written and the decoded pairs of the query, in any order of their names, and of the headers the
    first of each name.
    """

    __slots__ = ("headers", "narrow")

    def __init__(self, scope: Scope) -> None:
        self.headers: dict[bytes, bytes] = dict(reversed(scope["headers"]))
        accept = self.text(b"accept")
        self.narrow: tuple[Hashable, ...] = (
            scope["raw_path"],
            read_query(scope["query_string"]),
            None if accept in ANYTHING else accept,
            self.headers.get(b"host"),
            scope["scheme"],
        )

    @property
    def wide(self) -> Hashable:
        """The key of an answer that also depends on the language and on compression."""
        encodings, language = self.text(b"accept-encoding"), self.text(b"accept-language")
        return *self.narrow, language, accepts_gzip(encodings)

    @property
    def is_long(self) -> bool:
        """Say whether the headers are longer than any client needs."""
        names = (*WIDE, b"host")
        return sum(len(self.headers.get(name, b"")) for name in names) > LONGEST

    def text(self, name: bytes) -> str | None:
        """Return a header as the app reads it."""
        value = self.headers.get(name)
        return None if value is None else value.decode("latin-1")

    def choose(self, answer: KeptAnswer) -> Written:
        """Return an answer that was kept, or 304 if the caller has it."""
        return answer.unchanged if self.has(answer.tag, answer.modified) else answer.whole

    def has(self, tag: str, modified: str) -> bool:
        """Say whether the caller has the answer with these validators."""
        known, since = self.text(b"if-none-match"), self.text(b"if-modified-since")
        return is_held(known, since, tag, modified)


def read_query(query: bytes) -> Hashable:
    """Return what a query says, whatever the order of its names; of values the order counts."""
    if b"&" not in query:
        return query
    return known_order(query) if len(query) <= SHORT_QUERY else in_order(query)


def in_order(query: bytes) -> Hashable:
    """Return the names and values of a query in the order of the names."""
    return tuple(ordered_pairs(query))


known_order = lru_cache(maxsize=256)(in_order)


class Recorder:
    """Passes an answer on, and keeps it if it may be kept."""

    __slots__ = ("asked", "head", "outer", "start", "state", "store")

    def __init__(
        self, store: AnswerStore, asked: Asked, head: Head, state: Mapping[str, Any], outer: Send
    ) -> None:
        self.store = store
        self.asked = asked
        self.head = head
        self.state = state
        self.outer = outer
        self.start: Message | None = None

    async def __call__(self, message: Message) -> None:
        """Take one part of an answer."""
        if message["type"] == "http.response.start":
            self.start = dict(message) if message["status"] == 200 else None
        elif self.start and not message.get("more_body", False):
            self.keep(self.start["headers"], message["body"])
        else:
            self.start = None  # a stream
        await self.outer(message)

    def keep(self, headers: Headers, body: bytes) -> None:
        """Keep an answer that everyone may keep, under what it says it depends on."""
        said: dict[bytes, bytes] = dict(headers)
        varies = {name.strip().lower() for name in said.get(b"vary", b"*").split(b",")}
        is_public = said.get(b"cache-control", b"").startswith(b"public")
        if not (is_public and b"etag" in said and varies <= WIDE) or self.asked.is_long:
            return
        key = self.asked.narrow if varies <= NARROW else self.asked.wide
        if self.store.wants(key, len(body)):
            answer = to_store(headers, body, self.state.get(SHOWN))
            self.store.keep(key, answer, self.head)


def to_store(headers: Headers, body: bytes, shown: str | None) -> KeptAnswer:
    """Write an answer as it is sent again, and what a 304 says in its place."""
    said = dict(headers)
    unchanged = [pair for pair in headers if pair[0] not in OF_THE_BODY]
    tag, modified = (said[name].decode("latin-1") for name in (b"etag", b"last-modified"))
    whole = to_write(200, [*headers, AGE], bytes(body))
    return KeptAnswer(whole, to_write(304, [*unchanged, AGE]), tag, modified, shown)


def to_write(status: int, headers: Headers, body: bytes = b"") -> Written:
    """Write an answer with the headers that every answer has."""
    return Written(status, lines([*headers, *missing(headers)]), body)
