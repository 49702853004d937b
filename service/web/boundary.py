"""The outermost layer: request ids, headers that every answer has, HEAD, and faults of ours."""

import re
import secrets
import time
from collections.abc import MutableMapping
from typing import Any

import structlog
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.errors import CatalogueError, InternalError, UrlTooLong
from service.web.address import base_url
from service.web.problem import problem_response

LONGEST_URL = 8000
REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
log = structlog.get_logger("catalogue")


class Boundary:
    """Gives every answer an id and safe headers, and turns what nobody caught into a 500.

    It stands outside every other middleware, so that no error leaves without them.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        exchange = Exchange(scope, send)
        try:
            check_length(scope)
            await self.app(exchange.scope, receive, exchange.send)
        except CatalogueError as error:
            await exchange.fail(error, receive)
        except Exception as error:
            log.exception("fault", request_id=exchange.request_id, path=scope["path"])
            if exchange.started:
                raise
            text = "The service could not answer because of a fault of its own."
            await exchange.fail(InternalError(text), receive)
            del error
        finally:
            exchange.log()


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
        self.started = False
        self.status = 0
        self.request_id = given_id(scope) or secrets.token_hex(8)
        state: MutableMapping[str, Any] = {**scope.get("state", {}), "request_id": self.request_id}
        self.scope = {**scope, "state": state, "method": "GET" if self.is_head else scope["method"]}

    async def send(self, message: Message) -> None:
        """Add the common headers; of an answer to HEAD send no body."""
        if message["type"] == "http.response.start":
            self.started = True
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            headers["X-Request-ID"] = self.request_id
            headers["X-Content-Type-Options"] = "nosniff"
            headers.setdefault("Referrer-Policy", "strict-origin-when-cross-origin")
            headers.setdefault(
                "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"
            )
        elif self.is_head and message["type"] == "http.response.body":
            message = {
                "type": "http.response.body",
                "body": b"",
                "more_body": message.get("more_body", False),
            }
        await self.outer(message)

    async def fail(self, error: CatalogueError, receive: Receive) -> None:
        """Answer with a problem."""
        response = problem_response(error, base_url(Request(self.scope)), self.request_id)
        await response(self.scope, receive, self.send)

    def log(self) -> None:
        """Write one line; what was asked for is in the path, never a key."""
        milliseconds = round((time.perf_counter() - self.began) * 1000, 2)
        log.debug(
            "request",
            method=self.scope["method"],
            path=self.scope["path"],
            status=self.status,
            milliseconds=milliseconds,
            request_id=self.request_id,
        )


def given_id(scope: Scope) -> str | None:
    """Take the caller's request id, if it is one."""
    for name, value in scope["headers"]:
        if name == b"x-request-id":
            text: str = value.decode("latin-1")
            return text if REQUEST_ID.fullmatch(text) else None
    return None
