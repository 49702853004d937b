"""Load: how many answers a server gives in some seconds, by `wrk` or by a client of our own."""

import json
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from service.cli.bench.client import Job, drive, format_request
from service.cli.bench.process import processor_milliseconds
from service.errors import ServiceUnavailable

Headers = tuple[tuple[str, str], ...]

CONNECTIONS = 16
LONGER = 10
"""How many times as long is measured what gives no answer in the time."""
MOST_REQUESTS = 1_000_000
"""For one measurement, whatever its time."""

SCRIPT = """
local requests, position, left = {}, 0, MOST_REQUESTS

function init(arguments)
    local body = io.open(arguments[2], "rb"):read("*a")
    local method = body == "" and "GET" or "POST"
    body = body ~= "" and body or nil -- else a length of 0 would be sent, which no browser does
    for path in io.lines(arguments[1]) do
        requests[#requests + 1] = wrk.format(method, path, wrk.headers, body)
    end
end

function request()
    position = position % #requests + 1
    left = left - 1
    if left < 0 then wrk.thread:stop() end
    return requests[position]
end

function done(summary, latency)
    local errors = summary.errors
    local failures = errors.connect + errors.read + errors.write + errors.timeout + errors.status
    io.write(string.format(
        '\\n{"requests": %d, "seconds": %f, "p50": %f, "p99": %f, "failures": %d}\\n',
        summary.requests, summary.duration / 1e6,
        latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, failures))
end
""".replace("MOST_REQUESTS", str(MOST_REQUESTS))


@dataclass(frozen=True)
class Target:
    """What is asked: a server on this machine, paths in turn, headers and body of every request.

    What has a body is sent with POST.
    """

    port: int
    pid: int
    paths: Sequence[str]
    headers: Headers = ()
    body: bytes = b""
    connections: int = CONNECTIONS


@dataclass(frozen=True)
class Sample:
    """What one measurement found: answers a second; half and 99 % of them within milliseconds.

    `processor` is the milliseconds of work that one answer cost the server: on a busy machine a
    steadier figure than the rate.
    """

    rate: float
    p50: float
    p99: float
    processor: float | None

    @property
    def spread(self) -> float:
        """Say how many times as long as half of the answers 99 % of them take."""
        return self.p99 / self.p50

    def times(self, count: int) -> "Sample":
        """Return what as many answers, one after the other, would be as one."""
        processor = None if self.processor is None else self.processor * count
        return Sample(self.rate / count, self.p50 * count, self.p99 * count, processor)


def generator() -> str:
    """Name what makes the load."""
    return "wrk" if shutil.which("wrk") else "own client"


def measure(target: Target, seconds: int) -> Sample:
    """Ask for some seconds over a fixed number of connections; longer if that is too short.

    Raises:
        ServiceUnavailable: if a request fails; rates of error answers mean nothing.
    """
    wrk, before = shutil.which("wrk"), processor_milliseconds(target.pid)
    for time in (seconds, LONGER * seconds):
        found = by_wrk(wrk, target, time) if wrk else by_client(target, time)
        if found["failures"] or found["requests"]:
            break
    if found["failures"] or not found["requests"]:
        raise ServiceUnavailable(
            f"{found['failures']:.0f} of {found['requests']:.0f} requests failed, such as "
            f"{target.paths[0]}. Nothing was measured."
        )
    after = processor_milliseconds(target.pid)
    processor = (after - before) / found["requests"] if before and after else None
    return Sample(found["requests"] / found["seconds"], found["p50"], found["p99"], processor)


def by_wrk(wrk: str, target: Target, seconds: int) -> dict[str, float]:
    """Let wrk ask from one thread; two cores are a server's and a client's."""
    with tempfile.TemporaryDirectory() as folder:
        script, paths, body = (Path(folder, name) for name in ("requests.lua", "paths", "body"))
        script.write_text(SCRIPT)
        paths.write_text("\n".join(target.paths), encoding="utf-8")
        body.write_bytes(target.body)
        command = [wrk, "-t1", f"-c{target.connections}", f"-d{seconds}s", "--timeout", "20s"]
        for name, value in target.headers:
            command += ["-H", f"{name}: {value}"]
        command += ["-s", str(script), f"http://127.0.0.1:{target.port}", "--"]
        command += [str(paths), str(body)]
        done = subprocess.run(  # noqa: S603  our own command line
            command, capture_output=True, check=True, timeout=seconds + 60
        )
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def by_client(target: Target, seconds: int) -> dict[str, float]:
    """Let our own client ask."""
    tally = drive(to_job(target, seconds))
    ordered = sorted(tally.latencies) or [0.0]
    return {
        "requests": len(tally.latencies),
        "seconds": seconds,
        "p50": ordered[len(ordered) // 2] * 1000,
        "p99": ordered[len(ordered) * 99 // 100] * 1000,
        "failures": tally.failures,
    }


def to_job(target: Target, seconds: int) -> Job:
    """Write what our own client does in some seconds."""
    headers = (("Host", f"127.0.0.1:{target.port}"), *target.headers)
    requests = [format_request(path, headers, target.body) for path in target.paths]
    return Job(target.port, requests, target.connections, seconds, MOST_REQUESTS)
