"""The risk score against some simulated hours; `make fraud-report` runs all of them with fresh seeds."""

import pytest

from benchmarks.fraud.attackers import anywhere, one_by_one, shuffled
from benchmarks.fraud.figures import Figures, figures_of
from benchmarks.fraud.report import misses
from benchmarks.fraud.scenarios import BEGINS, Scenario, hours, pump, usual_days

SEED = "ci"
SHORT = {
    "sequential": pump(lambda dice: one_by_one("KE", dice), lasts=0.5, begins=1, until=2),
    "a million": pump(lambda dice: shuffled("PK", dice, 6), lasts=1, begins=1, until=2),
    "works": pump(lambda dice: shuffled("PK", dice, 4), lasts=1, begins=1, until=2, solves=1.0),
    "all over": pump(lambda dice: anywhere("UZ", dice), lasts=1, begins=1, until=2),
}


@pytest.mark.parametrize("name", SHORT)
def test_pumping_is_stopped(name: str) -> None:
    """At least 98 % of the attack's money is prevented, at most 2 % is lost before the first refusal."""
    found = run(SHORT[name])

    assert found.prevented is not None
    assert found.lost_first is not None
    assert found.prevented >= 0.98
    assert found.lost_first <= 0.02
    assert (found.honest > 20, found.blocked) == (True, 0.0)


def test_an_honest_morning_is_left_alone() -> None:
    """Nobody works for a code, nobody is turned away."""
    house, _ = usual_days(SEED, 3)
    house.run(BEGINS + hours(3))
    found = figures_of(house)

    assert (0.0, 0.0, None) == (found.challenged, found.blocked, found.prevented)
    assert [] == misses({"quiet day": found})


def test_misses_are_said() -> None:
    """A report says what was not reached."""
    bad = Figures(100, 0.5, 0.1, 10, 0.2, 0.9, 0.9, 0.5, 1.0, 0, [])

    assert 5 == len(misses({"sequential": bad}))


def run(scenario: Scenario) -> Figures:
    """Run a scenario."""
    return figures_of(scenario(SEED))
