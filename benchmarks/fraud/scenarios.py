"""What may happen to a tenant: honest days, and attacks on them.

A scenario is a function that takes a seed and returns a house after some hours.
To add one, write a function here and name it in SCENARIOS.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from itertools import cycle, repeat
from random import Random
from typing import Final

from benchmarks.fraud.attackers import Numbers, Pump, anywhere, of_type, one_by_one, shuffled
from benchmarks.fraud.house import House
from benchmarks.fraud.people import People, arrive, daily, ip_in, number_in

BEGINS: Final = datetime(2026, 11, 23, 6, tzinfo=UTC)
# Sign-ins an hour at the day's height, by country.
USUAL: Final[Mapping[str, float]] = {"US": 120, "GB": 60, "DE": 60, "FR": 40, "KE": 25, "PK": 15}
Scenario = Callable[[str], House]


def hours(count: float) -> timedelta:
    """So many."""
    return timedelta(hours=count)


def usual_days(seed: str, lasts: float, rates: Mapping[str, float] = USUAL) -> tuple[House, Mapping[str, People]]:
    """Honest traffic of several countries, and nothing else."""
    house, people = House(BEGINS), {}
    for region, rate in rates.items():
        people[region] = People(region, Random(f"{seed}:{region}"))  # noqa: S311 - a simulation's dice
        arrive(house, people[region], daily(region, rate), BEGINS + hours(lasts), region)
    return house, people


def dice_of(seed: str) -> Random:
    """The attacker's."""
    return Random(f"{seed}:attack")  # noqa: S311 - a simulation's dice


def quiet(seed: str) -> House:
    """A day and a night on which nothing happens."""
    house, _ = usual_days(seed, 24)
    house.run(BEGINS + hours(24))
    return house


def spike(seed: str) -> House:
    """A campaign brings sixty times the usual newcomers of a country within the hour."""
    house, people = usual_days(seed, 12)
    house.at(BEGINS + hours(5), lambda: arrive(house, people["DE"], lambda _: 4000, BEGINS + hours(6), "spike", 0.8))
    house.run(BEGINS + hours(12))
    return house


def launch(seed: str) -> House:
    """A country opens in which nobody has ever signed in."""
    house, _ = usual_days(seed, 12)
    brazil = People("BR", Random(f"{seed}:BR"))  # noqa: S311 - a simulation's dice
    house.at(BEGINS + hours(5), lambda: arrive(house, brazil, lambda _: 600, BEGINS + hours(9), "launch", 0.95))
    house.run(BEGINS + hours(12))
    return house


def poor_delivery(seed: str) -> House:
    """A country in which four codes of ten never arrive."""
    house, _ = usual_days(seed, 12)
    nigeria = People("NG", Random(f"{seed}:NG"), arrives=0.6)  # noqa: S311 - a simulation's dice
    house.at(BEGINS + hours(3), lambda: arrive(house, nigeria, daily("NG", 150), BEGINS + hours(12), "poor", 0.6))
    house.run(BEGINS + hours(12))
    return house


def pump(
    numbers: Callable[[Random], Numbers],
    *,
    per_minute: float = 60,
    lasts: float = 2,
    begins: float = 6,
    until: float = 12,
    rates: Mapping[str, float] = USUAL,
    networks: int = 3000,
    proves: float = 0.0,
    solves: float = 0.0,
    guesses: int = 0,
) -> Scenario:
    """An attack beside the usual traffic."""

    def run(seed: str) -> House:
        house, _ = usual_days(seed, until, rates)
        dice = dice_of(seed)
        attack = Pump(numbers(dice), dice, per_minute, hours(lasts), networks, proves, solves, guesses)
        attack.start(house, hours(begins))
        house.run(BEGINS + hours(until))
        return house

    return run


def good_customer(seed: str) -> House:
    """Three hundred numbers that proved every code for eight hours prove none for ten."""
    house, _ = usual_days(seed, 24)
    dice = dice_of(seed)
    numbers = [number_in("PK", dice) for _ in range(300)]
    networks = tuple(ip_in(dice) for _ in range(100))
    Pump(cycle(numbers), dice, 2, hours(8), proves=0.95, group="groomed", ips=networks).start(house, hours(0))
    Pump(cycle(numbers), dice, 20, hours(10), ips=networks).start(house, hours(9))
    house.run(BEGINS + hours(24))
    return house


def many_countries(seed: str) -> House:
    """Eight countries at once, five a minute each."""
    house, _ = usual_days(seed, 12)
    for region in ("UZ", "TJ", "AZ", "NG", "ID", "LK", "BD", "PK"):
        dice = dice_of(f"{seed}{region}")
        Pump(shuffled(region, dice), dice, 5, hours(4)).start(house, hours(6))
    house.run(BEGINS + hours(12))
    return house


SCENARIOS: Final[Mapping[str, Scenario]] = {
    "quiet day": quiet,
    "marketing spike": spike,
    "new country": launch,
    "poor delivery": poor_delivery,
    "sequential": pump(lambda dice: one_by_one("KE", dice)),
    "shuffled, 10,000 numbers": pump(lambda dice: shuffled("PK", dice, 4)),
    "shuffled, a million": pump(lambda dice: shuffled("PK", dice, 6)),
    "all over a country": pump(lambda dice: anywhere("KE", dice)),
    "proves one in five": pump(lambda dice: shuffled("ID", dice, 5), proves=0.2),
    "works, 10,000 numbers": pump(lambda dice: shuffled("PK", dice, 4), solves=1.0),
    "works, a million": pump(lambda dice: shuffled("KE", dice, 6), solves=1.0),
    "VOIP range": pump(lambda dice: of_type("+445600123456", 5, dice)),
    "satellite": pump(lambda dice: of_type("+881612345678", 6, dice)),
    "many countries": many_countries,
    "a tiny tenant": pump(lambda dice: shuffled("KE", dice, 6), per_minute=20, lasts=3, rates={"DE": 2}),
    "half an hour": pump(lambda dice: one_by_one("KE", dice), lasts=0.5, until=8),
    "bombing one victim": pump(lambda dice: repeat(number_in("DE", dice)), per_minute=2, lasts=6, begins=3),
    "one code, many numbers": pump(lambda dice: anywhere("US", dice), guesses=5),
    "slow, 100,000 numbers": pump(lambda dice: shuffled("PK", dice, 5), per_minute=0.3, lasts=24, begins=0, until=24),
    "slow, all over": pump(lambda dice: anywhere("PK", dice), per_minute=0.5, lasts=24, begins=0, until=24),
    "first a good customer": good_customer,
}
# What no rule can see at once is judged by money a day; what is refused by type never begins.
PATIENT: Final = frozenset({"slow, 100,000 numbers", "slow, all over", "first a good customer"})
ONE_NUMBER: Final = frozenset({"bombing one victim"})
