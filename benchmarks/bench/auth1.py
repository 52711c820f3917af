"""Auth1 under measure: one instance as it runs in production, whose messages go to a provider on this machine."""

import asyncio
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from benchmarks.bench.subject import Call
from benchmarks.load.figures import Latencies
from benchmarks.load.house import House
from benchmarks.load.phones import network, phone
from benchmarks.load.processes import held_by
from benchmarks.load.provider import Provider

# Longer than a lease: what does not come in that time, after the one before it, does not come.
SILENCE: Final = 45.0
WORKER: Final = "worker"


@dataclass(slots=True)
class Auth1:
    """The one tenant of a bench; people come by a proxy, from networks of their own.

    `waits` is how long codes took from the ask to the provider, in seconds.
    """

    house: House
    provider: Provider
    key: str = field(repr=False)
    name: str = "Auth1"
    waits: Latencies = field(default_factory=Latencies)
    _coming: "dict[int, asyncio.Future[str]]" = field(default_factory=dict)

    @property
    def urls(self) -> Sequence[str]:
        """See Subject."""
        return self.house.urls

    @property
    def pids(self) -> Mapping[str, int]:
        """See Subject; "app" is the main process and its web processes."""
        main = self.house.instances[0].process.pid
        worker = next(name for name in held_by(main) if name.startswith(WORKER))
        return {"app": main, WORKER: int(worker.split()[1])}

    def ask(self, place: int) -> Call:
        """See Subject; from now on its code is waited for."""
        asked_at = time.perf_counter()
        self._coming[place] = code = self.provider.expect(phone(place))
        code.add_done_callback(lambda _: self.waits.add(time.perf_counter() - asked_at))
        return self.ask_again(place)

    def ask_again(self, place: int) -> Call:
        """Ask once more, for a code that does not come."""
        return self._post("request", place, {"phone": phone(place)})

    async def codes(self, places: Sequence[int]) -> list[str]:
        """See Subject."""
        found = []
        for place in places:
            async with asyncio.timeout(SILENCE):
                found.append(await self._coming.pop(place))
        return found

    def prove(self, place: int, code: str) -> Call:
        """See Subject."""
        return self._post("verify", place, {"phone": phone(place), "code": code})

    def refresh(self, place: int, token: str) -> Call:
        """Spend a refresh token."""
        return self._post("refresh", place, {"refresh_token": token})

    def check(self, place: int, token: str) -> Call:
        """Show an access token, and be told whose it is."""
        return Call("GET", "/api/auth/me", _lines(place, f"authorization: Bearer {token}"), b"")

    def _post(self, kind: str, place: int, body: dict[str, Any]) -> Call:
        lines = _lines(place, f"x-api-key: {self.key}")
        return Call("POST", f"/api/auth/{kind}", lines, json.dumps(body).encode())


def _lines(place: int, credential: str) -> bytes:
    return f"{credential}\r\ncontent-type: application/json\r\nx-forwarded-for: {network(place)}\r\n".encode()
