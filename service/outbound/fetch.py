"""Fetch from other sites: the one door for every request the service makes.

httpx reads URLs and headers; httpcore, which httpx stands on, sends the request. Without httpx's
client there are no cookies, no proxies or passwords from the environment and no redirects we did
not check: nothing has to be switched off.
"""

import asyncio
import ssl
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import aclosing, asynccontextmanager, contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from typing import IO

import httpcore
import httpx

from service.errors import AddressRefused, FetchFailed, FetchTimedOut
from service.outbound.body import Body
from service.outbound.network import Network

REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True)
class Limits:
    """What one fetch may cost, its redirects included.

    seconds: from the call to the end of the caller's block, so that a dripping answer ends too
    connect_seconds: to look a host up and reach it, and again to agree on TLS
    most_bytes: of the body, as sent and as decoded; the headers may have 100 kB
    redirects: how many are followed
    downgrade: whether a redirect may lead from https to http
    """

    seconds: float = 30
    connect_seconds: float = 10
    most_bytes: int = 10_000_000
    redirects: int = 5
    downgrade: bool = False


PAGE = Limits()
FILE = Limits(seconds=3600, most_bytes=4_000_000_000)
INTERNET = Network()


@dataclass(frozen=True)
class Response:
    """An answer whose body is still to come: `url` after redirects, headers by name in any case."""

    url: str
    status: int
    headers: Mapping[str, str]
    stream: AsyncIterator[bytes]
    limits: Limits

    async def chunks(self) -> AsyncIterator[bytes]:
        """Read the body once, decoded. Raises FetchFailed and its children."""
        encoding = self.headers.get("Content-Encoding", "").strip().lower()
        body = Body(encoding, self.limits.most_bytes)
        with translated(self.url):
            async for data in self.stream:
                for chunk in body.decode(data):
                    yield chunk
        body.finish()


@asynccontextmanager
async def fetch(
    url: str, limits: Limits = PAGE, network: Network = INTERNET
) -> AsyncIterator[Response]:
    """Send a GET request and follow its redirects; the body is read inside the block.

    Any status is an answer. Raises FetchFailed and its children: AddressRefused for a URL, given
    or redirected to, that leads to no website on the public internet; FetchTimedOut; TooMuchData.
    """
    pool = httpcore.AsyncConnectionPool(ssl_context=certificates(), network_backend=network)
    try:
        async with asyncio.timeout(limits.seconds) as deadline, pool:
            last, answer = await follow(pool, read_url(url), limits)
            headers = httpx.Headers(answer.headers)
            async with aclosing(answer):
                yield Response(str(last), answer.status, headers, answer.aiter_stream(), limits)
    except TimeoutError as error:
        if not deadline.expired():
            raise
        raise FetchTimedOut(
            f"{url} did not answer in full within {limits.seconds:g} seconds. Try again later."
        ) from error


def download(url: str, file: IO[bytes], limits: Limits = FILE, network: Network = INTERNET) -> None:
    """Write what a URL answers to a file, for the command line.

    What came before a failure stays in the file. Raises FetchFailed and its children.
    """

    async def write() -> None:
        async with fetch(url, limits, network) as response:
            if response.status != httpx.codes.OK:
                raise FetchFailed(
                    f"{response.url} answered with status {response.status} instead of a file. "
                    "Open it in a browser to see why."
                )
            async for chunk in response.chunks():
                file.write(chunk)

    asyncio.run(write())


async def follow(
    pool: httpcore.AsyncConnectionPool, url: httpx.URL, limits: Limits
) -> tuple[httpx.URL, httpcore.Response]:
    """Ask until the answer is no redirect: where it came from, and the answer."""
    for _ in range(limits.redirects + 1):
        with translated(str(url)):
            answer = await pool.handle_async_request(request(url, limits))
        location = httpx.Headers(answer.headers).get("Location")
        if answer.status not in REDIRECTS or location is None:
            return url, answer
        await answer.aclose()
        url = redirected(url, location, limits)
    raise FetchFailed(
        f"There were more than {limits.redirects} redirects. Give the address they should end at."
    )


def request(url: httpx.URL, limits: Limits) -> httpcore.Request:
    """Write the request, the same for everyone: it says who we are and takes gzip."""
    headers: dict[bytes | str, bytes | str] = {
        "Host": url.netloc,
        "User-Agent": f"report-catalogue/{version('report-catalogue')}",
        "Accept": "*/*",
        "Accept-Encoding": "gzip",
    }
    target = httpcore.URL(
        scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
    )
    timeouts = {"timeout": {"connect": limits.connect_seconds}}
    return httpcore.Request(b"GET", target, headers=headers, extensions=timeouts)


def redirected(url: httpx.URL, location: str, limits: Limits) -> httpx.URL:
    """Read where a redirect leads, seen from the URL that answered with it."""
    following = read_url(location, url)
    if url.scheme == "https" and following.scheme == "http" and not limits.downgrade:
        raise AddressRefused(f"{url.host} redirects from https to http. Give an https address.")
    return following


def read_url(text: str, base: httpx.URL | None = None) -> httpx.URL:
    """Read a URL that may be fetched. Raises AddressRefused."""
    try:
        url = base.join(text) if base else httpx.URL(text)
    except httpx.InvalidURL as error:
        raise AddressRefused(f"This is not a URL: {error}") from error
    if url.scheme not in {"http", "https"} or not url.host:
        raise AddressRefused("Only websites are fetched. Give a URL with https:// and a host.")
    if url.userinfo:
        raise AddressRefused("A URL with a user name or password is not fetched. Leave them out.")
    return url


@cache
def certificates() -> ssl.SSLContext:
    """Whose word is taken for who a host is; read once, because reading takes long."""
    return httpx.create_ssl_context(trust_env=False)


@contextmanager
def translated(url: str) -> Iterator[None]:
    """Raise errors of the connection as ours."""
    try:
        yield
    except httpcore.TimeoutException as error:
        raise FetchTimedOut(f"{url} cannot be reached in time. Try again later.") from error
    except (httpcore.NetworkError, httpcore.ProtocolError, ssl.SSLError) as error:
        reason = str(error) or "the connection broke off"
        raise FetchFailed(
            f"{url} cannot be fetched: {reason}. Check the address, and try again later."
        ) from error
