"""How fast one caller may ask."""

import time
from functools import lru_cache
from ipaddress import ip_network
from typing import cast

import structlog
from limits import RateLimitItem, parse
from limits.aio.storage import Storage
from limits.errors import StorageError
from limits.storage import storage_from_string
from starlette.types import Scope

from service.errors import TooManyRequests
from service.settings import Settings

FREE = ("/health", "/ready")
IPV6_NETWORK = 64
"""One household or server has so many bits of addresses to itself; they count as one caller."""
Headers = list[tuple[bytes, bytes]]

log = structlog.get_logger("catalogue")


class RateLimit:
    """Counts the requests of each client address in windows of fixed length.

    `RateLimit` and `RateLimit-Policy` are those of draft-ietf-httpapi-ratelimit-headers.
    """

    def __init__(self, settings: Settings) -> None:
        self.is_off = settings.rate_limit == "0"
        if self.is_off:
            return
        limit, where = parse(settings.rate_limit), settings.rate_limit_storage
        self.most, self.seconds = limit.amount, limit.get_expiry()
        self.policy = (b"ratelimit-policy", f'"address";q={self.most};w={self.seconds}'.encode())
        is_own = where.startswith("memory:")
        self.storage: Memory | Shared = Memory(self.seconds) if is_own else Shared(where, limit)

    async def count(self, scope: Scope) -> Headers:
        """Count one request; return the headers that say what is left.

        Raises:
            TooManyRequests: if nothing was left.
        """
        if self.is_off or scope["path"] in FREE:
            return []
        caller = network((scope.get("client") or ("unknown",))[0])
        try:
            asked, reset = await self.storage.hit(caller)
        except StorageError:
            log.warning("requests are not counted: the storage of rate limits does not answer")
            return []
        left, wait = max(0, self.most - asked), max(1, round(reset - time.time()))
        headers = [self.policy, (b"ratelimit", f'"address";r={left};t={wait}'.encode())]
        if asked > self.most:
            text = f"More than {self.most:,} requests in {self.seconds:,} seconds came from your"
            raise TooManyRequests(
                f"{text} address. Wait {wait:,} seconds.",
                headers={"Retry-After": str(wait)}
                | {name.decode(): value.decode() for name, value in headers},
            )
        return headers


class Memory:
    """Counts of this process, in one window for all callers.

    The library's own storage in memory goes through all callers for every request, or a hundred
    times a second in a thread whose start the event loop waits for.
    """

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        self.counts: dict[str, int] = {}
        self.ends = 0.0

    async def hit(self, caller: str) -> tuple[int, float]:
        """Add one to the count of a caller; return the count, and when the window ends."""
        now = time.time()
        if now >= self.ends:
            self.counts.clear()
            self.ends = now + self.seconds
        self.counts[caller] = count = self.counts.get(caller, 0) + 1
        return count, self.ends


class Shared:
    """Counts that processes share."""

    def __init__(self, address: str, limit: RateLimitItem) -> None:
        self.storage = storage_from_string(f"async+{address}", wrap_exceptions=True)
        self.limit = limit

    async def hit(self, caller: str) -> tuple[int, float]:
        """Add one to the count of a caller; raises StorageError."""
        key, storage = self.limit.key_for("catalogue", caller), cast("Storage", self.storage)
        count = await storage.incr(key, self.limit.get_expiry())
        return count, await storage.get_expiry(key)


@lru_cache(maxsize=10_000)
def network(address: str) -> str:
    """Name the caller that an address belongs to."""
    if ":" not in address:
        return address
    try:
        return str(ip_network(f"{address}/{IPV6_NETWORK}", strict=False))
    except ValueError:
        return address
