"""The curve of the queue: another tenant's messages wait, and this one's are to come promptly all the same.

What the worker takes away is put back, so that as many wait at the end as at the beginning.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import psycopg

from adapters.embedded.postgres import EmbeddedPostgres
from benchmarks.bench.machine import Machine
from benchmarks.growth.curve import Bench, note_waits
from benchmarks.growth.figures import ROLES, Curve, Point
from benchmarks.growth.fill import fill_queue, make_tenants, ready_for_more, tidy, top_up
from benchmarks.growth.rounds import one_by_one
from benchmarks.growth.stage import Stage, cpu_of, stage
from benchmarks.growth.subject import Tenants
from benchmarks.load.phones import SIZE
from benchmarks.scale.plans import say
from tests.fixtures.worlds import TenantKeys

# Far from the places that are measured.
FIRST: Final = SIZE // 2
REFILLS_EVERY: Final = 0.25
COUNT: Final = """
SELECT count(*) FROM messages WHERE tenant_id = %(tenant)s AND status = 'queued' AND due_at IS NOT NULL
"""


@dataclass(slots=True)
class Queue:
    """The messages of the tenant that has so many; who is measured is the first."""

    stage: Stage
    size: int
    line: "psycopg.Connection[Any]"
    refilled: int = 0

    @property
    def taken(self) -> int:
        """How many of them the provider has: the codes that nobody waited for."""
        return self.stage.provider.strays

    @asynccontextmanager
    async def kept_full(self) -> AsyncIterator[None]:
        """For as long as the block lasts, what was taken is put back."""
        refilling = asyncio.create_task(self._refill_again_and_again())
        try:
            yield
        finally:
            refilling.cancel()
            with suppress(asyncio.CancelledError):
                await refilling

    async def _refill_again_and_again(self) -> None:
        while self.size:
            await asyncio.to_thread(self.refill)
            await asyncio.sleep(REFILLS_EVERY)

    def refill(self) -> None:
        """Put back what was taken so far."""
        if (missing := self.taken - self.refilled) > 0:
            first = FIRST + self.size + self.refilled
            top_up(self.line, self.stage.tenants[1], first, missing)
            self.refilled += missing

    def left(self) -> int:
        """How many wait at this moment."""
        found = self.line.execute(COUNT, {"tenant": self.stage.tenants[1].id}).fetchone()
        return int(found[0]) if found else 0


def queue(bench: Bench) -> Curve:
    """All lengths of the queue by turns, each time with new servers: there is no other way back to a full queue."""
    points = [Point(size) for size in bench.effort.queue]
    for number in range(bench.effort.repeats):
        for point in points:
            machine = _measure(bench, point, is_last=number == bench.effort.repeats - 1)
    return Curve("queue", "messages of another tenant that wait", points, machine)


def _measure(bench: Bench, point: Point, *, is_last: bool) -> Machine:
    say(f"making {point.size:,} messages")
    fill = partial(_fill, point.size)
    with stage(bench.where, bench.generator, fill) as place, ready_for_more(place.house.postgres) as line:
        found, subject = Queue(place, point.size, line), place.subject(place.tenants[:1])
        bench.generator.run(_kept_full(found, bench, point, subject))
        point.note(waiting_in_the_end=found.left(), drained_in_all=found.taken)
        if is_last:
            bench.note_held(point, place)
            bench.explain(point, place, subject, place.places(1)[0])
        return place.machine


async def _kept_full(found: Queue, bench: Bench, point: Point, subject: Tenants) -> None:
    async with found.kept_full():
        await bench.warm_up_there(found.stage, subject)
        await _drain(found, point, subject, bench.effort.seconds)
        alone = await one_by_one(subject, found.stage.places(bench.effort.alone))
        note_waits(point, "code_alone", alone)
        before, began = found.taken, time.perf_counter()
        await bench.round_there(point, subject, found.stage.places(bench.effort.calls))
        point.note(drained_beside_a_second=(found.taken - before) / (time.perf_counter() - began))


async def _drain(found: Queue, point: Point, subject: Tenants, seconds: float) -> None:
    """How fast the worker drains while nobody calls, and what a message costs."""
    taken, cpu, began = found.taken, cpu_of(subject.pids), time.perf_counter()
    await asyncio.sleep(seconds)
    many, span = found.taken - taken, time.perf_counter() - began
    point.note(drained_a_second=many / span)
    if many:
        costs = cpu_of(subject.pids).since(cpu, many)
        point.note(**{f"{role}_ms_a_message": costs.get(role, 0.0) for role in ROLES})


def _fill(many: int, server: EmbeddedPostgres) -> list[TenantKeys]:
    """The tenant that is measured, and the one whose messages wait."""
    made = make_tenants(server, 2)
    if many:
        fill_queue(server, made[1], FIRST, many)
    else:
        tidy(server)
    return made
