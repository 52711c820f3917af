"""The curve of tenants: the calls go round all of them, each number of tenants with servers of its own.

`benchmarks.scale.tenants` asks the same of one process over WSGI, call by call with its statements counted;
here are whole instances, with their worker and their servers, several calls at a time.
"""

from contextlib import ExitStack
from functools import partial

from adapters.embedded.postgres import EmbeddedPostgres
from benchmarks.growth.curve import Bench
from benchmarks.growth.figures import Curve, Point
from benchmarks.growth.fill import make_tenants, tidy
from benchmarks.growth.stage import Stage, stage
from benchmarks.load.phones import SIZE
from benchmarks.scale.plans import say
from benchmarks.scale.tenants import STEP
from tests.fixtures.worlds import TenantKeys


def tenants(bench: Bench) -> Curve:
    """All numbers of tenants, round by round by turns."""
    effort = bench.effort
    points = [Point(size) for size in effort.tenants]
    with ExitStack() as stack:
        stages = []
        for point in points:
            say(f"making {point.size:,} tenants")
            stages.append(stack.enter_context(stage(bench.where, bench.generator, partial(_fill, point.size))))
        subjects = [one.subject() for one in stages]
        for place, subject, point in zip(stages, subjects, points, strict=True):
            bench.warm_up(place, subject)
            bench.rest(point, subject)
        machine = stages[0].machine
        for _ in range(effort.repeats):
            for place, subject, point in zip(stages, subjects, points, strict=True):
                bench.round(point, place, subject, place.places(effort.calls))
        for place, subject, point in zip(stages, subjects, points, strict=True):
            bench.note_held(point, place)
            bench.explain(point, place, subject, _first_tenants(place, point.size))
    return Curve("tenants", "tenants", points, machine)


def _fill(many: int, server: EmbeddedPostgres) -> list[TenantKeys]:
    found = make_tenants(server, many)
    tidy(server)
    return found


def _first_tenants(place: Stage, many: int) -> int:
    """The place of somebody new who is the first tenant's."""
    return next(one for one in range(place.next_place, SIZE) if one * STEP % many == 0)
