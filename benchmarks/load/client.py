"""Connections that are kept: N of them, spread over the servers, each with one call at a time."""

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, cast
from urllib.parse import urlsplit

from benchmarks.load.wire import Arrived, NotUnderstood, arrived, request

SECONDS: Final = 12.0


class Lost(Exception):
    """No answer came: the connection ended, could not be made, or it took too long."""


class _Line(asyncio.Protocol):
    """One open connection."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport | None = None
        self._buffer = b""
        self._answer: asyncio.Future[Arrived] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        try:
            found = arrived(self._buffer)
        except (NotUnderstood, ValueError):
            self._end("no HTTP")
            return
        if found:
            self._buffer = found.rest
            self._settle(found)

    def connection_lost(self, error: Exception | None) -> None:
        self._end("closed" if error is None else type(error).__name__)

    async def call(self, sent: bytes) -> Arrived:
        """Send a request, and wait for its answer."""
        if self.transport is None:
            raise Lost("closed")
        answer: asyncio.Future[Arrived] = asyncio.get_running_loop().create_future()
        self._answer = answer
        self.transport.write(sent)
        async with asyncio.timeout(SECONDS):
            return await answer

    def close(self) -> None:
        """Hang up."""
        self._end("closed")

    def _settle(self, found: Arrived) -> None:
        if self._answer and not self._answer.done():
            self._answer.set_result(found)

    def _end(self, why: str) -> None:
        if self._answer and not self._answer.done():
            self._answer.set_exception(Lost(why))
        if self.transport:
            self.transport.close()
        self.transport = None


@dataclass(slots=True)
class Connection:
    """A connection to a server, made anew where it has ended."""

    host: str
    port: int
    _line: _Line | None = None

    async def open(self) -> _Line:
        """Make it, where it is not there or has ended; raises OSError."""
        if self._line is None or self._line.transport is None:
            _, self._line = await asyncio.get_running_loop().create_connection(_Line, self.host, self.port)
        return self._line

    async def call(self, method: str, path: str, body: bytes, headers: bytes) -> Arrived:
        """A request and its answer; raises Lost, and never sends a request twice."""
        try:
            line = await self.open()
            answer = await line.call(request(method, path, f"{self.host}:{self.port}", body, headers))
        except (OSError, TimeoutError) as error:
            self.close()
            raise Lost(type(error).__name__) from None
        if answer.is_last:
            self.close()
        return answer

    def close(self) -> None:
        """Hang up."""
        if self._line:
            self._line.close()
        self._line = None


@dataclass(slots=True)
class Connections:
    """So many connections, in turn over the servers; who finds none free waits, and nobody goes before another."""

    urls: Sequence[str]
    many: int
    _all: list[Connection] = field(init=False)
    _free: deque[Connection] = field(init=False)
    _waiting: "deque[asyncio.Future[Connection]]" = field(default_factory=deque)

    def __post_init__(self) -> None:
        places = [urlsplit(url) for url in self.urls]
        self._all = [
            Connection(place.hostname or "", place.port or 80)
            for place in (places[number % len(places)] for number in range(self.many))
        ]
        self._free = deque(self._all)

    async def open(self) -> None:
        """Make all that are not there: servers end those on which nothing came for some time."""
        for connection in self._all:
            await connection.open()

    async def take(self) -> Connection:
        """A free one, to be given back."""
        if self._free:
            return self._free.popleft()
        mine: asyncio.Future[Connection] = asyncio.get_running_loop().create_future()
        self._waiting.append(mine)
        return await mine

    def give_back(self, connection: Connection) -> None:
        """Into the hands of whoever has waited longest: not even who gives it back can take it again before."""
        if self._waiting:
            self._waiting.popleft().set_result(connection)
        else:
            self._free.append(connection)

    def close(self) -> None:
        """Hang up everywhere."""
        for connection in self._all:
            connection.close()
