"""One request to a URL that a tenant named, bounded in time and bytes, and nothing followed."""

import os
import socket
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse
from threading import Timer
from typing import Final
from urllib.parse import SplitResult, urlsplit

from adapters.dialer import Dialer, NotReached, open_connection
from adapters.web.retry_after import seconds_of

MOST_BYTES: Final = 65536
TLS_PORT: Final = 443
USER_AGENT: Final = "Auth1-Webhooks/1"


@dataclass(frozen=True, slots=True)
class Answered:
    """What came back; `status` is None where nothing did, and `error` says why.  `body` is cut at 64 KiB."""

    status: int | None
    milliseconds: int
    body: bytes = field(default=b"", repr=False)
    error: str | None = None
    retry_after: float | None = None


@dataclass(frozen=True, slots=True)
class GuardedPost:
    """Posts a body within so many seconds of wall clock, wherever they are spent.

    Redirects are not followed, no proxy and no cookie is used, and no connection is used twice.
    """

    dialer: Dialer
    tls: ssl.SSLContext = field(default_factory=ssl.create_default_context)

    def __call__(self, url: str, headers: Mapping[str, str], body: bytes, *, seconds: float) -> Answered:
        """The answer, or what stood in its way; never an exception of the network."""
        started = time.monotonic()

        def after() -> int:
            return round((time.monotonic() - started) * 1000)

        try:
            self.dialer.rule.require_url(url)
            with self._connected(urlsplit(url), seconds) as connection:
                left = max(0.1, seconds - (time.monotonic() - started))
                with _cut_off(connection, left) as cut:
                    return self._answer(connection, url, headers, body, after, cut)
        except ValueError:
            return Answered(None, after(), error="address")
        except NotReached as why:
            return Answered(None, after(), error=why.why)

    @contextmanager
    def _connected(self, split: SplitResult, seconds: float) -> Iterator[HTTPConnection]:
        secure = split.scheme == "https"
        port = split.port or (TLS_PORT if secure else 80)
        connection = open_connection(self.dialer, split.hostname or "", port, self.tls if secure else None, seconds)
        try:
            yield connection
        finally:
            connection.close()

    def _answer(
        self,
        connection: HTTPConnection,
        url: str,
        headers: Mapping[str, str],
        body: bytes,
        after: Callable[[], int],
        cut: "Cut",
    ) -> Answered:
        split = urlsplit(url)
        path = (split.path or "/") + (f"?{split.query}" if split.query else "")
        fixed = {"User-Agent": USER_AGENT, "Connection": "close", "Accept-Encoding": "identity"}
        try:
            connection.request("POST", path, body, {**fixed, **headers})
            response = connection.getresponse()
            read = response.read(MOST_BYTES)
        except (OSError, HTTPException, ValueError) as error:
            return Answered(None, after(), error=_why(error, cut))
        if cut.is_made:
            return Answered(None, after(), error="timeout")
        return Answered(response.status, after(), read, retry_after=seconds_of(_retry_after(response)))


def _retry_after(response: HTTPResponse) -> str:
    return response.headers.get("Retry-After", "")


def _why(error: Exception, cut: "Cut") -> str:
    if cut.is_made or isinstance(error, TimeoutError):
        return "timeout"
    return "connection" if isinstance(error, OSError) else "answer"


@dataclass(slots=True)
class Cut:
    """Whether the end of our patience ended the conversation."""

    is_made: bool = False


@contextmanager
def _cut_off(connection: HTTPConnection, seconds: float) -> Iterator[Cut]:
    """Shut the connection after so many seconds: time-outs of sockets are for each byte, this is for all of them."""
    cut, line = Cut(), socket.socket(fileno=os.dup(connection.sock.fileno()))

    def shut() -> None:
        cut.is_made = True
        try:
            line.shutdown(socket.SHUT_RDWR)
        except OSError:
            """It is over already."""

    timer = Timer(seconds, shut)
    timer.daemon = True
    timer.start()
    try:
        yield cut
    finally:
        timer.cancel()
        timer.join()
        line.close()
