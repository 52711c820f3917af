"""The curve of instances: one, two, three, four on one database and one Redis, all on this machine.

Rates cannot grow beyond its cores: what is looked at is the CPU of a call, errors, connections, and how much of the
CPU is the database's.
"""

from contextlib import ExitStack
from functools import partial

from benchmarks.growth.curve import Bench
from benchmarks.growth.figures import Curve, Figures, Point
from benchmarks.growth.fill import make_tenants
from benchmarks.growth.stage import Stage, stage


def instances(bench: Bench) -> Curve:
    """All numbers of instances, from one up, again and again."""
    effort = bench.effort
    points = [Point(size) for size in effort.instances]
    with stage(bench.where, bench.generator, partial(make_tenants, many=1), instances=0) as place:
        for number in range(effort.repeats):
            with ExitStack() as running:
                for point in points:
                    while len(place.house.instances) < point.size:
                        running.enter_context(place.instance())
                    _measure(bench, point, place, is_last=number == effort.repeats - 1)
        return Curve("instances", "instances on one database", points, place.machine)


def _measure(bench: Bench, point: Point, place: Stage, *, is_last: bool) -> None:
    subject = place.subject()
    bench.warm_up(place, subject)
    bench.rest(point, subject)
    found = bench.round(point, place, subject, place.places(bench.effort.calls))
    for one in found.figures:
        point.note(**{f"postgres_share_of_{one.kind}": _share(one)})
    bench.note_held(point, place)
    if is_last and point.size == bench.effort.instances[-1]:
        bench.explain(point, place, subject, place.places(1)[0])


def _share(one: Figures) -> float:
    """The database's part of the CPU of a call, from 0 to 1."""
    return one.cpu["postgres"] / one.cost if one.cost else 0.0
