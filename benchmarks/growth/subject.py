"""Our product as a subject, with as many tenants as there are keys."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from benchmarks.bench.auth1 import Auth1
from benchmarks.bench.subject import Call
from benchmarks.load.figures import Latencies
from benchmarks.load.house import House
from benchmarks.load.phones import phone
from benchmarks.load.provider import Provider
from benchmarks.scale.tenants import STEP

CODE_SECONDS: Final = 60.0


@dataclass(slots=True)
class Tenants:
    """A Subject whose people belong to the tenants with these keys by turns, each one step further than the one before.

    `waits` are the seconds between the moment of an ask and that in which its code had come, by place.
    """

    house: House
    provider: Provider
    keys: Sequence[str] = field(repr=False)
    pids: Mapping[str, int]
    name: str = "auth1"
    waits: dict[int, float] = field(default_factory=dict)
    _each: Sequence[Auth1] = field(init=False)
    _coming: "dict[int, asyncio.Future[str]]" = field(default_factory=dict)

    def __post_init__(self) -> None:
        unused = Latencies()
        self._each = [Auth1(self.house, self.provider, key, waits=unused) for key in self.keys]

    @property
    def urls(self) -> Sequence[str]:
        """See Subject."""
        return self.house.urls

    def ask(self, place: int) -> Call:
        """See Subject; the wait for the code begins now."""
        began, coming = time.perf_counter(), self.provider.expect(phone(place))
        coming.add_done_callback(lambda _: self.waits.__setitem__(place, time.perf_counter() - began))
        self._coming[place] = coming
        return self._of(place).ask_again(place)

    def prove(self, place: int, code: str) -> Call:
        """See Subject."""
        return self._of(place).prove(place, code)

    def check(self, place: int, token: str) -> Call:
        """Show an access token, and be told whose it is."""
        return self._of(place).check(place, token)

    async def codes(self, places: Sequence[int]) -> list[str]:
        """See Subject."""
        found = await self.come(places, len(places))
        if len(found) < len(places):
            raise TimeoutError
        return [found[place] for place in places]

    async def come(self, places: Sequence[int], many: int) -> dict[int, str]:
        """The codes by place as soon as so many have come; fewer where the time is over."""
        coming = {place: self._coming.pop(place) for place in places}
        open_, until = set(coming.values()), time.perf_counter() + CODE_SECONDS
        each = asyncio.ALL_COMPLETED if many == len(coming) else asyncio.FIRST_COMPLETED
        while len(coming) - len(open_) < many and (left := until - time.perf_counter()) > 0:
            _, open_ = await asyncio.wait(open_, timeout=left, return_when=each)
        for place in places:
            self.provider.forget(phone(place))
        return {place: code.result() for place, code in coming.items() if code.done()}

    def _of(self, place: int) -> Auth1:
        return self._each[place * STEP % len(self._each)]
