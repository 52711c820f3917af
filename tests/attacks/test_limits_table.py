"""A42: every limit that docs/limits.md names is crossed, with the number that stands there."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

import pytest
from werkzeug.test import TestResponse

from adapters.memory.puzzles import solve
from domain.otp import WORDS
from tests.fixtures.relying import App
from tests.fixtures.worlds import TenantKeys, World, make_memory_world

PAGE: Final = Path(__file__).parents[2] / "docs" / "limits.md"
Calls = Callable[[World, TenantKeys], Iterator[TestResponse]]
Given = dict[str, Any]
OFF: Final = {"mode": "off"}
# More than the number is asked for here: what fades, and what is beyond the share that is usual, is no exact count.
FADES: Final = 40


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the page."""

    name: str
    status: int
    answer: str
    default: str
    within: str


def lines() -> list[Line]:
    """The table."""
    rows = [[cell.strip() for cell in row.strip("| \n").split("|")] for row in PAGE.read_text().splitlines()]
    found = [row for row in rows if len(row) == 6 and re.match(r"(401|403|429) `", row[1])]
    return [Line(row[0], int(row[1][:3]), row[1][5:-1], row[3], row[4]) for row in found]


def said(answer: TestResponse) -> tuple[int, str | None]:
    """What an answer says: its status, and its limit or code."""
    shown = answer.get_json()
    return answer.status_code, shown.get("limit") or shown.get("code")


def stranger(number: int) -> dict[str, str]:
    """Somebody in a network apart."""
    return {"ip": f"203.{number // 250}.{number % 250}.7"}


def in_a_row(world: World, acme: TenantKeys) -> Iterator[TestResponse]:
    while True:
        yield world.ask(acme)


def of_an_address(world: World, acme: TenantKeys) -> Iterator[TestResponse]:
    while True:
        yield world.ask(acme)
        world.later(seconds=31)


def everywhere(world: World, acme: TenantKeys) -> Iterator[TestResponse]:
    for number in range(30):
        yield world.ask(world.tenant(f"t{number}"), **stranger(number))


def begun(world: World, acme: TenantKeys) -> Iterator[TestResponse]:
    app = App.register(world, acme)
    query = {name: value for name, value in parse_qsl(urlsplit(app.address()).query) if name != "client_id"}
    while True:
        yield app.post("par", **query)


def unproven(world: World, acme: TenantKeys) -> Iterator[TestResponse]:
    for number in range(20):
        yield world.ask(acme)
        world.later(minutes=61 if number == 4 else 0, seconds=31)


def on_a_code(world: World, acme: TenantKeys) -> Iterator[TestResponse]:
    world.ask(acme)
    wrong = world.wrong()
    while True:
        yield world.prove(acme, wrong)


def of_an_address_wrong(world: World, acme: TenantKeys) -> Iterator[TestResponse]:
    while True:
        world.ask(acme)
        wrong = world.wrong()
        for _ in range(5):
            yield world.prove(acme, wrong)
        world.later(seconds=31)


def in_a_day(world: World, acme: TenantKeys) -> Iterator[TestResponse]:
    while True:
        for _ in range(2):
            asked = world.ask(acme, **stranger(1))
            wrong = world.wrong()
            for _ in range(5):
                yield world.prove(acme, wrong, **stranger(1)) if asked.status_code == 200 else asked
            world.later(minutes=4)
        world.later(minutes=62)


def over_many(world: World, acme: TenantKeys) -> Iterator[TestResponse]:
    phones = [f"+1201{number % 8 + 2}55{1000 + number * 37:04}" for number in range(40)]
    for number, phone in enumerate(phones):
        world.ask(acme, phone, **stranger(number))
    for number, phone in enumerate(phones):
        yield world.prove(acme, world.wrong(phone), phone, **stranger(number))


def of_a_network(world: World, acme: TenantKeys) -> Iterator[TestResponse]:
    for number in range(200):
        yield world.ask(acme, f"+1201{number % 8 + 2}55{1000 + number:04}")


def of_a_key(world: World, acme: TenantKeys) -> Iterator[TestResponse]:
    made = world.call("POST", "/api/keys", {"kind": "secret", "name": "n", "rate_per_minute": 1}, key=acme.secret)
    while True:
        yield world.call("GET", "/api/tenant", key=made.get_json()["key"])


def of_a_prefix(world: World, acme: TenantKeys) -> Iterator[TestResponse]:
    for number in range(100):
        world.later(seconds=5)
        yield world.ask(acme, f"+2547123{number * 97 % 10_000:05}", **stranger(number))


def of_a_country(world: World, acme: TenantKeys) -> Iterator[TestResponse]:
    for number in range(200):
        world.later(seconds=5)
        yield world.ask(acme, f"+25471{number * 7919 % 10_000_000:07}", **stranger(number))


def of_one_network(world: World, acme: TenantKeys) -> Iterator[TestResponse]:
    for number in range(100):
        world.later(seconds=5)
        yield world.ask(acme, f"+1201{number % 8 + 2}55{1000 + number * 61:04}")


def in_vain(world: World, acme: TenantKeys) -> Iterator[TestResponse]:
    for number in range(200):
        world.later(seconds=5)
        phone, by = f"+2547123{number * 97 % 10_000:05}", stranger(number)
        answer = world.ask(acme, phone, **by)
        if said(answer)[1] == "challenge_required":
            proof = solve(answer.get_json()["challenge"])
            asked = {"phone": phone, "proof": proof}
            answer = world.call("POST", "/api/auth/request", asked, key=acme.publishable, ip=by["ip"])
        yield answer


def costly(world: World, acme: TenantKeys) -> Iterator[TestResponse]:
    for number in range(20):
        yield world.ask(acme, f"+2547{number:02}123456"[:13], **stranger(number))


QUIET: Final[Given] = {"risk_shadow": True}
UNPRESSED: Final[Given] = {"risk_signals": dict.fromkeys(("country", "prefix", "unproven_money", "sequence"), OFF)}
PRICED: Final = 100_000  # two messages at what a message without a price is taken to cost
# Name of the line to its calls, the tenant's settings, the installation's, and how many calls more may pass.
CROSSINGS: Final[dict[str, tuple[Calls, Given, Given, int]]] = {
    "asks in a row": (in_a_row, {}, {}, 0),
    "asks of an address": (of_an_address, {}, {}, 0),
    "asks of an address everywhere": (everywhere, {}, {}, 0),
    "asks that nobody proves": (unproven, {"rate_limit_per_hour": 5}, {}, 1),
    "wrong codes on a code": (on_a_code, {}, {}, 0),
    "wrong codes of an address": (of_an_address_wrong, {}, {}, 0),
    "wrong codes in a day": (in_a_day, {"rate_limit_per_hour": 50} | QUIET, {"address_max_per_hour": 50}, 1),
    "wrong codes over many numbers": (over_many, UNPRESSED, {}, 1),
    "calls of a network": (of_a_network, QUIET, {}, 0),
    "sign-ins begun on the pages, and requests pushed": (begun, {}, {}, 0),
    "calls of a key": (of_a_key, {}, {}, 0),
    "unproven codes of a prefix": (of_a_prefix, {"risk_signals": {"sequence": OFF}}, {}, FADES),
    "unproven codes of a country": (of_a_country, {"risk_signals": {"prefix": OFF, "sequence": OFF}}, {}, FADES),
    "unproven codes of a network": (of_one_network, UNPRESSED, {}, FADES),
    "puzzles solved in vain": (in_vain, {"risk_signals": {"sequence": OFF}}, {}, FADES),
    "money of a tenant": (costly, {"budgets": {"tenant": {"day": PRICED}}}, {}, 0),
    "money of a country": (costly, {"budgets": {"country": {"hour": PRICED}}}, {}, 0),
    "money of a prefix": (of_a_prefix, {"budgets": {"prefix": {"month": PRICED}}} | QUIET, {}, 0),
    "money of the installation": (costly, {}, {"spend_cap_per_day": PRICED}, 0),
}
# Where the page says `none` the test sets one: two messages' money, one call a minute.
OF_ITS_OWN: Final = {"calls of a key": 1, **dict.fromkeys([name for name in CROSSINGS if name.startswith("money")], 2)}


def test_every_line_is_crossed() -> None:
    """No line without its crossing, no crossing without its line, and no limit of an answer that is missing."""
    found = lines()

    assert sorted(CROSSINGS) == sorted(line.name for line in found)
    assert set(WORDS) | {"key"} <= {line.answer for line in found}


@pytest.mark.parametrize("line", lines(), ids=lambda line: line.name)
def test_a_limit_is_where_the_page_says(line: Line) -> None:
    """As many as the page says pass, and one of the next is refused by the name that stands there."""
    calls, settings, installation, more = CROSSINGS[line.name]
    world = make_memory_world(**installation)
    acme = world.tenant(**settings)
    free = OF_ITS_OWN.get(line.name) or int(line.default)
    if line.answer == "too_many_attempts" and line.name == "wrong codes on a code":
        free -= 1  # the last one that is judged ends the code, and says so
    heard = []
    for answer in calls(world, acme):
        heard.append(said(answer))
        if heard[-1] == (line.status, line.answer) or len(heard) > free + more:
            break

    assert (line.status, line.answer) == heard[-1], heard
    assert len(heard) > free, heard
