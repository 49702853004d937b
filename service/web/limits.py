"""How fast one caller may ask."""

import time
from functools import lru_cache
from ipaddress import ip_network

import structlog
from limits import parse
from limits.aio.storage import Storage as SharedStorage
from limits.errors import StorageError
from limits.storage import MemoryStorage, storage_from_string
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
        limit = parse(settings.rate_limit)
        self.most, self.seconds = limit.amount, limit.get_expiry()
        self.policy = (b"ratelimit-policy", f'"address";q={self.most};w={self.seconds}'.encode())
        self.storage = open_storage(settings.rate_limit_storage)

    async def count(self, scope: Scope) -> Headers:
        """Count one request; return the headers that say what is left.

        Raises:
            TooManyRequests: if nothing was left.
        """
        if self.is_off or scope["path"] in FREE:
            return []
        caller = network((scope.get("client") or ("unknown",))[0])
        try:
            asked, reset = await self.hit(f"catalogue/{self.policy[1]!r}/{caller}")
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

    async def hit(self, key: str) -> tuple[int, float]:
        """Add one to the count of a window; return the count, and when the window ends."""
        if isinstance(self.storage, MemoryStorage):
            return self.storage.incr(key, self.seconds), self.storage.get_expiry(key)
        return await self.storage.incr(key, self.seconds), await self.storage.get_expiry(key)


def open_storage(address: str) -> MemoryStorage | SharedStorage:
    """Open the storage of counts: the memory of this process, or one that processes share."""
    if address.startswith("memory"):
        return MemoryStorage()
    address = address if address.startswith("async+") else f"async+{address}"
    storage = storage_from_string(address, wrap_exceptions=True)
    assert isinstance(storage, SharedStorage)  # noqa: S101  the library's own promise
    return storage


@lru_cache(maxsize=10_000)
def network(address: str) -> str:
    """Name the caller that an address belongs to."""
    if ":" not in address:
        return address
    try:
        return str(ip_network(f"{address}/{IPV6_NETWORK}", strict=False))
    except ValueError:
        return address
