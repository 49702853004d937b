"""Our own load client: several processes of asyncio over raw sockets, where there is no wrk."""

import asyncio
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from itertools import cycle
from multiprocessing import get_context
from multiprocessing.synchronize import Event

LENGTH = b"content-length:"
CHUNKED = b"transfer-encoding: chunked"
LAST_CHUNK = b"0\r\n\r\n"
GRACE = 20.0
"""Seconds to wait for answers that are under way when the time is over."""

IsOver = Callable[[], bool]


@dataclass(frozen=True)
class Job:
    """What one process does: requests in turn, over so many connections, for so many seconds."""

    port: int
    requests: Sequence[bytes]
    connections: int
    seconds: float
    most: int


@dataclass
class Tally:
    """Seconds that each answer took, and how many requests failed."""

    latencies: list[float] = field(default_factory=list)
    failures: int = 0


def format_request(path: str, headers: Sequence[tuple[str, str]], body: bytes = b"") -> bytes:
    """Write a request as it goes over the wire: POST if it has a body."""
    lines = [f"{'POST' if body else 'GET'} {path} HTTP/1.1"]
    lines += [f"{name}: {value}" for name, value in headers]
    lines += [f"Content-Length: {len(body)}"] if body else []
    return "\r\n".join([*lines, "", ""]).encode() + body


def head_length(head: bytes) -> int | None:
    """Read how long the body after a head is; `None` if it comes in chunks, 0 for a 304."""
    lower = head.lower()
    _, found, rest = lower.partition(LENGTH)
    if not found and CHUNKED in lower:
        return None
    return int(rest.split(b"\r\n", 1)[0]) if found else 0


class Connection(asyncio.Protocol):
    """One connection: sends the next request as soon as the answer to the last is complete."""

    def __init__(self, requests: Iterator[bytes], tally: Tally) -> None:
        self.requests = requests
        self.tally = tally
        self.received = bytearray()
        self.has_head = False
        self.missing: int | None = None
        self.waiting = False
        self.sent = 0.0
        self.over = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Send the first request."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101  what asyncio promises
        self.transport = transport
        self.send()

    def send(self) -> None:
        """Send the next request, or end."""
        request = next(self.requests, None)
        self.waiting = request is not None
        if request is None:
            self.transport.close()
        else:
            self.sent = time.perf_counter()
            self.transport.write(request)

    def data_received(self, data: bytes) -> None:
        """Take what arrived; a head says how much is missing."""
        self.received += data
        if not self.has_head and b"\r\n\r\n" in self.received:
            begun, _, self.received = self.received.partition(b"\r\n\r\n")
            head = bytes(begun)
            self.has_head, self.missing = True, head_length(head)
            self.tally.failures += head[9:10] not in (b"2", b"3")
        if self.has_head and self.is_complete():
            self.received, self.has_head = bytearray(), False
            self.tally.latencies.append(time.perf_counter() - self.sent)
            self.send()

    def is_complete(self) -> bool:
        """Say whether all of the body is there."""
        if self.missing is None:
            return self.received.endswith(LAST_CHUNK)
        return len(self.received) >= self.missing

    def connection_lost(self, exc: Exception | None) -> None:
        """Count a connection that ended too early."""
        self.tally.failures += self.waiting or exc is not None
        if not self.over.done():
            self.over.set_result(None)


def until(is_over: IsOver, requests: Sequence[bytes], most: int) -> Iterator[bytes]:
    """Give out requests in turn until the time is over."""
    for _, request in zip(range(most), cycle(requests), strict=False):
        if is_over():
            return
        yield request


async def ask(job: Job, is_over: IsOver) -> Tally:
    """Do one job until its time is over."""
    tally = Tally()
    requests = until(is_over, job.requests, job.most)
    loop = asyncio.get_running_loop()
    made = [
        await loop.create_connection(lambda: Connection(requests, tally), "127.0.0.1", job.port)
        for _ in range(job.connections)
    ]
    _, late = await asyncio.wait(
        [connection.over for _, connection in made], timeout=job.seconds + GRACE
    )
    tally.failures += len(late)
    return tally


def run(job: Job) -> Tally:
    """Do one job in a process of its own."""
    end = time.perf_counter() + job.seconds
    return asyncio.run(ask(job, lambda: time.perf_counter() > end))


def run_beside(job: Job, begun: Event, over: Event) -> None:
    """Do one job beside a measurement, which says when it is over; fail if an answer does."""
    begun.set()
    tally = asyncio.run(ask(job, over.is_set))
    if tally.failures:
        sys.exit(f"{tally.failures} requests failed.")


def drive(job: Job) -> Tally:
    """Share a job between processes: one core is left to the server."""
    count = max((os.cpu_count() or 2) - 1, 1)
    share = replace(job, connections=-(-job.connections // count), most=job.most // count)
    shares = [
        replace(share, requests=job.requests[step::count] or job.requests) for step in range(count)
    ]
    with ProcessPoolExecutor(count, mp_context=get_context("spawn")) as processes:
        tallies = list(processes.map(run, shares))
    latencies = [latency for tally in tallies for latency in tally.latencies]
    return Tally(latencies, sum(tally.failures for tally in tallies))
