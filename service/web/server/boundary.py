"""The outermost layer: request ids, headers that every answer has, HEAD, and faults of ours."""

import random
import re
import time
from asyncio import CancelledError

import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.errors import CatalogueError, FormatNotImplemented, InternalError, UrlTooLong
from service.logging import cause
from service.web.http.address import base_url
from service.web.problem import problem_response
from service.web.server.limits import RateLimit
from service.web.server.written import Headers

LONGEST_URL = 8000
REQUEST_ID = re.compile(rb"[A-Za-z0-9._-]{8,64}")
EXPOSED = (
    b"Content-Disposition, ETag, Link, Location, RateLimit, RateLimit-Policy, Retry-After, "
    b"X-Request-ID"
)
COMMON = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"strict-origin-when-cross-origin"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", EXPOSED),
)
"""Headers of every answer, unless a route sets its own. Reading needs no credentials, so pages of
every origin may read (CORS), and caches need not tell origins apart."""

log = structlog.get_logger("catalogue")


class Boundary:
    """Gives every answer an id and safe headers, and turns what nobody caught into a 500.

    It stands outside everything else, so that no error leaves without them.
    """

    def __init__(self, app: ASGIApp, limit: RateLimit) -> None:
        self.app = app
        self.limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        exchange = Exchange(scope, send)
        try:
            exchange.headers += await self.limit.count(scope)
            check_length(scope)
            await self.app(exchange.scope, receive, exchange.send)
        except CatalogueError as error:
            exchange.scope["state"]["error"] = error
            await exchange.fail(error, receive)
        except ClientDisconnect:
            pass  # nobody is there to be answered
        except CancelledError:  # the process ends, and waited for it as long as it could
            told = {"request_id": exchange.request_id, "path": scope["path"]}
            log.warning("request cut", **told, seconds=time.perf_counter() - exchange.began)
            raise
        except Exception:
            told = {"request_id": exchange.request_id, "path": scope["path"], "status": 500}
            log.exception("fault", **told)
            if exchange.status:
                raise
            text = "The service could not answer because of a fault of its own."
            await exchange.fail(InternalError(text), receive)
        finally:
            if found := exchange.scope["state"].get("error"):
                log_failure(found, exchange.request_id, scope["path"])
            log_request(scope, exchange.status, exchange.began, exchange.request_id)


def missing(headers: Headers) -> Headers:
    """Return the common headers that an answer does not set itself."""
    names = {name for name, _ in headers}
    return [pair for pair in COMMON if pair[0] not in names]


def check_length(scope: Scope) -> None:
    """Refuse a URL that no list of values needs; raises UrlTooLong."""
    if len(scope["raw_path"]) + len(scope["query_string"]) > LONGEST_URL:
        raise UrlTooLong(f"The URL has more than {LONGEST_URL:,} characters.")


class Exchange:
    """One request and its answer on their way through the boundary."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self.began = time.perf_counter()
        self.outer = send
        self.is_head = scope["method"] == "HEAD"
        self.status = 0
        self.request_id = given_id(scope) or new_id()
        self.headers = [(b"x-request-id", self.request_id.encode())]
        self.scope: Scope = {**scope, "method": "GET"} if self.is_head else scope
        state = self.scope.setdefault("state", {})
        # What sends much need not make it for HEAD.
        state["request_id"], state["is_head"] = self.request_id, self.is_head

    async def send(self, message: Message) -> None:
        """Add the common headers; of an answer to HEAD send no body."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            message["headers"] = [*self.own(message), *self.headers]
        elif self.is_head and message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await self.outer(message)

    def own(self, message: Message) -> Headers:
        """Return the headers of a route, and the common ones that it does not set itself."""
        headers = list(message.get("headers", ()))
        headers += missing(headers)
        is_read = self.scope["method"] == "POST" and self.status < 400
        if not is_read and has_body(self.scope):
            # Nobody waits for the rest of the body; the client might send it for ever.
            headers.append((b"connection", b"close"))
        return headers

    async def fail(self, error: CatalogueError, receive: Receive) -> None:
        """Answer with a problem."""
        response = problem_response(error, base_url(Request(self.scope)), self.request_id)
        await response(self.scope, receive, self.send)


def log_request(scope: Scope, status: int, began: float, request_id: str) -> None:
    """Write one line; what was asked for is in the path, never a key."""
    log.bind().debug(  # five times as quick as through the proxy
        "request",
        method=scope["method"],
        path=scope["path"],
        status=status,
        seconds=time.perf_counter() - began,
        request_id=request_id,
    )


def log_failure(error: CatalogueError, request_id: str, path: str) -> None:
    """Write why a request was not answered, if it is not for the caller to mend."""
    status = error.status
    if status >= InternalError.status and not isinstance(error, FormatNotImplemented):
        log.error("failed", request_id=request_id, path=path, status=status, cause=cause(error))


def new_id() -> str:
    """Name a request; the name guards nothing, so it need not be hard to guess."""
    return f"{random.getrandbits(64):016x}"


def given_id(scope: Scope) -> str | None:
    """Take the caller's request id, if it is one."""
    for name, value in scope["headers"]:
        if name == b"x-request-id":
            return value.decode() if REQUEST_ID.fullmatch(value) else None
    return None


def has_body(scope: Scope) -> bool:
    """Say whether a request comes with a body."""
    for name, value in scope["headers"]:
        if name == b"transfer-encoding" or (name == b"content-length" and value != b"0"):
            return True
    return False
