"""The index of one process: it follows the ledger and answers queries."""

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import structlog
import tantivy
from filelock import Timeout

from service.errors import ServiceUnavailable
from service.ledger.entry import Head
from service.search.feeding import BATCH, MERGED, MOST_TOGETHER, Feeder, Source, together
from service.search.fields import make_engine, open_engine
from service.search.query import Hits, Query
from service.search.snapshot import Snapshot, engine_errors
from service.search.storage import Progress, Storage

SMALL, LARGE = 20_000_000, 300_000_000
"""Bytes in which the engine gathers documents before it writes them: large when many are missing,
so that what is committed together makes one part of the index, of 23 kB a document."""
OLDEST = 1.0
MANY = 3
"""So many changes within two seconds are changes without a pause."""
PATIENCE = 2.0
"""Seconds that `follow` waits for the index before it answers from the state there is."""
LATE = 5.0
"""Seconds in which a replica that is late comes to have what the index has."""
PAUSE = 0.02
MOST_PAUSES = 500
"""How often the progress of another process is looked at before giving up until the next call."""

log = structlog.get_logger(__name__)


class Index:
    """The search index in a folder, fed from a ledger.

    Any number of processes may open one folder. Whoever is behind and finds nobody writing
    writes for all; the others reload. Searches go on from the state there is.

    Who asks waits for the latest change. Only while changes follow each other without a pause,
    answers may be up to `OLDEST` seconds behind: else every one would wait for a commit.

    `tell` is called, in a thread of ours, whenever searches see more or nothing more is done.
    """

    def __init__(self, folder: Path, source: Source) -> None:
        self.folder = folder
        self.source = source
        self.ready = False
        self.snapshot: Snapshot | None = None
        self.storage: Storage | None = None
        self.engine: tantivy.Index | None = None
        self.build = ""
        self.stamp = 0
        self.changed = threading.Condition()
        self.caught_up: deque[float] = deque(maxlen=MANY)
        self.expired = 0.0
        self.wanted = 0
        self.following = False
        self.thread: threading.Thread | None = None
        self.closing = threading.Event()
        self.tell: Callable[[], object] = lambda: None

    @property
    def applied(self) -> int:
        """The number of the ledger up to which searches see changes."""
        return self.snapshot.sequence if self.snapshot else 0

    def search(self, query: Query) -> Hits:
        """Answer a query from the state there is. Raises InvalidRequest, ServiceUnavailable."""
        return self.seen().search(query)

    def seen(self) -> Snapshot:
        """Return the state there is. Raises ServiceUnavailable if there is none yet."""
        if self.snapshot is None:
            raise ServiceUnavailable("The search index is being built; it will answer soon.")
        return self.snapshot

    def follow(self, head: Head) -> bool:
        """Catch up with the ledger; say whether searches see all of it now.

        Waits for a little while only: a long way is gone in the background.
        """
        if self.is_at(head) and self.storage and self.storage.stamp() == self.stamp:
            return True
        self.start(head)
        with self.changed:
            self.changed.wait_for(lambda: self.is_at(head) or not self.following, PATIENCE)
        return self.is_at(head)

    def is_recent(self, head: Head) -> bool:
        """Say whether the state there is will do: it has every change until lately.

        When it soon will not, it is brought up to the ledger in the background.
        """
        seen, now, times = self.snapshot, time.monotonic(), tuple(self.caught_up)
        if seen and seen.epoch == head.epoch and head.sequence - seen.sequence > MOST_TOGETHER:
            self.start(head)
            return True  # it takes longer than anybody waits
        if len(times) < MANY or now - times[0] >= 2 * OLDEST or times[-1] <= self.expired:
            return False
        if seen is None or seen.epoch != head.epoch or now - times[-1] >= OLDEST:
            return False
        if now - times[-1] >= OLDEST / 2 and not self.following:
            self.start(head)
        return True

    def expire(self) -> None:
        """Let the next request wait: this process changed the ledger, and its readers know."""
        self.expired = time.monotonic()

    def start(self, head: Head) -> None:
        """Begin to catch up in the background, unless that goes on already."""
        with self.changed:
            self.wanted = head.sequence
            self.following = not self.closing.is_set()
            if self.thread is None and self.following:
                self.thread = threading.Thread(target=self.work, name="index", daemon=True)
                self.thread.start()
            self.changed.notify_all()

    def close(self) -> None:
        """Stop following. The index on disk can be used at any moment."""
        with self.changed:
            self.closing.set()
            self.changed.notify_all()
        if self.thread:
            self.thread.join()

    def is_at(self, head: Head) -> bool:
        """Say whether searches see the ledger up to a head."""
        seen = self.snapshot
        return seen is not None and seen.epoch == head.epoch and seen.sequence >= head.sequence

    # Catching up, in a thread of its own: each thread that reads a file opens it for good.

    def work(self) -> None:
        """Catch up whenever that is asked for, until the index is there or cannot be."""
        while self.is_wanted():
            is_able = self.try_to_catch_up()
            with self.changed:
                self.following = is_able and self.applied < self.wanted
            self.notify()

    def is_wanted(self) -> bool:
        """Wait until the index is to be brought up to the ledger; say whether it is not closed."""
        with self.changed:
            self.changed.wait_for(lambda: self.following or self.closing.is_set())
            self.following = not self.closing.is_set()
            return self.following

    def notify(self) -> None:
        """Let those who wait look again."""
        with self.changed:
            self.changed.notify_all()
        self.tell()

    def try_to_catch_up(self) -> bool:
        """Bring the index up to the ledger, as its writer or by waiting for the writer."""
        try:
            for _ in range(MOST_PAUSES):
                if self.closing.is_set():
                    return False
                with engine_errors():
                    if self.catch_up_once():
                        return True
                self.closing.wait(PAUSE)
        except Exception:  # whatever it is, searches go on, and who asks next tries again
            log.exception("the search index cannot follow the ledger")
        return False

    def catch_up_once(self) -> bool:
        """Look where the index is, and write what is missing unless another process writes."""
        begun, head = time.monotonic(), self.source.head()
        storage = Storage(self.folder, head.epoch)
        if self.is_ahead(storage):
            self.closing.wait(LATE)
        progress = None if self.is_ahead(storage) else self.reload(storage)
        if progress is None or progress.sequence < head.sequence:
            try:
                with storage.lock().acquire(blocking=False):
                    self.write(storage, head)
            except Timeout:
                return False
        self.ready = True
        self.caught_up.append(begun)
        return True

    def is_ahead(self, storage: Storage) -> bool:
        """Say whether the index that was found at the start has changes that the ledger has not.

        The ledger was restored from a copy, and will have other changes of these numbers.
        """
        progress = storage.progress() if self.snapshot is None else None
        return progress is not None and progress.sequence > self.source.head().sequence

    def reload(self, storage: Storage) -> Progress | None:
        """Show searches what is on disk now, if it is whole; return it if it can be used."""
        stamp, progress = storage.stamp(), storage.progress()
        if progress is None:
            return None
        try:
            if self.engine is None or self.build != progress.build:
                self.engine = open_engine(storage.home)
            self.engine.reload()
            snapshot = Snapshot(self.engine.searcher(), storage.epoch, progress.sequence)
        except (ValueError, OSError):
            self.engine = None
            log.warning("the search index cannot be read", folder=str(storage.home))
            return None
        with self.changed:
            self.storage, self.build, self.stamp = storage, progress.build, stamp
            self.snapshot = snapshot if progress.is_whole else self.snapshot
        self.notify()
        return progress

    def write(self, storage: Storage, head: Head) -> None:
        """Write what is missing up to a head; begin anew if what is there cannot be used."""
        is_ahead = self.is_ahead(storage)
        if is_ahead:
            log.warning("the search index is ahead of the database, so it is built anew")
        progress = None if is_ahead else self.reload(storage)
        if progress is None or self.engine is None:
            progress = storage.begin(head.sequence)
            self.engine = make_engine(storage.home)
        missing = self.source.count_after(progress.sequence)
        heap, size = LARGE if missing > MOST_TOGETHER else SMALL, max(together(missing), BATCH)
        is_behind = True
        while is_behind and not self.closing.is_set():
            feeder = Feeder(self.engine, self.source, heap, self.closing)
            for _ in range(MERGED):
                progress = replace(progress, sequence=feeder.feed(progress.sequence, size))
                storage.advance(progress)
                is_behind = bool(self.reload(storage)) and progress.sequence < head.sequence
                if not is_behind or self.closing.is_set():
                    break
            feeder.close()  # parts of one size are merged before others come
        self.reload(storage)
