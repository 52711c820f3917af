"""What the hot paths cost, in counts: a change that adds a call to Redis or much work of ours has to say so here.

Times are for `make bench`; counts are the same on every machine.
"""

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any, Final

import pytest

from tests.fixtures.redis_commands import commands
from tests.fixtures.worlds import TenantKeys, World

# Python and C functions that are called, the test's own client included; a twentieth above what was counted.
MOST_CALLS: Final = {"ask": 4_850, "prove": 3_450, "me": 3_300}


@pytest.fixture
def acme(world: World) -> TenantKeys:
    """A tenant whose key this process knows, and connections that are open."""
    acme = world.tenant()
    assert 200 == world.ask(acme, "+12015550199").status_code
    assert 200 == world.prove(acme, world.code("+12015550199"), "+12015550199").status_code
    return acme


def calls_of(act: Callable[[], Any]) -> int:
    """How many functions are called meanwhile, on this thread."""
    many = 0

    def note(_frame: FrameType, event: str, _argument: Any) -> None:
        nonlocal many
        many += event in ("call", "c_call")

    sys.setprofile(note)
    try:
        answer = act()
    finally:
        sys.setprofile(None)
    assert 200 == answer.status_code, answer.text
    return many


def test_an_ask_is_one_command_of_redis(world: World, acme: TenantKeys) -> None:
    """The windows of network and address are one script."""
    with commands() as sent:
        assert 200 == world.ask(acme).status_code

    assert ["EVALSHA"] == sent


def test_a_proof_is_two_commands_of_redis(world: World, acme: TenantKeys) -> None:
    """The windows before it, and what they get back after it."""
    world.ask(acme)
    code = world.code()
    with commands() as sent:
        assert 200 == world.prove(acme, code).status_code

    assert ["EVALSHA", "EVALSHA"] == sent


def test_a_token_is_looked_up_in_one_command(world: World, acme: TenantKeys) -> None:
    """A session that was looked at lately costs no statement."""
    token = world.sign_in(acme)["token"]
    world.call("GET", "/api/auth/me", bearer=token)
    with commands() as sent:
        assert 200 == world.call("GET", "/api/auth/me", bearer=token).status_code

    assert ["GET"] == sent


def test_calls_do_no_more_work_than_they_did(world: World, acme: TenantKeys) -> None:
    """Functions that are called for an ask, a proof and a look at oneself stay within their bounds."""
    seen: dict[str, int] = {}
    for phone in ("+12015550120", "+12015550121"):
        seen["ask"] = calls_of(lambda phone=phone: world.ask(acme, phone))  # type: ignore[misc]
        code = world.code(phone)
        seen["prove"] = calls_of(lambda phone=phone, code=code: world.prove(acme, code, phone))  # type: ignore[misc]
    token = world.sign_in(acme)["token"]
    for _ in range(2):
        seen["me"] = calls_of(lambda: world.call("GET", "/api/auth/me", bearer=token))

    assert {} == {name: many for name, many in seen.items() if many > MOST_CALLS[name]}, seen
