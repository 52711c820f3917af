"""The curve of users: one tenant with so many, and the calls of people whom it knows apart from those of new ones."""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from typing import Final, Self

from adapters.embedded.postgres import EmbeddedPostgres
from benchmarks.growth.counted import misses_of, since
from benchmarks.growth.curve import Bench
from benchmarks.growth.figures import Curve, Point
from benchmarks.growth.fill import fill_users, make_tenants
from benchmarks.growth.people_sql import TABLES
from benchmarks.growth.rounds import one_by_one
from benchmarks.growth.stage import Stage, stage
from benchmarks.growth.subject import Tenants
from benchmarks.scale.plans import say
from benchmarks.scale.tenants import STEP
from tests.fixtures.worlds import TenantKeys

EXISTING: Final = "existing"
NEW: Final = "new"
MISSES_SHOWN: Final = 12


@dataclass(slots=True)
class Crowd:
    """The users at one place of the curve, and whose turn it is."""

    stage: Stage
    size: int
    points: dict[str, Point]
    subject: Tenants
    _turn: int = 0

    @classmethod
    def on(cls, stage: Stage, size: int) -> Self:
        """So many users, after whom the new ones come."""
        stage.next_place = size
        return cls(stage, size, {name: Point(size, name) for name in (EXISTING, NEW)}, stage.subject())

    def existing(self, many: int) -> Sequence[int]:
        """Users far from each other, nobody twice in one go, and as few as possible twice at all."""
        turns = range(self._turn, self._turn + min(many, self.size))
        self._turn = turns.stop
        return [turn * STEP % self.size for turn in turns]


def users(bench: Bench) -> Curve:
    """All numbers of users, round by round by turns."""
    effort = bench.effort
    with ExitStack() as stack:
        crowds = []
        for size in effort.users:
            say(f"making {size:,} users")
            made = stack.enter_context(stage(bench.where, bench.generator, partial(_fill, size), filled=TABLES))
            crowds.append(Crowd.on(made, size))
        before = [misses_of(crowd.stage.house.postgres) for crowd in crowds]
        for crowd in crowds:
            _rest(bench, crowd)
            bench.warm_up(crowd.stage, crowd.subject)
        for _ in range(effort.repeats):
            for crowd in crowds:
                bench.round(crowd.points[EXISTING], crowd.stage, crowd.subject, crowd.existing(effort.calls))
                bench.round(crowd.points[NEW], crowd.stage, crowd.subject, crowd.stage.places(effort.calls))
        machine = crowds[0].stage.machine
        for crowd, misses in zip(crowds, before, strict=True):
            _finish(bench, crowd, misses)
    points = [point for crowd in crowds for point in crowd.points.values()]
    return Curve("users", "users of one tenant", points, machine)


def _fill(many: int, server: EmbeddedPostgres) -> list[TenantKeys]:
    made = make_tenants(server, 1)
    fill_users(server, made[0], many)
    return made


def _rest(bench: Bench, crowd: Crowd) -> None:
    """What the worker alone costs, which sweeps: before many call, whose pages would be told of only later."""
    point, server = crowd.points[NEW], crowd.stage.house.postgres
    # A code that has come tells that the worker runs.
    bench.generator.run(one_by_one(crowd.subject, crowd.stage.places(1)))
    before = misses_of(server)
    bench.rest(point, crowd.subject)
    crowd.points[EXISTING].more.update({name: list(values) for name, values in point.more.items()})
    point.note(idle_pages_missed_a_second=sum(since(before, misses_of(server)).values()) / bench.effort.seconds)


def _finish(bench: Bench, crowd: Crowd, before: Mapping[str, int]) -> None:
    """Look at it as it is left; pages are counted in the end, when the connections are gone."""
    point, house = crowd.points[NEW], crowd.stage.house
    bench.note_held(point, crowd.stage)
    bench.explain(point, crowd.stage, crowd.subject, crowd.existing(1)[0])
    for instance in house.instances:
        instance.stop()
    signed_in = sum(one.calls for each in crowd.points.values() for one in each.rounds if one.kind == "verify")
    missed = since(before, misses_of(house.postgres))
    for name, many in list(missed.items())[:MISSES_SHOWN]:
        point.note(**{f"pages missed a sign-in: {name}": many / max(1, signed_in)})
