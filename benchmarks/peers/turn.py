"""One turn of one peer: warm up, ask for codes, wait for them, prove them, and look at what is kept."""

import asyncio
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from benchmarks.bench.cost import Cpu, cpu_of_roles, pss_of_roles
from benchmarks.bench.drive import Run, drive
from benchmarks.bench.subject import Call
from benchmarks.load.client import Connections
from benchmarks.peers.peer import Kept, Peer, Stage

SETTLES_IN: Final = 60.0
LOOKS_EVERY: Final = 0.25


@dataclass(frozen=True, slots=True)
class Length:
    """How long people come and ask, in seconds, first to warm up; at most `people` of them if that is given."""

    seconds: float
    warm_up: float
    connections: int
    people: int | None = None


@dataclass(frozen=True, slots=True)
class Phase:
    """Calls of one kind: how many a second, latencies in seconds, and milliseconds of CPU by role for each.

    `done_rate` counts until the last thing that each call brings about, such as its message, has come.
    """

    calls: int
    rate: float
    done_rate: float
    p50: float
    p99: float
    cpu: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Turn:
    """What came of a turn; memory is in bytes by role at its end. Figures count only where `problems` is empty."""

    name: str
    ask: Phase
    prove: Phase
    pss: Mapping[str, int]
    problems: Sequence[str]


@dataclass(slots=True)
class Seat:
    """A peer at its turn, with the places of people who have not been there before."""

    stage: Stage
    peer: Peer
    places: Iterator[int]
    length: Length

    async def take(self) -> Turn:
        """Warm up, then measure."""
        *_, warm = await self._sign_in(self.length.warm_up)
        before, strays = self.peer.kept(), self._strays()
        ask, prove, pss, problems = await self._sign_in(self.length.seconds)
        after = self.peer.kept()
        grown = Kept(after.users - before.users, after.sessions - before.sessions)
        problems += [*warm, *_missing(prove.calls, grown), *self.peer.complaints()[:3]]
        if self._strays() > strays:
            problems.append(f"{self._strays() - strays} messages came twice, unasked or unsigned")
        return Turn(self.peer.name, ask, prove, pss, [f"{self.peer.name}: {one}" for one in problems])

    async def _sign_in(self, seconds: float) -> tuple[Phase, Phase, Mapping[str, int], list[str]]:
        asked: list[int] = []
        began, cpu = time.perf_counter(), self._cpu()
        asks = await self._drive(self._people(seconds, asked), "ask")
        codes = await self._codes(asked, asks)
        arrived = time.perf_counter() - began
        settled = await self._settle()
        ask = _phase(asks, arrived, self._cpu().since(cpu, asks.many))
        began, cpu = time.perf_counter(), self._cpu()
        proofs = (self.peer.prove(place, code) for place, code in zip(asked, codes, strict=False))
        proves = await self._drive(proofs, "verify")
        pss = pss_of_roles(self._roots())
        settled = await self._settle() and settled
        prove = _phase(proves, proves.seconds, self._cpu().since(cpu, proves.many))
        problems = [*_failed(asks), *_failed(proves)]
        return ask, prove, pss, problems if settled else [*problems, f"is not settled after {SETTLES_IN:.0f} s"]

    def _people(self, seconds: float, asked: list[int]) -> Iterator[Call]:
        until = time.monotonic() + seconds
        while time.monotonic() < until and len(asked) != self.length.people:
            asked.append(next(self.places))
            yield self.peer.ask(asked[-1])

    async def _drive(self, calls: Iterable[Call], kind: str) -> Run:
        """On connections of its own: a server may hang up on those that were idle."""
        lines = Connections(self.peer.urls, self.length.connections)
        run = await drive(lines, calls, kind)
        lines.close()
        return run

    async def _codes(self, asked: Sequence[int], run: Run) -> Sequence[str]:
        """None where an ask failed, whose code would never come."""
        if run.failed:
            return ()
        try:
            return await self.peer.codes(asked)
        except TimeoutError:
            run.fail("codes did not come")
            return ()

    async def _settle(self) -> bool:
        until = time.monotonic() + SETTLES_IN
        while not await asyncio.to_thread(self.peer.is_settled):
            if time.monotonic() > until:
                return False
            await asyncio.sleep(LOOKS_EVERY)
        return True

    def _roots(self) -> Mapping[str, int]:
        house = self.stage.house
        stores = {"postgres": house.postgres.process, "redis": house.valkey.process}
        return {**self.peer.pids, **{role: process.pid for role, process in stores.items() if process}}

    def _cpu(self) -> Cpu:
        return cpu_of_roles(self._roots())

    def _strays(self) -> int:
        return self.stage.provider.strays + self.stage.provider.forged


def _phase(run: Run, seconds: float, cpu: Mapping[str, float]) -> Phase:
    times = run.latencies
    return Phase(run.many, run.rate, run.many / max(seconds, 1e-9), times.at(0.5), times.at(0.99), cpu)


def _failed(run: Run) -> Iterator[str]:
    if run.failed:
        yield f"{run.failed} of {run.many} calls failed, such as {run.failures[:3]}"


def _missing(calls: int, grown: Kept) -> Iterator[str]:
    if not calls:
        yield "nobody was let in"
    for what, many in (("users", grown.users), ("sessions", grown.sessions)):
        if many != calls:
            yield f"{calls} people were let in, but there are {many} {what} more"
