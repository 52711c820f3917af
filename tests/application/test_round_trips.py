"""How often the hot paths ask Postgres: a change that adds a round trip has to say so here."""

from typing import Any

from tests.fixtures.statements import heard
from tests.fixtures.worlds import TenantKeys, World

KENYA = "+254712{:06}"


def warm(world: World, **settings: Any) -> TenantKeys:
    """A tenant whose key is known to this process, and a connection that is open."""
    acme = world.tenant(**settings)
    assert 200 == world.ask(acme, "+12015550199").status_code
    return acme


def test_an_ask_is_two_round_trips(world: World) -> None:
    """The slot with everything that weighs, and all that is written: one statement each."""
    acme = warm(world)
    with heard() as seen:
        assert 200 == world.ask(acme).status_code

    assert 2 == len(seen), seen


def test_an_ask_of_a_test_number_is_two(world: World) -> None:
    """It is sent nothing, so it weighs nothing."""
    acme = warm(world, test_numbers={"+15551234567": "482913"})
    with heard() as seen:
        assert 200 == world.ask(acme, "+15551234567").status_code

    assert 2 == len(seen), seen


def test_a_guess_is_one_round_trip(world: World) -> None:
    """Who is an owner, and whether codes are guessed all over the tenant, is asked in the statement that judges."""
    acme = warm(world)
    world.ask(acme)
    code = world.code()
    with heard() as seen:
        assert 200 == world.prove(acme, code).status_code

    assert 1 == len(seen), seen


def test_a_refused_ask_is_two(world: World) -> None:
    """The slot with everything that weighs, and the refusal; the ask that marks a prefix has some more."""
    acme = warm(world)
    refused: list[int] = []
    for number in range(40):
        world.later(seconds=10)
        with heard() as seen:
            answer = world.ask(acme, KENYA.format(number * 7919 % 10_000), ip=f"203.0.{number}.7")
        refused += [len(seen)] if answer.status_code == 403 else []

    assert 2 == min(refused)
    assert 2 == sorted(refused)[len(refused) // 2], refused
