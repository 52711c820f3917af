"""The whole of a bench, from the first call to the last look."""

import asyncio
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.bench.auth1 import Auth1
from benchmarks.bench.books import held_by_tenant
from benchmarks.bench.ceilings import Ceilings, ceilings_of
from benchmarks.bench.checks import token_checks
from benchmarks.bench.cost import cpu_of_roles
from benchmarks.bench.failed import Failed
from benchmarks.bench.machine import machine_of
from benchmarks.bench.measured import summaries_of
from benchmarks.bench.phase import Notes
from benchmarks.bench.plan import CEILING, Plan
from benchmarks.bench.quiet import Quiet, quiet_of
from benchmarks.bench.report import Report
from benchmarks.bench.sizes import sizes_of
from benchmarks.bench.stage import Stage
from benchmarks.bench.start import cold_start
from benchmarks.load.client import Connections
from benchmarks.load.house import House
from benchmarks.load.provider import Provider

# Enough connections that every thread of the product has been at work, and has its connections.
AT_FIRST: Final = 16
IDLE_SECONDS: Final = 2


@dataclass(frozen=True, slots=True)
class Whole:
    """A house, and how much of it is measured; `folder` is where logs go."""

    house: House
    provider: Provider
    plan: Plan
    folder: Path

    async def __call__(self) -> Report:
        """Everything; raises Failed, and TimeoutError where the worker does not get done."""
        await self.provider.start()
        tenant = self.house.tenant("bench")
        subject = Auth1(self.house, self.provider, tenant["api_key"])
        with quiet_of(self.house.postgres.serving_url) as quiet:
            stage = Stage(subject, quiet, self.plan, Notes(self._roles(subject)))
            say("warming up")
            await stage.warm_up(AT_FIRST)
            sizes = await self._sizes(quiet)
            idle = await self._idle(stage)
            async with ceilings_of(self.house, self.provider, self.plan, self.folder) as ceilings:
                await self._points(stage, ceilings)
        held = held_by_tenant(self.house.postgres.owner_url, tenant["tenant_id"])
        if wrong := [*stage.notes.books.complaints(held), *ceilings.postgres.complaints()]:
            raise Failed("; ".join(wrong))
        return await asyncio.to_thread(self._report, stage, ceilings, sizes, idle)

    def _roles(self, subject: Auth1) -> Mapping[str, int]:
        """Whose CPU is counted."""
        servers = {"postgres": self.house.postgres.process, "redis": self.house.valkey.process}
        return {**subject.pids, **{role: process.pid for role, process in servers.items() if process}}

    async def _sizes(self, quiet: Quiet) -> dict[str, float]:
        """Of a tenant of its own, before there is anything else."""
        say("looking at what people leave in Redis and Postgres")
        subject = Auth1(self.house, self.provider, self.house.tenant("sizes")["api_key"])
        connections, many = Connections(subject.urls, AT_FIRST), self.plan.people
        try:
            await quiet.wait()
            return await sizes_of(subject, connections).of(range(many), range(many, 2 * many))
        finally:
            connections.close()

    async def _idle(self, stage: Stage) -> dict[str, float]:
        """What runs anyway: it is a part of what a call costs, the larger the fewer there are."""
        await stage.quiet.wait()
        before = cpu_of_roles(stage.notes.roles)
        await asyncio.sleep(IDLE_SECONDS)
        return cpu_of_roles(stage.notes.roles).since(before, IDLE_SECONDS)

    async def _points(self, stage: Stage, ceilings: Ceilings) -> None:
        points = [(repeat, point) for repeat in range(self.plan.repeats) for point in self.plan.order(repeat)]
        for number, (repeat, point) in enumerate(points, start=1):
            say(f"{number} of {len(points)}: repeat {repeat + 1}, {point}")
            await (ceilings.measure(point) if point.model == CEILING else stage.measure(point))
            await stage.quiet.wait()

    def _report(
        self, stage: Stage, ceilings: Ceilings, sizes: Mapping[str, float], idle: Mapping[str, float]
    ) -> Report:
        """Look at the rest: how an instance starts, and how it checks tokens."""
        say("starting anew")
        return Report(
            machine=machine_of(self.house.postgres.owner_url, self.house.valkey.url),
            plan=self.plan,
            calls=summaries_of(stage.notes.measured),
            ceilings=summaries_of(ceilings.found),
            memory=stage.notes.memory,
            idle=idle,
            starts=cold_start(self.house, self.folder),
            sizes=sizes,
            checks=token_checks(self.house),
            rows=stage.notes.books.expected(),
        )


def say(what: str) -> None:
    """Tell whoever waits."""
    sys.stderr.write(f"{what}\n")
