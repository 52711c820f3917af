"""A round: people ask, prove and are checked, each kind of call for itself, and what that cost by role."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from benchmarks.bench.drive import Run, drive
from benchmarks.bench.quiet import Quiet
from benchmarks.growth.figures import Figures
from benchmarks.growth.stage import cpu_of
from benchmarks.growth.subject import Tenants
from benchmarks.load.client import Connections

MS: Final = 1000.0


@dataclass(frozen=True, slots=True)
class Round:
    """What came of it: figures by kind of call, and the seconds that each code was on its way."""

    figures: Sequence[Figures]
    waits: Sequence[float]


async def round_of(subject: Tenants, places: Sequence[int], connections: int, quiet: Quiet | None = None) -> Round:
    """Sign these people in, so many at a time.

    The CPU of a call is all that it causes, and is counted until the worker has nothing left to do.
    Without a `quiet`, where it always has something to do, it is counted until the last answer or code has come.
    """
    lines, found, tokens = Connections(subject.urls, connections), [], list[Any]()
    codes: dict[int, str] = {}
    subject.waits.clear()

    async def ask() -> Run:
        run = await drive(lines, map(subject.ask, places), "request")
        codes.update(await subject.come(places, len(places) - run.failed))
        return run

    async def prove() -> Run:
        return await drive(lines, (subject.prove(*one) for one in codes.items()), "verify", tokens)

    async def check() -> Run:
        given = zip(places, tokens, strict=False)
        return await drive(lines, (subject.check(place, one["token"]) for place, one in given), "check")

    for calls in (ask, prove, check):
        found.append(await _measured(subject, calls, quiet))
    lines.close()
    return Round(found, [subject.waits[place] for place in codes])


async def one_by_one(subject: Tenants, places: Sequence[int]) -> list[float]:
    """The seconds until each code has come, where nobody else of the tenant asks meanwhile; the code's way alone."""
    line = Connections(subject.urls, 1)
    subject.waits.clear()
    for place in places:
        run = await drive(line, [subject.ask(place)], "request")
        await subject.come([place], 1 - run.failed)
    line.close()
    return list(subject.waits.values())


async def rest_of(subject: Tenants, seconds: float) -> dict[str, float]:
    """Milliseconds of CPU a second by role, while nobody calls."""
    before = cpu_of(subject.pids)
    await asyncio.sleep(seconds)
    after = cpu_of(subject.pids).since(before, 1)
    return {role: ms / seconds for role, ms in after.items()}


async def _measured(subject: Tenants, calls: Callable[[], Awaitable[Run]], quiet: Quiet | None) -> Figures:
    before, began = cpu_of(subject.pids), time.perf_counter()
    run = await calls()
    if quiet:
        await quiet.wait()
    cpu, seconds = cpu_of(subject.pids).since(before, run.many), time.perf_counter() - began
    p50, p99 = (run.latencies.at(share) * MS for share in (0.5, 0.99))
    return Figures(run.kind, run.many, run.rate, p50, p99, cpu, seconds, run.failed, tuple(run.failures))
