"""Connections to exactly the addresses that were judged: what a name says afterwards changes nothing.

A name is looked up once per connection, every address is judged, and the socket goes to one of these
by number. TLS and the Host header keep the name. No proxy is asked, none is read of the environment.
"""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from ipaddress import ip_address
from ssl import SSLContext
from typing import Any, Final

import httpcore

from interparty_api.notify.addresses import Address, plain
from interparty_api.notify.ssrf import Policy, parse_host

Resolver = Callable[[str, int], Awaitable[Sequence[str]]]
"""From a host name and a port to addresses, as text; raises OSError where there are none."""

_LOOKUPS: Final = 32


class Unresolved(Exception):
    """A name has no address, or was not looked up in time; the message follows "The name of the host"."""


class Lookups:
    """The system's resolver, in threads of its own: a name server that hangs keeps one thread per name."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(_LOOKUPS, thread_name_prefix="webhook-dns")
        self._running: dict[tuple[str, int], asyncio.Future[Sequence[str]]] = {}

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        """Return the addresses of a host name.

        Raises:
            OSError: it has none, or cannot be looked up now.
        """
        key = (host, port)
        running = self._running.get(key)
        if running is None:
            loop = asyncio.get_running_loop()
            running = loop.run_in_executor(self._threads, _look_up, host, port)
            self._running[key] = running
            running.add_done_callback(lambda done: self._forget(key, done))
        # Shielded: whoever gives up leaves the lookup to others that wait for it.
        return await asyncio.shield(running)

    def _forget(self, key: tuple[str, int], done: asyncio.Future[Sequence[str]]) -> None:
        del self._running[key]
        if not done.cancelled():
            done.exception()  # seen, though nobody may be waiting any more

    def close(self) -> None:
        """Begin no lookup any more."""
        self._threads.shutdown(wait=False, cancel_futures=True)


def _look_up(host: str, port: int) -> list[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    inet = (socket.AF_INET, socket.AF_INET6)
    return list(dict.fromkeys(str(address[0]) for family, *_, address in found if family in inet))


Route = Callable[[str, int], Awaitable[Sequence[Address]]]
"""From a host and a port to addresses that were judged, to be tried in this order."""


def route(policy: Policy, scheme: str, resolve: Resolver) -> Route:
    """Return how the addresses of a host are found for this scheme.

    The route raises:
        Refused: the host is misspelt, or one of its addresses is refused.
        Unresolved: it has no address.
    """

    async def judged(host: str, port: int) -> Sequence[Address]:
        parsed = parse_host(f"[{host}]" if ":" in host else host)
        addresses: list[Address]
        if isinstance(parsed, str):
            try:
                addresses = [ip_address(one) for one in await resolve(parsed, port)]
            except socket.gaierror as error:
                raise Unresolved(_why(error)) from None
            except OSError:
                raise Unresolved("could not be looked up") from None
        else:
            addresses = [parsed]
        if not addresses:
            raise Unresolved("has no address")
        policy.check(scheme, port, addresses)
        return [plain(one) for one in addresses]

    return judged


def _why(error: socket.gaierror) -> str:
    if error.errno in (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", None)):
        return "is not known, or has no address"
    return "could not be looked up"


class PinnedBackend(httpcore.AsyncNetworkBackend):
    """Connects to judged addresses, and reads no more than it is granted.

    One stands behind each connection. `granted` is how many bytes may still be read: whoever sends a
    request sets it, so that an answer which never ends (also one of headers alone) ends here.
    """

    def __init__(self, found: Route, beneath: httpcore.AsyncNetworkBackend) -> None:
        self._found = found
        self._beneath = beneath
        self.granted = 0

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's port has it
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first address that answers; together they have `timeout` seconds.

        Raises:
            Refused, Unresolved: see `route`.
            httpcore.ConnectError, httpcore.ConnectTimeout: none answered.
        """
        loop = asyncio.get_running_loop()
        end = None if timeout is None else loop.time() + timeout
        try:
            async with asyncio.timeout_at(end):
                addresses = await self._found(host, port)
        except TimeoutError:
            raise Unresolved("was not looked up in time") from None
        failed: Exception | None = None
        for number, address in enumerate(addresses):
            # One that swallows packets leaves time for those after it.
            share = None if end is None else (end - loop.time()) / (len(addresses) - number)
            try:
                stream = await self._beneath.connect_tcp(
                    str(address), port, share, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
            else:
                return _Metered(stream, self)
        raise failed or httpcore.ConnectError("no address")

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await self._beneath.sleep(seconds)


class TooLong(httpcore.RemoteProtocolError):
    """An answer has more bytes than are read."""


class _Metered(httpcore.AsyncNetworkStream):
    """A stream that counts what is read of it."""

    def __init__(self, stream: httpcore.AsyncNetworkStream, meter: PinnedBackend) -> None:
        self._stream = stream
        self._meter = meter

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109
        if self._meter.granted <= 0:
            raise TooLong("the answer is too long")
        data = await self._stream.read(min(max_bytes, self._meter.granted), timeout)
        self._meter.granted -= len(data)
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109
        await self._stream.write(buffer, timeout)

    async def aclose(self) -> None:
        await self._stream.aclose()

    async def start_tls(
        self,
        ssl_context: SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109
    ) -> httpcore.AsyncNetworkStream:
        stream = await self._stream.start_tls(ssl_context, server_hostname, timeout)
        return _Metered(stream, self._meter)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
