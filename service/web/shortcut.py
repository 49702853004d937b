"""The shortcut: what is in memory is answered at once, before the server makes a task for it."""

import time
from collections.abc import Hashable
from dataclasses import dataclass

from starlette.types import Scope

from service.ledger.head import Heads
from service.web.answer_store import AnswerStore
from service.web.boundary import given_id, log_request, new_id
from service.web.limits import Keys, RateLimit
from service.web.response_cache import Asked
from service.web.written import lines

SHORTCUT = "shortcut"
"""Its name in the state that an application's lifespan hands to the server."""
OF_A_BODY = (b"content-length", b"transfer-encoding")


@dataclass(frozen=True, slots=True)
class Shortcut:
    """Writes the answers that the boundary and the response cache would give from memory.

    Only those for which nothing need be waited for, and which are not refused. All else goes the
    long way, as if it had not been here.
    """

    store: AnswerStore
    heads: Heads
    limit: RateLimit
    keys: Keys

    def __call__(self, scope: Scope) -> tuple[int, bytes] | None:
        """Return the status of an answer, and what follows it and the server's own headers."""
        began, asked = time.perf_counter(), Asked(scope)
        if (
            (key := self.key(scope["method"], asked)) is None
            or (headers := self.limit.count_at_once(scope, self.keys)) is None
            or (kept := self.store.find(key)) is None
        ):
            return None
        answer = asked.choose(kept)
        request_id = given_id(scope) or new_id()
        own = lines([(b"x-request-id", request_id.encode()), *headers])
        body = b"" if scope["method"] == "HEAD" else answer.body
        log_request(scope, answer.status, began, request_id)
        return answer.status, b"".join((answer.lines, own, b"\r\n", body))

    def key(self, method: str, asked: Asked) -> Hashable | None:
        """Return the key of what answers a request, if it is kept and known to be right."""
        if method not in {"GET", "HEAD"} or not asked.headers.keys().isdisjoint(OF_A_BODY):
            return None
        head, kept = self.heads.believed(), self.store.answers
        if head is None or head is not self.store.head:
            return None
        if asked.narrow in kept:
            return asked.narrow
        return key if (key := asked.wide) in kept else None
