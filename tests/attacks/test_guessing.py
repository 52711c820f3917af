"""Guessing codes (B01, B02, B04, B05, B06, B09, B15, A06, A07)."""

import pytest

from adapters.embedded.postgres import EmbeddedPostgres
from tests.fixtures.race import race
from tests.fixtures.rows import rows
from tests.fixtures.worlds import World


def test_the_right_code_after_five_wrong_ones_is_too_late(world: World) -> None:
    """B01: five wrong codes end the challenge, and the right one opens nothing any more."""
    acme = world.tenant()
    world.ask(acme)
    right, wrong = world.code(), world.wrong()
    said = [world.prove(acme, wrong) for _ in range(5)] + [world.prove(acme, right)]

    assert [401] * 6 == [answer.status_code for answer in said]
    assert ["invalid_code"] * 4 + ["too_many_attempts"] * 2 == [answer.get_json()["code"] for answer in said]
    assert [4, 3, 2, 1] == [answer.get_json()["attempts_remaining"] for answer in said[:4]]


def test_parallel_guesses_are_judged_five_times(world: World) -> None:
    """B02: of two hundred distinct guesses at once, one of them right, at most five are evaluated."""
    acme = world.tenant()
    world.ask(acme)
    right = int(world.code())
    codes = [f"{(right + 7 + offset) % 10**6:06}" for offset in range(-100, 100)]
    said = race(40, lambda number: [world.prove(acme, code, ip=f"198.51.{number}.7") for code in codes[number::40]])
    answers = [answer.get_json() for some in said for answer in some]
    judged = [answer for answer in answers if answer.get("code") == "invalid_code" or "verified" in answer]

    assert len(judged) <= 5
    assert sum("verified" in answer for answer in answers) <= 1


def test_asking_again_buys_no_guesses(postgres_18: EmbeddedPostgres, world: World) -> None:
    """B04: whatever is asked for in between, ten wrong codes in an hour are the end, for asking and for guessing."""
    acme = world.tenant(rate_limit_per_hour=100, resend_after_seconds=0)
    codes: list[str] = []
    for _ in range(20):
        asked = world.ask(acme)
        codes += [
            world.prove(acme, "000000" if world.code() != "000000" else "000001").get_json()["code"] for _ in range(4)
        ]
        world.later(minutes=1)

    failed = rows(postgres_18, "SELECT cardinality(failed_at) FROM otp_slots")

    assert [(10,)] == list(failed)
    assert 8 == codes.count("invalid_code")
    assert (429, "failures") == (asked.status_code, asked.get_json()["limit"])


def test_a_replacing_code_inherits_the_spent_attempts(world: World) -> None:
    """A07: four wrong codes, a new code, one wrong code: locked as if it were the fifth."""
    acme = world.tenant()
    world.ask(acme)
    for _ in range(4):
        world.prove(acme, world.wrong())
    world.later(minutes=7)
    asked = world.ask(acme).get_json()

    assert 1 == asked["attempts_remaining"]
    assert "too_many_attempts" == world.prove(acme, world.wrong()).get_json()["code"]


def test_both_messages_carry_one_code_that_is_good_once(world: World) -> None:
    """B05: asked for twice within its life, the same code is sent twice and accepted once."""
    acme = world.tenant()
    first = world.ask(acme).get_json()["request_id"]
    code = world.code()
    world.later(seconds=30)
    second = world.ask(acme).get_json()["request_id"]

    assert (first, code) == (second, world.code())
    assert [200, 401] == [world.prove(acme, code).status_code for _ in range(2)]


def test_the_old_code_is_wrong_once_it_was_replaced(world: World) -> None:
    """A replaced code that is typed while its successor lives is a wrong code."""
    acme = world.tenant()
    world.ask(acme)
    old = world.code()
    world.later(minutes=7)
    world.ask(acme)

    assert old != world.code()
    assert "invalid_code" == world.prove(acme, old).get_json()["code"]
    assert 200 == world.prove(acme, world.code()).status_code


def test_one_of_fifty_right_ones_wins(world: World) -> None:
    """B06: fifty simultaneous right codes give one 200 and one session."""
    acme = world.tenant()
    world.ask(acme)
    code = world.code()
    said = race(50, lambda number: world.prove(acme, code, ip=f"198.51.{number}.7").status_code)

    assert 1 == said.count(200)
    assert 49 == said.count(401)


@pytest.mark.parametrize(
    "code", ["", "000", "12345678901", "48291３", "4829 13", "٤٨٢٩١٣", " 482913", "482913\n", "abcdef"]
)
def test_what_is_no_code_costs_no_attempt(world: World, code: str) -> None:
    """B09: a code is 4 to 10 ASCII digits; anything else is 422 and costs nothing."""
    acme = world.tenant()
    world.ask(acme)
    said = world.prove(acme, code)

    assert (422, "code") == (said.status_code, said.get_json()["errors"][0]["field"])
    assert 4 == world.prove(acme, world.wrong()).get_json()["attempts_remaining"]


def test_a_wrong_length_costs_an_attempt(world: World) -> None:
    """Four digits for a code of six are a guess like any other."""
    acme = world.tenant()
    world.ask(acme)

    assert 4 == world.prove(acme, "0000").get_json()["attempts_remaining"]


def test_without_a_challenge_there_is_one_answer(world: World) -> None:
    """B09: never asked, expired and used are one answer."""
    acme = world.tenant()
    never = world.prove(acme, "000000", "+12015550177").get_json()
    world.sign_in(acme)
    used = world.prove(acme, "000000").get_json()
    world.ask(acme)
    world.later(minutes=10)
    expired = world.prove(acme, "000000").get_json()

    for answer in (never, used, expired):
        answer.pop("request_id")
    assert "code_expired" == never["code"]
    assert never == used == expired


def test_the_owner_gets_in_after_the_wait(world: World) -> None:
    """B15: an attacker's ten failures keep the owner out no longer than Retry-After says, and never over an hour."""
    acme = world.tenant(rate_limit_per_hour=100, resend_after_seconds=0)
    for _ in range(2):
        world.ask(acme, ip="203.0.113.9")
        for _ in range(5):
            world.prove(acme, world.wrong(), ip="203.0.113.9")
    refused = world.ask(acme)
    wait = int(refused.headers["Retry-After"])
    world.later(seconds=wait - 1)
    early = world.ask(acme)
    world.later(seconds=1)

    assert (429, "failures", 429) == (refused.status_code, refused.get_json()["limit"], early.status_code)
    assert wait <= 3600
    assert world.sign_in(acme)["verified"]
