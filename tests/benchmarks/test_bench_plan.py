"""What a bench measures, and in which order."""

import pytest

from benchmarks.bench.pace import GUESS, Pace
from benchmarks.bench.plan import CEILING, CLOSED, OPEN, QUICK, Plan, Point, connections_of


def test_every_point_is_measured_in_each_repeat() -> None:
    """A repeat has all closed points, the open one and the ceilings, each once."""
    plan = Plan()
    points = [(CLOSED, 1), (CLOSED, 8), (CLOSED, 32), (CLOSED, 128), (OPEN, 32)]
    ceilings = [(CEILING, many) for many in (1, 8, 32, 128)]

    orders = [{(point.model, point.connections) for point in plan.order(repeat)} for repeat in range(6)]

    assert [{*points, *ceilings}] * 6 == orders
    assert [9] * 6 == [len(plan.order(repeat)) for repeat in range(6)]


def test_the_order_is_another_one_in_each_repeat() -> None:
    """No two of the first repeats have the same order."""
    orders = {tuple(Plan().order(repeat)) for repeat in range(6)}

    assert 6 == len(orders)


@pytest.mark.parametrize("plan", [Plan(), QUICK, Plan(connections=(128, 64, 2))])
def test_the_open_point_has_a_rate_to_halve(plan: Plan) -> None:
    """In the first repeat the closed point with as many connections comes before the open one."""
    order = plan.order(0)

    assert order.index(Point(CLOSED, plan.open_at)) < order.index(Point(OPEN, plan.open_at))


@pytest.mark.parametrize(("connections", "expected"), [((1, 8, 32, 128), 32), ((8,), 8), ((1, 128), 1), ((24, 40), 24)])
def test_the_open_model_has_thirty_two_connections_or_the_nearest(connections: tuple[int, ...], expected: int) -> None:
    """Where 32 are not measured the nearest number is taken, the smaller of two."""
    assert expected == Plan(connections=connections).open_at


@pytest.mark.parametrize("text", ["", "0", "8,-1", "eight", "513"])
def test_what_is_no_number_of_connections_is_refused(text: str) -> None:
    """Connections are numbers from 1 to 512."""
    with pytest.raises(ValueError):
        connections_of(text)


def test_connections_are_read_once_each() -> None:
    """The order stays, and what stands twice counts once."""
    assert (32, 8, 1) == connections_of("32, 8,32,1")


def test_the_open_rate_is_half_of_what_was_reached() -> None:
    """The median of the runs that counted; what warmed up, and what the open model did, count for nothing."""
    pace, closed = Pace(), Point(CLOSED, 32)
    for rate in (100.0, 300.0, 200.0):
        pace.note("request", closed, rate, counts=True)
    pace.note("request", closed, 9_000.0, counts=False)
    pace.note("request", Point(OPEN, 32), 50.0, counts=True)

    assert 100.0 == pace.of("request", Point(OPEN, 32))


def test_what_is_not_known_is_taken_from_the_nearest_point() -> None:
    """The rate over the most similar number of connections, or a guess before there is any."""
    pace = Pace()
    before = pace.of("verify", Point(CLOSED, 8))
    pace.note("verify", Point(CLOSED, 1), 70.0, counts=True)
    pace.note("verify", Point(CLOSED, 32), 700.0, counts=False)

    assert (GUESS, 70.0, 700.0) == (before, pace.of("verify", Point(CLOSED, 8)), pace.of("verify", Point(CLOSED, 128)))
