"""What the parts could do alone, on the same servers and between the same calls: nothing built of them exceeds it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import repeat
from pathlib import Path
from typing import Final

from adapters.embedded.child import free_port
from benchmarks.bench.cost import cpu_of_roles
from benchmarks.bench.drive import Run, drive
from benchmarks.bench.failed import checked
from benchmarks.bench.in_postgres import ASK, PROVE, PostgresAlone
from benchmarks.bench.measured import Measured
from benchmarks.bench.noted import sign_in_noted
from benchmarks.bench.plan import Plan, Point
from benchmarks.bench.start import first_good
from benchmarks.bench.subject import Call
from benchmarks.bench.window import PREPARED, window_script
from benchmarks.load.client import Connections
from benchmarks.load.house import House, begun_at
from benchmarks.load.provider import Provider
from tests.fixtures.instance import Instance

WINDOW, EMPTY = "window script", "empty route"
# What a ceiling is one of; every kind of call goes through the last one.
OVER: Final = {
    ASK: ("request",),
    PROVE: ("verify",),
    WINDOW: ("request", "verify"),
    EMPTY: ("request", "verify", "refresh", "check"),
}
# More clients than the product has connections (DB_POOL_SIZE) would be nothing to compare with.
MOST_CLIENTS: Final = 32
PLACE: Final = "/empty"
CALL: Final = Call("POST", PLACE, b"content-type: application/json\r\n", b'{"phone":"+12015550123"}')
WARM: Final = 0.2
GUESS: Final = 500.0
# Far from everybody else's places.
NOTED_AT: Final = range(200_000_000, 200_000_003)


@dataclass(slots=True)
class Ceilings:
    """Measures the parts one after the other."""

    house: House
    plan: Plan
    empty: Instance
    postgres: PostgresAlone
    measured: list[Measured] = field(default_factory=list)
    _rate: float = GUESS
    _let_in: int = 0

    async def measure(self, point: Point) -> None:
        """Everything, with so many clients or connections."""
        if point.connections <= MOST_CLIENTS:
            await asyncio.to_thread(self.postgres.measure, point, self.plan.seconds)
        await self._in_flask(point)
        await asyncio.to_thread(self._in_redis, point)

    @property
    def found(self) -> list[Measured]:
        """All that was measured."""
        return [*self.postgres.measured, *self.measured]

    async def _in_flask(self, point: Point) -> None:
        roles = {"app": self.empty.process.pid}
        connections = Connections([f"http://127.0.0.1:{self.empty.port}"], point.connections)
        try:
            warm = checked(await drive(connections, self._calls(WARM, point), EMPTY))
            self._rate = warm.rate
            before = cpu_of_roles(roles)
            run = checked(await drive(connections, self._calls(1.0, point), EMPTY))
            self.measured.append(Measured.of(run, point, cpu_of_roles(roles).since(before, run.many)))
        finally:
            connections.close()

    def _calls(self, share: float, point: Point) -> "repeat[Call]":
        return repeat(CALL, max(2 * point.connections, int(self._rate * self.plan.seconds * share)))

    def _in_redis(self, point: Point) -> None:
        """Its number of clients says nothing here: one that never waits keeps the one thread busy that runs scripts."""
        process = self.house.valkey.process
        roles = {"redis": process.pid} if process else {}
        places = range(self._let_in, self._let_in + int(PREPARED * self.plan.seconds))
        self._let_in = places.stop
        before = cpu_of_roles(roles)
        many, seconds = window_script(self.house.valkey.url, self.postgres.sign_in.tenant_id, places, self.plan.seconds)
        cpu = cpu_of_roles(roles).since(before, many)
        self.measured.append(Measured(WINDOW, point, many, Run(WINDOW, many, seconds).rate, cpu=cpu))


@asynccontextmanager
async def ceilings_of(house: House, provider: Provider, plan: Plan, folder: Path) -> AsyncIterator[Ceilings]:
    """The ceilings of a house; beside it a server with an empty route runs, and one sign-in was looked at."""
    sign_in = await sign_in_noted(house, provider, NOTED_AT)
    empty = begun_at(free_port(), folder / "log-empty", module="benchmarks.bench.empty", **house.values)
    try:
        await asyncio.to_thread(first_good, empty, PLACE)
        yield Ceilings(house, plan, empty, PostgresAlone(house, sign_in))
    finally:
        await asyncio.to_thread(empty.stop)
