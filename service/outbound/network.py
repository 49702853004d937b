"""Connections to other hosts: looked up once, checked, made to the very address checked."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Container, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

import httpcore

from service.errors import AddressRefused, FetchFailed
from service.outbound.public_address import is_public

WEB_PORTS = frozenset({80, 443, 8080, 8443})
"""Where websites are; mail, databases and other services of a host are never spoken to."""

MOST_TRIED = 4
"""How many addresses of a host are tried; all are checked."""


async def look_up(host: str, port: int) -> Sequence[str]:
    """Ask this machine's resolver for every address of a host, the one to prefer first."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(where[0]) for *_, where in found]


@dataclass(frozen=True)
class Network(httpcore.AsyncNetworkBackend):
    """What httpcore connects through: every connection, also after a redirect, is checked here.

    One address that is not permitted refuses the host, or a name with two addresses could lead
    inside at the second try. Nothing is looked up twice, so no second answer can differ.

    resolve: host and port to addresses
    permits: tells whether an address may be connected to
    ports: the ports that may be connected to
    wire: makes the connection, to an address and never to a name
    """

    resolve: Callable[[str, int], Awaitable[Sequence[str]]] = look_up
    permits: Callable[[str], bool] = is_public
    ports: Container[int] = WEB_PORTS
    wire: httpcore.AsyncNetworkBackend = field(default_factory=httpcore.AnyIOBackend)

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the signature is httpcore's
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to a host, the look-up included, within `timeout` seconds.

        Raises AddressRefused, FetchFailed if the host has no address, and httpcore's errors.
        """
        options = (local_address, socket_options)
        try:
            async with asyncio.timeout(timeout):
                *others, last = (await self.find(host, port))[:MOST_TRIED]
                share = timeout and timeout / (len(others) + 1)
                for address in others:
                    with suppress(httpcore.ConnectError, httpcore.ConnectTimeout):
                        return await self.wire.connect_tcp(address, port, share, *options)
                return await self.wire.connect_tcp(last, port, share, *options)
        except TimeoutError as error:
            raise httpcore.ConnectTimeout from error

    async def find(self, host: str, port: int) -> Sequence[str]:
        """Look a host up: all its addresses, if each of them is permitted."""
        if port not in self.ports:
            raise AddressRefused(f"Port {port} is not fetched from. Use 80, 443, 8080 or 8443.")
        try:
            addresses = await self.resolve(host, port)
        except (OSError, UnicodeError) as error:
            raise FetchFailed(
                f"{host} has no address. Check its spelling, and the name servers of this machine."
            ) from error
        if not addresses or not all(self.permits(address) for address in addresses):
            raise AddressRefused(
                f"{host} is not on the public internet, and nothing else is fetched from. "
                "Save what you need from there to a file, and import the file."
            )
        return addresses
