"""Calls of one kind at one point, and all that they cause."""

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from benchmarks.bench.auth1 import Auth1
from benchmarks.bench.books import Books
from benchmarks.bench.cost import cpu_of_roles
from benchmarks.bench.drive import Run, drive, drive_open
from benchmarks.bench.failed import checked
from benchmarks.bench.measured import Measured
from benchmarks.bench.memory import Memory
from benchmarks.bench.pace import Pace
from benchmarks.bench.plan import OPEN, Point
from benchmarks.bench.quiet import Quiet
from benchmarks.bench.subject import Call
from benchmarks.load.client import Connections
from benchmarks.load.figures import Latencies


@dataclass(slots=True)
class Notes:
    """What is kept of all phases; `roles` are the processes whose CPU is counted."""

    roles: Mapping[str, int]
    pace: Pace = field(default_factory=Pace)
    books: Books = field(default_factory=Books)
    memory: Memory = field(default_factory=Memory)
    measured: list[Measured] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Phases:
    """The phases of a point, one after the other; where they do not count they only warm up.

    The CPU of a call is all that it causes: it is counted until the worker, too, has nothing left to do.
    """

    subject: Auth1
    quiet: Quiet
    notes: Notes
    connections: Connections
    point: Point
    counts: bool

    async def ask(self, people: Sequence[int]) -> list[str]:
        """Ask, and let the worker carry every code; the codes."""
        self.subject.waits = Latencies()
        began, before = time.perf_counter(), cpu_of_roles(self.notes.roles)
        run = await self._drive("request", map(self.subject.ask, people), None)
        codes = await self.subject.codes(people)
        carried = Run("code", run.many, time.perf_counter() - began, self.subject.waits)
        await self.quiet.wait()
        self._note(run, cpu_of_roles(self.notes.roles).since(before, run.many))
        self._note(carried, {})
        return codes

    async def make(self, kind: str, calls: Iterable[Call], answers: list[Any] | None = None) -> None:
        """Make calls, and wait until all is done that they cause; their answers go where they are wanted."""
        before = cpu_of_roles(self.notes.roles)
        run = await self._drive(kind, calls, answers)
        await self.quiet.wait()
        self._note(run, cpu_of_roles(self.notes.roles).since(before, run.many))

    async def _drive(self, kind: str, calls: Iterable[Call], answers: list[Any] | None) -> Run:
        if self.point.model == OPEN:
            rate = self.notes.pace.of(kind, self.point)
            run = await drive_open(self.connections, calls, kind, rate, answers)
        else:
            run = await drive(self.connections, calls, kind, answers)
        self.notes.memory.look(self.notes.roles["app"])
        self.notes.books.acknowledged[kind] += run.many
        return checked(run)

    def _note(self, run: Run, cpu: Mapping[str, float]) -> None:
        self.notes.pace.note(run.kind, self.point, run.rate, counts=self.counts)
        if self.counts:
            self.notes.measured.append(Measured.of(run, self.point, cpu))
