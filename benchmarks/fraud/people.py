"""Honest people: several countries, day and night, typing errors, codes that never arrive."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from random import Random
from typing import Final

import phonenumbers

from benchmarks.fraud.house import House
from domain.phone import PhoneNumber

# Where the day begins, in hours from UTC.
ZONES: Final = {"US": -6, "GB": 0, "DE": 1, "FR": 1, "NL": 1, "KE": 3, "PK": 5, "BR": -3, "IN": 5, "NG": 1, "ID": 7}
ARRIVES: Final = 0.94
ASKS_AGAIN: Final = 0.75
MISTYPES: Final = 0.06
GIVES_UP: Final = 0.05
# Nobody signs in twice within that.
STAYS_AWAY: Final = timedelta(minutes=30)


@cache
def stem_of(region: str) -> tuple[str, int]:
    """How the mobile numbers of a region begin, and how many digits follow that are anybody's."""
    example = phonenumbers.example_number_for_type(region, phonenumbers.PhoneNumberType.MOBILE)
    if example is None:
        raise ValueError(f"There are no mobile numbers in {region}.")
    text = f"+{example.country_code}{example.national_number}"
    free = min(8, len(str(example.national_number)) - 2)
    return text[:-free], free


def number_in(region: str, dice: Random) -> PhoneNumber:
    """A mobile number of a region that libphonenumber takes for one."""
    stem, free = stem_of(region)
    while True:
        number = PhoneNumber.parse(f"{stem}{dice.randrange(10**free):0{free}}")
        if number.is_valid and number.region == region and number.line_type in ("mobile", "fixed_line_or_mobile"):
            return number


def ip_in(dice: Random) -> str:
    """Some address of some household."""
    return f"{dice.randrange(11, 200)}.{dice.randrange(256)}.{dice.randrange(256)}.{dice.randrange(1, 255)}"


@dataclass(slots=True)
class Person:
    """A number, the network at home, and whether it is behind a carrier's shared addresses."""

    phone: PhoneNumber
    home: str
    carrier: tuple[str, ...]
    known: bool = False
    back_at: datetime | None = None

    def ip(self, dice: Random) -> str:
        """Where they are now: mostly at home, else on the move."""
        return dice.choice(self.carrier) if self.carrier and dice.random() < 0.35 else self.home


@dataclass(slots=True)
class People:
    """Those of a region: who they are, and how they sign in."""

    region: str
    dice: Random
    arrives: float = ARRIVES
    people: list[Person] = field(default_factory=list)
    carrier: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        self.carrier = tuple(ip_in(self.dice) for _ in range(40))

    def somebody(self, now: datetime, newcomers: float = 0.35) -> Person:
        """A customer who has not been here for half an hour, or somebody who has never been here."""
        person = self.dice.choice(self.people) if self.people else None
        if person is None or self.dice.random() < newcomers or (person.back_at and person.back_at > now):
            person = Person(number_in(self.region, self.dice), ip_in(self.dice), self.carrier)
            self.people.append(person)
        person.back_at = now + STAYS_AWAY
        return person

    def sign_in(self, house: House, person: Person, group: str, tries: int = 3) -> None:
        """Ask, wait for the code, type it; ask again where nothing comes."""
        dice, ip = self.dice, person.ip(self.dice)
        known = person.known and ip == person.home
        asked = house.ask(person.phone, ip, "honest", group, solves=True, first=tries == 3, is_known=known)
        if asked.outcome != "sent" or dice.random() < GIVES_UP:
            return
        if dice.random() >= self.arrives:
            if tries > 1 and dice.random() < ASKS_AGAIN:
                house.after(dice.uniform(35, 90), lambda: self.sign_in(house, person, group, tries - 1))
            return
        reads = dice.lognormvariate(math.log(6), 0.7) + dice.lognormvariate(math.log(16), 0.6)
        house.after(reads, lambda: self._type(house, person, ip))

    def _type(self, house: House, person: Person, ip: str) -> None:
        if self.dice.random() < MISTYPES:
            house.verify(person.phone, ip, right=False)
            house.after(self.dice.uniform(4, 15), lambda: self._type_right(house, person, ip))
        else:
            self._type_right(house, person, ip)

    def _type_right(self, house: House, person: Person, ip: str) -> None:
        if house.verify(person.phone, ip, right=True) and ip == person.home:
            person.known = True


Rate = Callable[[datetime], float]


def daily(region: str, per_hour: float) -> Rate:
    """Sign-ins an hour, with the rhythm of the region's day."""

    def rate(now: datetime) -> float:
        hour = (now.hour + now.minute / 60 + ZONES.get(region, 0)) % 24
        return per_hour * (0.15 + 0.85 * max(0.0, math.sin((hour - 6) / 18 * math.pi) if hour > 6 else 0.0))

    return rate


def arrive(house: House, people: People, rate: Rate, until: datetime, group: str, newcomers: float = 0.35) -> None:
    """People come at a rate an hour, one after another, until then."""
    peak = max(rate(house.now.replace(hour=hour)) for hour in range(24)) + 1e-9

    def next_one() -> None:
        house.after(people.dice.expovariate(peak / 3600), come)

    def come() -> None:
        if house.now >= until:
            return
        if people.dice.random() < rate(house.now) / peak:
            people.sign_in(house, people.somebody(house.now, newcomers), group)
        next_one()

    next_one()
