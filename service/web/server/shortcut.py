"""The shortcut: what can be answered without waiting is, before the server makes a task for it."""

import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import partial

from starlette.types import Scope

from service.ledger.entry import Head
from service.ledger.head import Heads
from service.web.server.answer_store import AnswerStore, KeptAnswer
from service.web.server.boundary import given_id, log_request, new_id
from service.web.server.limits import Keys, RateLimit
from service.web.server.plain_record import PlainRecords
from service.web.server.response_cache import Asked
from service.web.server.written import Written, lines

SHORTCUT = "shortcut"
"""Its name in the state that an application's lifespan hands to the server."""
OF_A_BODY = (b"content-length", b"transfer-encoding")
Write = Callable[[], Written]


@dataclass(frozen=True, slots=True)
class Shortcut:
    """Writes the answers that the application would give: from memory, or a record from a file.

    Only those for which nothing need be waited for, and which are not refused. All else goes the
    long way, as if it had not been here.
    """

    store: AnswerStore
    records: PlainRecords
    heads: Heads
    limit: RateLimit
    keys: Keys

    def __call__(self, scope: Scope) -> tuple[int, bytes] | None:
        """Return the status of an answer, and what follows it and the server's own headers."""
        began, asked = time.perf_counter(), Asked(scope)
        head = self.heads.believed()
        if head is None or head is not self.store.head or not is_read(scope, asked):
            return None
        write = self.kept(asked, asked.narrow) or self.record(scope, asked, head)
        write = write or self.kept(asked, asked.wide)
        if write is None or (headers := self.limit.count_at_once(scope, self.keys)) is None:
            return None
        try:
            answer = write()
        except Exception:  # noqa: BLE001  the long way meets the same fault, and tells
            return None
        request_id = given_id(scope) or new_id()
        own = lines([(b"x-request-id", request_id.encode()), *headers])
        body = b"" if scope["method"] == "HEAD" else answer.body
        log_request(scope, answer.status, began, request_id)
        return answer.status, b"".join((answer.lines, own, b"\r\n", body))

    def kept(self, asked: Asked, key: Hashable) -> Write | None:
        """Return what repeats an answer, if it is in memory."""
        answer = self.store.answers.get(key)
        return partial(self.repeat, key, answer, asked) if answer else None

    def repeat(self, key: Hashable, answer: KeptAnswer, asked: Asked) -> Written:
        """Repeat an answer."""
        self.store.use(key)
        return asked.choose(answer)

    def record(self, scope: Scope, asked: Asked, head: Head) -> Write | None:
        """Return what writes the record that is asked for, if one is, in the usual way."""
        wanted = self.records.find(scope, asked)
        return partial(self.records.write, wanted, scope, asked, head) if wanted else None


def is_read(scope: Scope, asked: Asked) -> bool:
    """Say whether a request reads, and sends nothing."""
    return scope["method"] in {"GET", "HEAD"} and asked.headers.keys().isdisjoint(OF_A_BODY)
