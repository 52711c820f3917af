"""What people do: ask, read the code, prove it, look at themselves, refresh."""

import asyncio
import json
import time
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Final

from benchmarks.load.client import Connections, Lost
from benchmarks.load.figures import Figures
from benchmarks.load.phones import network, phone
from benchmarks.load.provider import Provider
from benchmarks.load.wire import Arrived

CODE_SECONDS: Final = 60.0
LOST: Final = 0


@dataclass(slots=True)
class People:
    """The people of one tenant's app; each signs in once, with a number of their own.

    `checks` and `refreshes` are how often each does these afterwards.
    `corrected` latencies begin when a call was meant to be made, others when a connection was free for it.
    They come by a proxy (`TRUSTED_PROXY_COUNT=1`) from networks of their own.
    """

    connections: Connections
    provider: Provider
    key: str = field(repr=False)
    checks: int = 1
    refreshes: int = 1
    corrected: bool = False
    figures: Figures = field(default_factory=Figures)
    _places: "count[int]" = field(default_factory=count)

    async def sign_in(self, meant_at: float) -> None:
        """A whole sign-in of somebody new, which was meant to begin at this moment (`time.monotonic`)."""
        place = next(self._places)
        number, sent_by = phone(place), network(place)
        code = self.provider.expect(number)
        try:
            if not await self._post("request", sent_by, {"phone": number}, meant_at):
                return
            typed = await self._wait_for(code)
            proof = {"phone": number, "code": typed}
            tokens = typed and await self._post("verify", sent_by, proof, time.monotonic())
        finally:
            self.provider.forget(number)
        if tokens:
            self.figures.sign_ins += 1
            await self._go_on(tokens, sent_by)

    async def _wait_for(self, code: "asyncio.Future[str]") -> str:
        began = time.monotonic()
        try:
            async with asyncio.timeout(CODE_SECONDS):
                found = await code
        except TimeoutError:
            self.figures.fail("code: did not come")
            return ""
        self.figures.answered("code", 200, "", time.monotonic() - began)
        return found

    async def _go_on(self, tokens: dict[str, Any], sent_by: str) -> None:
        for _ in range(self.checks):
            await self._call("me", "GET", sent_by, b"", f"authorization: Bearer {tokens['token']}", time.monotonic())
        for _ in range(self.refreshes):
            spent = {"refresh_token": tokens["refresh_token"]}
            tokens = await self._post("refresh", sent_by, spent, time.monotonic())
            if not tokens:
                return

    async def _post(self, kind: str, sent_by: str, body: dict[str, Any], meant_at: float) -> dict[str, Any]:
        """The answer's fields; none where it failed."""
        data = json.dumps(body).encode()
        answer = await self._call(kind, "POST", sent_by, data, f"x-api-key: {self.key}", meant_at)
        found: dict[str, Any] = answer.document if answer and answer.status == 200 else {}
        return found

    async def _call(
        self, kind: str, method: str, sent_by: str, body: bytes, credential: str, meant_at: float
    ) -> Arrived | None:
        lines = f"{credential}\r\ncontent-type: application/json\r\nx-forwarded-for: {sent_by}\r\n".encode()
        connection = await self.connections.take()
        began = meant_at if self.corrected else time.monotonic()
        try:
            answer = await connection.call(method, f"/api/auth/{kind}", body, lines)
        except Lost as error:
            self.figures.answered(kind, LOST, f"lost: {error}", time.monotonic() - began)
            return None
        finally:
            self.connections.give_back(connection)
        self.figures.answered(kind, answer.status, answer.code, time.monotonic() - began)
        return answer
