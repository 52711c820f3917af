"""The comparison with other servers runs, quickly; its figures say nothing here."""

from collections.abc import Mapping

import pytest

from benchmarks.peers.__main__ import QUICK, run
from benchmarks.peers.contest import ENTRANTS
from benchmarks.peers.nodejs import NotInstalled, installed, node
from benchmarks.peers.summary import Spread, summary_of
from benchmarks.peers.turn import Phase, Turn
from tests.fixtures.npm import give_up

NAMES = ("Auth1", "better-auth", "better-auth, Redis, 2 processes")


def test_people_sign_in_on_each_of_them() -> None:
    """Forty people on Auth1, on better-auth, and on two processes of it with Redis: nobody is lost anywhere."""
    try:
        installed("better_auth", node())
    except NotInstalled as error:
        give_up(str(error))
    found = run([one for one in ENTRANTS if one.name in NAMES], QUICK, 1)

    assert [40] * 6 == [turn[phase]["calls"] for turn in found["turns"] for phase in ("ask", "prove")]
    assert list(NAMES[1:]) == [ratio["name"] for ratio in found["summary"]["ratios"]]
    assert all(ratio[phase]["median"] > 0 for ratio in found["summary"]["ratios"] for phase in ("ask", "prove"))


def test_ratios_are_of_the_same_repeat() -> None:
    """A machine that was slow for a while was so for both: the median of the ratios, not the ratio of the medians."""
    turns = [
        turn_of("a", 100),
        turn_of("b", 50),
        turn_of("b", 10),
        turn_of("a", 30),
        turn_of("a", 60),
        turn_of("b", 60),
    ]

    assert Spread(2.0, 1.0, 3.0) == summary_of(turns, ["a", "b"]).ratios[0].ask


def test_medians_are_over_all_turns_of_a_peer() -> None:
    """With the least and the most beside them."""
    found = summary_of([turn_of("a", 100), turn_of("a", 30), turn_of("a", 60)], ["a"])
    line = found.phases["prove"][0]

    assert (Spread(60.0, 30.0, 100.0), {"app": 2.0}, {"app": 5.0}) == (line.rate, line.cpu, found.pss["a"])


def turn_of(name: str, rate: float) -> Turn:
    """A turn with that rate."""
    cpu: Mapping[str, float] = {"app": 2.0}
    phase = Phase(10, rate, rate, 0.1, 0.2, cpu)
    return Turn(name, phase, phase, {"app": 5}, ())


@pytest.mark.parametrize("entrant", ENTRANTS, ids=lambda one: one.name)
def test_each_says_what_its_figures_are_the_price_of(entrant: object) -> None:
    """No figure without what is done for it, and what is not."""
    assert getattr(entrant, "does", "")
    assert getattr(entrant, "leaves_out", "")
