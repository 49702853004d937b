"""How much and how fast one caller may ask."""

import time
from typing import Any

from limits import RateLimitItem, parse
from limits.aio.storage import Storage
from limits.aio.strategies import FixedWindowRateLimiter
from limits.storage import storage_from_string
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.errors import TooManyRequests
from service.settings import Settings

FREE = ("/health", "/ready")


class RateLimit:
    """Counts the requests of each client address, and says in headers what is left.

    `RateLimit` and `RateLimit-Policy` are those of draft-ietf-httpapi-ratelimit-headers.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.limit: RateLimitItem | None = None
        if settings.rate_limit != "0":
            self.limit = parse(settings.rate_limit)
            storage: Any = storage_from_string(asynchronous(settings.rate_limit_storage))
            assert isinstance(storage, Storage)  # noqa: S101  the library's own promise
            self.limiter = FixedWindowRateLimiter(storage)
            self.policy = f'"address";q={self.limit.amount};w={self.limit.get_expiry()}'

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count one request, and let it pass or refuse it."""
        if self.limit is None or scope["type"] != "http" or scope["path"] in FREE:
            await self.app(scope, receive, send)
            return
        client = (scope.get("client") or ("unknown",))[0]
        allowed = await self.limiter.hit(self.limit, client)
        reset, remaining = await self.limiter.get_window_stats(self.limit, client)
        seconds = max(0, round(reset - time.time()))
        headers = {
            "RateLimit-Policy": self.policy,
            "RateLimit": f'"address";r={max(0, remaining)};t={seconds}',
        }
        if not allowed:
            raise TooManyRequests(
                f"More than {self.limit} came from your address. Wait {seconds} seconds.",
                headers=headers | {"Retry-After": str(max(1, seconds))},
            )

        async def send_with_limit(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(headers)
            await send(message)

        await self.app(scope, receive, send_with_limit)


def asynchronous(address: str) -> str:
    """Name the storage that does not block: `memory://` becomes `async+memory://`."""
    return address if address.startswith("async+") else f"async+{address}"
