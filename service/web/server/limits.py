"""How fast one caller may ask."""

import asyncio
import time
from functools import lru_cache
from ipaddress import IPv6Address, ip_network
from typing import Protocol, cast

import structlog
from limits import RateLimitItem, parse
from limits.aio.storage import Storage
from limits.errors import StorageError
from limits.storage import storage_from_string
from starlette.types import Scope

from service.errors import ServiceUnavailable, TooManyRequests, Unauthorized
from service.logging import cause
from service.settings import Settings

FREE = ("/health", "/ready")
IPV6_NETWORK = 64
"""One household or server has so many bits of addresses to itself; they count as one caller."""
PATIENCE = 0.5
"""Seconds that a shared storage may take: each request waits for it."""
LEFT_ALONE = 1.0
"""Seconds in which a storage that did not answer is not asked again."""
TELL_AGAIN = 30.0
"""Seconds until it is told again that the storage does not answer."""
CAME = {"address": "from your address", "key": "with your API key"}
Headers = list[tuple[bytes, bytes]]

log = structlog.get_logger("catalogue")


class Keys(Protocol):
    """Tells API keys, as the application's `state.keys` does."""

    def is_known(self, key: str) -> bool:
        """Say whether a key was recognised before."""
        ...

    def known(self, key: str) -> str | None:
        """Return the id of a key, if it was recognised so lately that nobody need be asked."""
        ...

    async def name(self, key: str) -> str:
        """Return the id of a key; raises Unauthorized, ServiceUnavailable."""
        ...


class RateLimit:
    """Counts the requests of each API key, and without a key those of each client address."""

    def __init__(self, settings: Settings) -> None:
        storage = settings.rate_limit_storage
        self.addresses = Quota("address", settings.rate_limit, storage)
        self.keys = Quota("key", settings.key_rate_limit, storage)

    async def count(self, scope: Scope) -> Headers:
        """Count one request; return the headers that say what is left.

        A key that this process has not met counts for its address first, so that nobody can try
        many keys.

        Raises:
            TooManyRequests: if nothing was left.
            Unauthorized: if there is a key, and it is not valid.
            ServiceUnavailable: if keys cannot be told now.
        """
        if scope["path"] in FREE:
            return []
        key = sent_key(scope)
        if key is None:
            return await self.addresses.count(address(scope))
        keys = opened(scope)
        headers = [] if keys.is_known(key) else await self.addresses.count(address(scope))
        try:
            return await self.keys.count(await keys.name(key))
        except Unauthorized as error:
            error.headers |= written(headers)
            raise

    def count_at_once(self, scope: Scope, keys: Keys) -> Headers | None:
        """Count one request as `count` does; nothing is counted if that would wait, or refuse."""
        key = sent_key(scope)
        if key is None:
            return self.addresses.count_at_once(address(scope))
        known = keys.known(key)
        return self.keys.count_at_once(known) if known else None


def opened(scope: Scope) -> Keys:
    """Return what tells keys; raises ServiceUnavailable."""
    keys: Keys | None = getattr(scope["app"].state, "keys", None)
    if keys is None:
        raise ServiceUnavailable("The service is starting or stopping. Try again in a moment.")
    return keys


def address(scope: Scope) -> str:
    """Name the caller by where the request comes from."""
    return network((scope.get("client") or ("unknown",))[0])


def written(headers: Headers) -> dict[str, str]:
    """Write headers as errors have them."""
    return {name.decode(): value.decode() for name, value in headers}


def sent_key(scope: Scope) -> str | None:
    """Return the API key of a request; other credentials are not for us."""
    for name, value in scope["headers"]:
        if name == b"authorization":
            scheme, _, key = value.decode("latin-1").partition(" ")
            return key.strip() if scheme.lower() == "bearer" else None
    return None


class Quota:
    """What one kind of caller may ask in windows of fixed length.

    `RateLimit` and `RateLimit-Policy` are those of draft-ietf-httpapi-ratelimit-headers.
    """

    def __init__(self, kind: str, rate: str, where: str) -> None:
        self.kind = kind
        self.is_off = rate == "0"
        self.told = float("-inf")
        if self.is_off:
            return
        limit = parse(rate)
        self.most, self.seconds = limit.amount, limit.get_expiry()
        self.policy = (b"ratelimit-policy", f'"{kind}";q={self.most};w={self.seconds}'.encode())
        is_own = where.startswith("memory:")
        self.storage: Memory | Shared = Memory(self.seconds) if is_own else Shared(where, limit)

    async def count(self, caller: str) -> Headers:
        """Count one request of a caller; return the headers that say what is left.

        Raises:
            TooManyRequests: if nothing was left.
        """
        if self.is_off:
            return []
        try:
            asked, ends = await self.storage.hit(f"{self.kind} {caller}")
        except StorageError as error:
            self.tell(error)
            return []
        headers = self.headers(asked, ends)
        if asked > self.most:
            wait = seconds_until(ends)
            text = f"More than {self.most:,} requests in {self.seconds:,} seconds came"
            raise TooManyRequests(
                f"{text} {CAME[self.kind]}. Wait {wait:,} seconds.",
                headers={"Retry-After": str(wait)} | written(headers),
            )
        return headers

    def tell(self, error: StorageError) -> None:
        """Warn once in a while that the storage does not answer."""
        now = time.monotonic()
        if now - self.told < TELL_AGAIN:
            return
        self.told = now
        text = "requests are not counted: the storage of rate limits does not answer"
        log.warning(text, cause=cause(error), told_again_in=TELL_AGAIN)

    def count_at_once(self, caller: str) -> Headers | None:
        """Count one request of a caller, if none need be asked and something is left."""
        if self.is_off:
            return []
        counted = self.storage.hit_at_once(f"{self.kind} {caller}", self.most)
        return self.headers(*counted) if counted else None

    def headers(self, asked: int, ends: float) -> Headers:
        """Say what is left when so much was asked in the window that ends then."""
        left = f'"{self.kind}";r={max(0, self.most - asked)};t={seconds_until(ends)}'
        return [self.policy, (b"ratelimit", left.encode())]


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
        return self.add(caller)

    def hit_at_once(self, caller: str, most: int) -> tuple[int, float] | None:
        """Do the same without waiting, if the count is not `most` already."""
        return self.add(caller) if self.counts.get(caller, 0) < most else None

    def add(self, caller: str) -> tuple[int, float]:
        """Count one."""
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
        self.failed, self.failure = float("-inf"), Exception()

    async def hit(self, caller: str) -> tuple[int, float]:
        """Add one to the count of a caller; raises StorageError."""
        if time.monotonic() - self.failed < LEFT_ALONE:
            raise StorageError(self.failure)
        try:
            return await self.ask(caller)
        except StorageError as error:
            self.failed, self.failure = time.monotonic(), error.storage_error
            raise

    async def ask(self, caller: str) -> tuple[int, float]:
        """Ask the storage to add one; raises StorageError."""
        key, storage = self.limit.key_for("catalogue", caller), cast("Storage", self.storage)
        try:
            async with asyncio.timeout(PATIENCE):
                count = await storage.incr(key, self.limit.get_expiry())
                return count, await storage.get_expiry(key)
        except TimeoutError:
            silent = TimeoutError(f"no answer within {PATIENCE} seconds")
            raise StorageError(silent) from None

    def hit_at_once(self, _caller: str, _most: int) -> None:
        """Add nothing: others must be asked."""


def seconds_until(moment: float) -> int:
    """Return whole seconds to wait; never none, which would be no waiting."""
    return max(1, round(moment - time.time()))


@lru_cache(maxsize=10_000)
def network(address: str) -> str:
    """Name the caller that an address belongs to."""
    if ":" not in address:
        return address
    try:
        if mapped := IPv6Address(address).ipv4_mapped:  # a socket for both writes IPv4 so
            return str(mapped)
        return str(ip_network(f"{address}/{IPV6_NETWORK}", strict=False))
    except ValueError:
        return address
