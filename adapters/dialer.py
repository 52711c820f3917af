"""Connections that reach only where they may: the address is judged that is connected to, and no other is tried."""

import socket
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.client import HTTPConnection
from queue import Empty, SimpleQueue
from threading import BoundedSemaphore, Thread
from typing import Any, Final

from domain.network import IpAddress, parse_ip
from domain.outbound import OutboundRule, may_reach

CONNECT_SECONDS: Final = 5.0
LOOK_UPS: Final = 32
Resolver = Callable[[str, int], list[Any]]


class NotReached(Exception):
    """Nothing was sent; `why` is one of `address`, `dns`, `connect`, `tls`, `busy`."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def system_resolver(host: str, port: int) -> list[Any]:
    """What this machine knows of a name."""
    return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)


@dataclass(frozen=True, slots=True)
class Dialer:
    """Looks a name up once, keeps of its addresses those that the rule lets reach, and connects to one of them.

    Since the very address that was judged is connected to, a name that changes its meaning in between gains nothing.
    """

    rule: OutboundRule
    resolve: Resolver = system_resolver
    _looking_up: BoundedSemaphore = field(default_factory=lambda: BoundedSemaphore(LOOK_UPS))

    def dial(self, host: str, port: int, seconds: float) -> socket.socket:
        """A connected socket; raises NotReached."""
        until = time.monotonic() + seconds
        found = [parse_ip(str(entry[4][0])) for entry in self._look_up(host, port, seconds)]
        open_to = may_reach(self.rule, [address for address in found if address])
        if not open_to:
            raise NotReached("address" if found else "dns")
        for address in dict.fromkeys(open_to):
            try:
                return self._connect(address, port, max(0.1, min(CONNECT_SECONDS, until - time.monotonic())))
            except OSError:
                continue
        raise NotReached("connect")

    def _connect(self, address: IpAddress, port: int, seconds: float) -> socket.socket:
        made = socket.create_connection((str(address), port), timeout=seconds)
        peer = parse_ip(str(made.getpeername()[0]))
        if peer is None or not self.rule.lets_reach(peer):
            made.close()
            raise NotReached("address")
        return made

    def _look_up(self, host: str, port: int, seconds: float) -> list[Any]:
        """Resolvers know no time-out of ours: a look-up that takes too long goes on alone, and few can."""
        if not self._looking_up.acquire(blocking=False):
            raise NotReached("busy")
        answers: SimpleQueue[list[Any]] = SimpleQueue()

        def ask() -> None:
            try:
                answers.put(self.resolve(host, port))
            except (OSError, UnicodeError):
                answers.put([])
            finally:
                self._looking_up.release()

        Thread(target=ask, daemon=True, name="look-up").start()
        try:
            return answers.get(timeout=seconds)
        except Empty:
            raise NotReached("dns") from None


def open_connection(dialer: Dialer, host: str, port: int, tls: ssl.SSLContext | None, seconds: float) -> HTTPConnection:
    """A connection to speak HTTP over; raises NotReached."""
    connected = dialer.dial(host, port, seconds)
    connected.settimeout(seconds)
    if tls:
        try:
            connected = tls.wrap_socket(connected, server_hostname=host)
        except (OSError, ValueError):
            connected.close()
            raise NotReached("tls") from None
    connection = HTTPConnection(host, port, timeout=seconds)
    connection.sock = connected
    return connection
