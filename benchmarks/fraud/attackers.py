"""Those who are paid for messages, and those who annoy or guess."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from benchmarks.fraud.house import House
from benchmarks.fraud.people import ip_in, number_in
from domain.phone import InvalidPhone, PhoneNumber

Numbers = Iterator[PhoneNumber]


def one_by_one(region: str, dice: Random, width: int = 4) -> Numbers:
    """Numbers of a block in their order."""
    start = number_in(region, dice).e164[:-width]
    n = dice.randrange(10**width)
    while True:
        n = (n + 1) % 10**width
        yield from _valid(f"{start}{n:0{width}}", region)


def shuffled(region: str, dice: Random, width: int = 6) -> Numbers:
    """Numbers of a range, each anywhere in it."""
    start = number_in(region, dice).e164[:-width]
    while True:
        yield from _valid(f"{start}{dice.randrange(10**width):0{width}}", region)


def anywhere(region: str, dice: Random) -> Numbers:
    """Numbers of the whole country."""
    while True:
        yield number_in(region, dice)


def of_type(number: str, width: int, dice: Random) -> Numbers:
    """Numbers around one, such as satellite or VOIP ranges, valid or not checked."""
    while True:
        try:
            yield PhoneNumber.parse(f"{number[:-width]}{dice.randrange(10**width):0{width}}")
        except InvalidPhone:
            continue


def _valid(text: str, region: str) -> Iterator[PhoneNumber]:
    try:
        number = PhoneNumber.parse(text)
    except InvalidPhone:
        return
    if number.is_valid and number.region == region:
        yield number


@dataclass(slots=True)
class Pump:
    """Asks for codes to its numbers; some it proves, since its partner reads them, and some puzzles it solves.

    `guesses` are wrong codes that it types for each code that was sent.
    """

    numbers: Numbers
    dice: Random
    per_minute: float
    lasts: timedelta
    networks: int = 3000
    proves: float = 0.0
    solves: float = 0.0
    guesses: int = 0
    group: str = "attack"
    ips: tuple[str, ...] = ()

    def start(self, house: House, after: timedelta) -> None:
        """Begin in a while."""
        self.ips = self.ips or tuple(ip_in(self.dice) for _ in range(self.networks))
        begins = house.now + after
        ends = begins + self.lasts

        def once() -> None:
            if house.now >= ends:
                return
            self._ask(house)
            house.after(self.dice.expovariate(self.per_minute / 60), once)

        house.at(begins, once)

    def _ask(self, house: House) -> None:
        phone, ip = next(self.numbers), self.dice.choice(self.ips)
        asked = house.ask(phone, ip, "attack", self.group, solves=self.dice.random() < self.solves)
        if asked.outcome == "sent" and self.dice.random() < self.proves:
            house.after(self.dice.uniform(10, 60), lambda: _ignore(house.verify(phone, ip, right=True)))
        for _ in range(self.guesses if asked.outcome == "sent" else 0):
            house.verify(phone, ip, right=False)
            house.guessed += house.judged


def _ignore(_: object) -> None:
    return None
