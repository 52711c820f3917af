"""The instance under measure, driven at one point after the other."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count, islice
from typing import Any, Final

from benchmarks.bench.auth1 import Auth1
from benchmarks.bench.phase import Notes, Phases
from benchmarks.bench.plan import CLOSED, KINDS, Plan, Point
from benchmarks.bench.quiet import Quiet
from benchmarks.bench.subject import Call
from benchmarks.load.client import Connections

FEWEST: Final = 30
# Calls before those that count, as a share of these.
WARM: Final = 0.2


@dataclass(slots=True)
class Stage:
    """Signs people in, each kind of call alone; nobody's number is ever asked for twice."""

    subject: Auth1
    quiet: Quiet
    plan: Plan
    notes: Notes
    _places: "count[int]" = field(default_factory=count)

    def people(self, many: int) -> list[int]:
        """So many who were never here."""
        return list(islice(self._places, many))

    async def measure(self, point: Point) -> None:
        """All kinds of calls at a point, after some that do not count."""
        connections = Connections(self.subject.urls, point.connections)
        try:
            await self._sign_in(self._phases(connections, Point(CLOSED, point.connections)), self.plan.seconds * WARM)
            await self._sign_in(self._phases(connections, point, counts=True), self.plan.seconds)
        finally:
            connections.close()

    async def warm_up(self, many: int) -> None:
        """Whole sign-ins over so many connections that do not count, for as long as those that do."""
        connections = Connections(self.subject.urls, many)
        try:
            await self._sign_in(self._phases(connections, Point(CLOSED, many)), self.plan.seconds)
        finally:
            connections.close()

    def _phases(self, connections: Connections, point: Point, *, counts: bool = False) -> Phases:
        return Phases(self.subject, self.quiet, self.notes, connections, point, counts)

    async def _sign_in(self, phases: Phases, seconds: float) -> None:
        """Whole sign-ins, cut into phases that take about so long each."""
        subject, many = self.subject, {kind: self._many(kind, phases.point, seconds) for kind in KINDS}
        people = self.people(max(many["request"], many["verify"]))
        codes = await phases.ask(people)
        tokens: list[Any] = []
        await phases.make("verify", map(subject.prove, people, codes), tokens)
        fresh = list(tokens)
        await phases.make("refresh", _refreshes(subject, fresh, many["refresh"]), fresh)
        # The first check of a session asks Postgres; those that follow find it in Redis.
        await phases.make("first check", (subject.check(at, one["token"]) for at, one in enumerate(tokens)))
        again = (subject.check(at, tokens[at % len(tokens)]["token"]) for at in range(many["check"]))
        await phases.make("check", again)

    def _many(self, kind: str, point: Point, seconds: float) -> int:
        return max(FEWEST, 2 * point.connections, int(self.notes.pace.of(kind, point) * seconds))


def _refreshes(subject: Auth1, tokens: list[Any], many: int) -> Iterator[Call]:
    """With the tokens that there are, and then with those that came of them: `tokens` grows meanwhile."""
    for place, one in zip(range(many), tokens, strict=False):
        yield subject.refresh(place, one["refresh_token"])
