"""A provider on this machine: a gateway (`HTTP_GATEWAYS`) that checks the signature and holds the codes for people."""

import asyncio
import base64
import hashlib
import hmac
import json
from dataclasses import dataclass, field
from typing import Any, Final, cast

from benchmarks.load.wire import Arrived, NotUnderstood, arrived

NAME: Final = "load"
KEY: Final = b"a loopback provider of load that is of no use elsewhere"
SECRET: Final = "whsec_" + base64.b64encode(KEY).decode()
TAKEN: Final = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 13\r\n\r\n" + b'{"id":"load"}'
FORGED: Final = b"HTTP/1.1 401 Unauthorized\r\ncontent-length: 0\r\n\r\n"


@dataclass(slots=True)
class Provider:
    """Takes messages; who waits for a code gets it the moment it comes.

    `strays` are messages that nobody waits for (any more): a double of one that came, or one that came too late.
    """

    port: int
    taken: int = 0
    strays: int = 0
    forged: int = 0
    _waiting: "dict[str, asyncio.Future[str]]" = field(default_factory=dict)
    _server: asyncio.Server | None = None

    async def start(self) -> None:
        """Listen."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: _Taker(self), "127.0.0.1", self.port)

    def stop(self) -> None:
        """Listen no more."""
        if self._server:
            self._server.close()

    def environment(self) -> dict[str, str]:
        """The variables that make it the provider of an instance on this machine."""
        gateway = {"url": f"http://127.0.0.1:{self.port}/send", "secret": SECRET}
        return {"HTTP_GATEWAYS": json.dumps({NAME: gateway}), "OUTBOUND_ALLOWED_NETWORKS": "127.0.0.0/8"}

    def expect(self, phone: str) -> "asyncio.Future[str]":
        """The code that will come for a number; to be called before it is asked for."""
        code = self._waiting[phone] = asyncio.get_running_loop().create_future()
        return code

    def forget(self, phone: str) -> None:
        """Nobody waits for this number any more."""
        self._waiting.pop(phone, None)

    def take(self, message: Arrived) -> bytes:
        """Take a message whose signature is good; the answer."""
        if not _is_signed(message):
            self.forged += 1
            return FORGED
        self.taken += 1
        body: dict[str, Any] = message.document
        code = self._waiting.pop(body["to"], None)
        if code is None or code.done():
            self.strays += 1
        else:
            code.set_result(body["code"])
        return TAKEN


class _Taker(asyncio.Protocol):
    """A connection of a worker's."""

    def __init__(self, provider: Provider) -> None:
        self._provider = provider
        self._buffer = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        try:
            while (message := arrived(self._buffer)) and self._transport:
                self._buffer = message.rest
                self._transport.write(self._provider.take(message))
        except (NotUnderstood, ValueError):
            if self._transport:
                self._transport.close()


def _is_signed(message: Arrived) -> bool:
    """As Standard Webhooks has receivers do it; the timestamp is not looked at, since nobody else can reach us."""
    headers = message.headers
    content = b".".join((headers.get(b"webhook-id", b""), headers.get(b"webhook-timestamp", b""), message.body))
    wanted = b"v1," + base64.b64encode(hmac.new(KEY, content, hashlib.sha256).digest())
    return hmac.compare_digest(wanted, headers.get(b"webhook-signature", b""))
