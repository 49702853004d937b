"""Answers that are kept in memory: so many bytes of those that are asked for most."""

from collections import OrderedDict
from collections.abc import Collection, Hashable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from service.ledger.entry import Head
from service.web.server.written import Written

OVERHEAD = 1500
"""Bytes that Python needs for an answer and its key, beside what they hold."""
LARGEST_SHARE = 16
"""An answer larger than this part of all memory is not kept."""
WIDTH = 1 << 19
WINDOW = WIDTH // 4
"""Places, of a byte each, and uses after which all counts are halved: so few that keys seldom share
a place. Where they do, answers are kept, and others let go, that nobody asks for again."""
MOST_USES = 255
HALVES = bytes(count >> 1 for count in range(MOST_USES + 1))
ADMITTED = 2
"""Uses after which an answer is kept: what is asked for once is not asked for again."""


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """A good answer in bytes, and the 304 in its place.

    It is right until the record `shown` changes, or anything if it shows more than one.
    """

    whole: Written
    unchanged: Written
    tag: str
    modified: str
    shown: str | None = None


class Uses:
    """How often each key was used lately: never too low, sometimes too high, in little memory.

    A count-min sketch of two places a key, halved now and then (TinyLFU,
    https://arxiv.org/abs/1512.00727). Python's hashes are keyed anew in each process, so nobody
    outside can choose keys that share their places.
    """

    def __init__(self) -> None:
        self.counts = bytearray(WIDTH)
        self.noted = 0

    def note(self, key: Hashable) -> None:
        """Count one use."""
        first, second = places(key)
        counts = self.counts
        if counts[first] < MOST_USES:
            counts[first] += 1
        if counts[second] < MOST_USES:
            counts[second] += 1
        self.noted += 1
        if self.noted > WINDOW:
            self.counts, self.noted = counts.translate(HALVES), 0

    def of(self, key: Hashable) -> int:
        """Return how many uses there were."""
        first, second = places(key)
        return min(self.counts[first], self.counts[second])


def places(key: Hashable) -> tuple[int, int]:
    """Return where a key is counted."""
    number = hash(key)
    return number % WIDTH, (number >> 24) % WIDTH


class AnswerStore:
    """Answers that are right at one head of the ledger, at most so many bytes.

    A full store takes a new answer only in place of those that were used less and not lately, so
    that neither a crawl nor a flood of requests that nobody repeats drives out what is wanted.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self.size = 0
        self.head: Head | None = None
        self.uses = Uses()
        self.answers: OrderedDict[Hashable, KeptAnswer] = OrderedDict()
        self.showing: dict[str | None, set[Hashable]] = {}

    def follow(self, head: Head, changed: Collection[str] | None = None) -> None:
        """Forget what is no longer right when these records changed; everything if not told."""
        self.head = head
        if changed is None:
            self.answers.clear()
            self.showing.clear()
            self.size = 0
        for shown in (None, *(changed or ())):
            for key in tuple(self.showing.get(shown, ())):
                self.forget(key)

    def find(self, key: Hashable) -> KeptAnswer | None:
        """Return the answer that is kept under a key, which is used."""
        self.use(key)
        return self.answers.get(key)

    def use(self, key: Hashable) -> None:
        """Note that the answer of a key is wanted."""
        self.uses.note(key)
        if key in self.answers:
            self.answers.move_to_end(key)

    def wants(self, key: Hashable, length: int) -> bool:
        """Say whether an answer of so many bytes may be kept; to write it for that takes time."""
        if length * LARGEST_SHARE > self.most or not self.is_admitted(key):
            return False
        oldest = islice(self.victims(self.size + length - self.most), 1)
        return not self.spares(list(oldest), key)

    def keep(self, key: Hashable, answer: KeptAnswer, head: Head) -> None:
        """Keep an answer that was made when the ledger had this head, if it is worth it."""
        size = size_of(key, answer)
        is_fitting = head == self.head and size * LARGEST_SHARE <= self.most
        if not (is_fitting and self.is_admitted(key)):
            return
        victims = list(self.victims(self.size + size - self.most))
        if not self.spares(victims, key):
            for victim in victims:
                self.forget(victim)
            self.answers[key] = answer
            self.showing.setdefault(answer.shown, set()).add(key)
            self.size += size

    def is_admitted(self, key: Hashable) -> bool:
        """Say whether an answer that is not kept was wanted often enough."""
        return self.uses.of(key) >= ADMITTED and key not in self.answers

    def spares(self, victims: Iterable[Hashable], key: Hashable) -> bool:
        """Say whether some of the kept are wanted as much as another, for which they do not go."""
        uses = self.uses.of(key)
        spared = [victim for victim in victims if self.uses.of(victim) >= uses]
        for victim in spared:
            self.answers.move_to_end(victim)  # else it alone would keep all others out
        return bool(spared)

    def forget(self, key: Hashable) -> None:
        """Let go of an answer."""
        answer = self.answers.pop(key)
        self.size -= size_of(key, answer)
        keys = self.showing[answer.shown]
        keys.discard(key)
        if not keys:
            del self.showing[answer.shown]

    def victims(self, excess: int) -> Iterator[Hashable]:
        """Go through the keys that would have to go, the longest unused first."""
        for key, answer in self.answers.items():
            if excess <= 0:
                return
            excess -= size_of(key, answer)
            yield key


def size_of(key: Hashable, answer: KeptAnswer) -> int:
    """Return about how many bytes of memory an answer takes."""
    heads = len(answer.whole.lines) + len(answer.unchanged.lines)
    return len(answer.whole.body) + heads + len(repr(key)) + OVERHEAD
