"""A refused ask counts for nothing and leaves nothing."""

from datetime import timedelta

import pytest

from domain.audit import Action
from domain.otp import OtpSlot
from tests.fixtures.worlds import ADA, GRACE, TenantKeys, World, make_memory_world

VOIP = "+445600123456"


def owed(world: World) -> tuple[int, int, int]:
    """Messages, asks and records there are."""
    table = world.container.adapters.world()
    return len(table.messages), len(table.asks), len(table.requests)


def slot(world: World, tenant: TenantKeys, phone: str = ADA) -> OtpSlot:
    found: OtpSlot = world.container.adapters.world().slots[tenant.id, phone, "sign_in"]
    return found


def test_an_ask_too_early_leaves_no_trace(memory_world: World) -> None:
    """Asks within `resend_after_seconds` make no message and no record, and leave the slot as it was."""
    acme = memory_world.tenant()
    memory_world.ask(acme)
    before = slot(memory_world, acme)
    for _ in range(3):
        assert 429 == memory_world.ask(acme).status_code

    assert (1, 1, 1) == owed(memory_world)
    assert before == slot(memory_world, acme)


def test_refused_asks_do_not_move_the_wait(memory_world: World) -> None:
    """Who asks on and on waits no longer than who asked once: 30 seconds after the first ask."""
    acme = memory_world.tenant()
    memory_world.ask(acme)
    for second in range(1, 30):
        memory_world.later(seconds=1)
        answer = memory_world.ask(acme)

        assert (429, str(30 - second)) == (answer.status_code, answer.headers["Retry-After"])
    memory_world.later(seconds=1)

    assert 200 == memory_world.ask(acme).status_code


def test_refused_asks_count_in_no_window() -> None:
    """Calls that were answered 429 use up nothing of the network's window."""
    world = make_memory_world(rate_limit_max=3)
    acme = world.tenant()
    answers = [world.ask(acme).status_code for _ in range(10)]

    assert [200, *[429] * 9] == answers
    assert [200, 200, 429] == [world.ask(acme, phone).status_code for phone in (GRACE, "+12015550125", "+12015550126")]


def test_what_the_budget_refuses_counts_in_no_window() -> None:
    """Such a call was answered 429 too; nothing of the network's window is used up by it."""
    world = make_memory_world(rate_limit_max=3)
    poor, rich = world.tenant("poor", budgets={"tenant": {"day": 0}}), world.tenant("rich")
    refused = [world.ask(poor, f"+1201555{number:04}") for number in range(123, 133)]

    assert {(429, "budget")} == {(answer.status_code, answer.get_json()["limit"]) for answer in refused}
    until_midnight = 86_400 - (world.clock.now() - world.clock.now().replace(hour=0, minute=0, second=0)).seconds
    assert until_midnight == int(refused[0].headers["Retry-After"])
    assert 200 == world.ask(rich).status_code


def test_a_number_that_is_not_allowed_is_recorded_and_not_asked(memory_world: World) -> None:
    """The settings' refusal leaves an audit row with its reason, and neither a message nor an ask."""
    acme = memory_world.tenant()
    answer = memory_world.ask(acme, VOIP)
    table = memory_world.container.adapters.world()
    rows = [row for row in table.audit if row.action is Action.OTP_REFUSED]

    assert (403, "phone_not_allowed") == (answer.status_code, answer.get_json()["code"])
    assert [("type", None)] == [(row.details["reason"], row.subject) for row in rows]
    assert (0, 0, 0) == owed(memory_world)
    assert VOIP not in repr(rows)


@pytest.mark.parametrize("seconds", [3599, 3600])
def test_the_hour_of_an_address_is_exact(memory_world: World, seconds: int) -> None:
    """After five asks the sixth waits until the first is an hour old, to the second."""
    acme = memory_world.tenant(resend_after_seconds=0)
    for _ in range(5):
        assert 200 == memory_world.ask(acme).status_code
    first = memory_world.ask(acme)
    memory_world.clock.turn(timedelta(seconds=seconds))

    assert (429, "address", "3600") == (first.status_code, first.get_json()["limit"], first.headers["Retry-After"])
    assert (200 if seconds == 3600 else 429) == memory_world.ask(acme).status_code
