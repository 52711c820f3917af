"""Fixed codes open what they are for, and nothing else."""

from tests.fixtures.worlds import World

SEED = "+15551234567"
FICTION = "+12015550100"
LISTED = {SEED: "482913", FICTION: "482913"}


def test_a_number_that_is_taken_off_the_list_loses_its_code_at_once(any_world: World) -> None:
    """A fixed code is wrong as soon as its number is an ordinary one, also on a challenge that still lives."""
    acme = any_world.tenant(test_numbers=LISTED)
    any_world.ask(acme, FICTION)
    any_world.call("PATCH", "/api/tenant", {"settings": {"test_numbers": {}}}, key=acme.secret)

    assert "invalid_code" == any_world.prove(acme, "482913", FICTION).get_json()["code"]


def test_after_its_end_a_test_number_is_an_ordinary_one(any_world: World) -> None:
    """After `test_numbers_until` the seed's example is no number at all."""
    until = any_world.clock.now().replace(hour=13).isoformat()
    acme = any_world.tenant(test_numbers=LISTED, test_numbers_until=until)
    assert 200 == any_world.ask(acme, SEED).status_code
    any_world.later(hours=1)

    assert ["invalid_phone"] * 2 == [
        said.get_json()["code"] for said in (any_world.ask(acme, SEED), any_world.prove(acme, "482913", SEED))
    ]


def test_a_changed_code_holds_from_the_next_ask(any_world: World) -> None:
    """A new ask goes by the code that is set now, and keeps the attempts that were spent."""
    acme = any_world.tenant(test_numbers=LISTED)
    any_world.ask(acme, SEED)
    any_world.prove(acme, "000000", SEED)
    any_world.call("PATCH", "/api/tenant", {"settings": {"test_numbers": {SEED: "111111"}}}, key=acme.secret)
    asked = any_world.ask(acme, SEED).get_json()

    assert 4 == asked["attempts_remaining"]
    assert 401 == any_world.prove(acme, "482913", SEED).status_code
    assert 200 == any_world.prove(acme, "111111", SEED).status_code


def test_nothing_is_sent_to_a_test_number(any_world: World) -> None:
    """However often it is asked for, a test number's code goes nowhere, and guessing it is bounded like any other."""
    acme = any_world.tenant(test_numbers=LISTED)
    asked = [any_world.ask(acme, SEED).status_code for _ in range(9)]
    any_world.deliver()
    guessed = []
    for _ in range(3):
        any_world.ask(acme, SEED)
        guessed += [any_world.prove(acme, "000000", SEED).get_json()["code"] for _ in range(5)]

    assert [200] * 9 == asked
    assert [] == any_world.phones.sent
    assert 2 == guessed.count("too_many_attempts")
    assert 5 == guessed.count("rate_limited")
    assert 429 == any_world.ask(acme, SEED).status_code
