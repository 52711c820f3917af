"""Two minutes of people: most sign in, some mistype, some never come back, some are not served.

Receipts come in, and for some seconds a server is away.
"""

import itertools
import random
import time
from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Final

import phonenumbers

from deploy.dashboards.house import COUNTRIES, House
from tests.fixtures.loopback import Form
from tests.fixtures.worlds import CODE

# People at a time, and how long each takes before the next one comes: about eight asks a second at most.
PEOPLE: Final = 4
PAUSE: Final = 0.35
PATIENCE: Final = 8.0
MISTYPE: Final = 0.1
STAY_AWAY: Final = 0.05
UNSERVED: Final = 0.04
# The share of messages that do not arrive, by the number's prefix; Britain has a bad day.
LOST: Final = {"+44": 0.15}
LOST_ELSEWHERE: Final = 0.01
NO_ROUTE: Final = 30003
MOST: Final = 20_000
# How long a server is away, in seconds.
AWAY: Final = 4.0


@dataclass(slots=True)
class Traffic:
    """People and providers, for so many seconds."""

    house: House
    seconds: float
    dice: random.Random = field(default_factory=lambda: random.Random(1))  # noqa: S311 - no secret
    _numbers: deque[str] = field(default_factory=lambda: deque(itertools.islice(_numbers(COUNTRIES), MOST)))

    def drive(self) -> None:
        """Let them all come; returns when the last one is done."""
        until = time.monotonic() + self.seconds
        with ThreadPoolExecutor(PEOPLE + 2) as hands:
            done = [hands.submit(self._people, until) for _ in range(PEOPLE)]
            done += [hands.submit(self._report, until), hands.submit(self._trouble)]
            for one in done:
                one.result()

    def _people(self, until: float) -> None:
        while time.monotonic() < until:
            self._sign_in()
            time.sleep(PAUSE * self.dice.uniform(0.5, 1.5))

    def _sign_in(self) -> None:
        who = self.dice.random()
        number = "+33612345678" if who < UNSERVED else self._numbers.popleft()
        network = f"198.51.{self.dice.randrange(256)}.{self.dice.randrange(256)}"
        asked = self._call("request", {"phone": number, "client_ip": network})
        if asked != 200 or who > 1 - STAY_AWAY:
            return
        code = self._read(number)
        if code and self.dice.random() < MISTYPE:
            self._call("verify", {"phone": number, "code": _other(code), "client_ip": network})
        if code:
            self._call("verify", {"phone": number, "code": code, "client_ip": network})

    def _call(self, door: str, body: dict[str, str]) -> int:
        return self.house.instance.call("POST", f"/api/auth/{door}", body, key=self.house.key).status

    def _read(self, number: str) -> str | None:
        """The code that arrives; None where people lose patience."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            found = [match[1] for text in self.house.texts_to(number) if (match := CODE.search(text))]
            if found:
                return found[-1]
            time.sleep(0.05)
        return None

    def _report(self, until: float) -> None:
        """Twilio's receipts, a second or so after it took a message."""
        place = 0
        while time.monotonic() < until:
            time.sleep(1)
            taken = self.house.twilio.messages[place:]
            place += len(taken)
            for message in taken:
                self._tell(message)

    def _trouble(self) -> None:
        """Two thirds on, Postgres and Valkey are away for some seconds, so that panels of trouble show some."""
        time.sleep(self.seconds * 2 / 3)
        for server in (self.house.postgres, self.house.valkey):
            server.stop()
            time.sleep(AWAY)
            server.start()

    def _tell(self, message: Form) -> None:
        is_lost = self.dice.random() < LOST.get(message["To"][:3], LOST_ELSEWHERE)
        status, error = ("undelivered", NO_ROUTE) if is_lost else ("delivered", None)
        self.house.twilio.callback(message, status, error, to=f"http://127.0.0.1:{self.house.instance.port}")


def _other(code: str) -> str:
    return f"{(int(code) + 1) % 10 ** len(code):0{len(code)}}"


def _numbers(countries: list[str]) -> Iterator[str]:
    """Numbers that the metadata calls valid, spread over prefixes, one of each country in turn."""
    mobile = phonenumbers.PhoneNumberType.MOBILE
    examples = [phonenumbers.example_number_for_type(country, mobile) for country in countries]
    dice = random.Random(2)  # noqa: S311 - no secret
    for example in itertools.cycle(filter(None, examples)):
        text = str(example.national_number)
        national = int(f"{text[:-6]}{dice.randrange(10**6):06}")
        number = phonenumbers.PhoneNumber(country_code=example.country_code, national_number=national)
        if phonenumbers.is_valid_number(number):
            yield phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
