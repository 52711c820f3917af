"""While the rate limit store is away, codes are asked for and proven without it."""

from dataclasses import replace
from datetime import datetime
from typing import NoReturn

import pytest

from adapters.memory.rate_limits import MemoryRateLimits
from application.otp.request_otp import RequestOtp
from application.otp.verify_otp import VerifyOtp
from application.ports.known_keys import KnownKey
from application.ports.rate_limits import Window
from application.rate_limits.guard import Guard
from domain.api_key import digest_of
from domain.caller import Caller
from domain.otp import InvalidCode, TooManyAttempts
from domain.phone import PhoneNumber
from domain.rate_limit import Block
from domain.refusal import RateLimited, Unavailable
from tests.fixtures.worlds import ADA, TenantKeys, World, make_memory_world

PHONE = PhoneNumber.parse(ADA)


class AwayRateLimits(MemoryRateLimits):
    """A store that is gone."""

    def admit(self, window: Window, *, now: datetime, asks: bool) -> NoReturn:
        """See RateLimits."""
        raise Unavailable("Gone.")

    def refuse(self, window: Window, block: Block, *, now: datetime, asks: bool) -> None:
        """See RateLimits."""
        raise Unavailable("Gone.")

    def give_back(self, window: Window, calls: int, *, now: datetime) -> None:
        """See RateLimits."""
        raise Unavailable("Gone.")


def caller(network: str | None = "198.51.100.7") -> Caller:
    return Caller("key:key_1", "req_1", network, network)


def without_limits(world: World) -> tuple[RequestOtp, VerifyOtp]:
    cases = world.container.use_cases
    guard: Guard = replace(cases.guard(), limits=AwayRateLimits())
    verify = replace(cases.verify_otp(), judge=replace(cases.judge_code(), guard=guard))
    return replace(cases.request_otp(), guard=guard), verify


def known(world: World, tenant: TenantKeys) -> KnownKey:
    found = world.container.adapters.known_keys().find(digest_of(tenant.publishable), now=world.clock.now())
    assert found is not None
    return found  # type: ignore[no-any-return]


def test_a_code_is_sent_and_proven(memory_world: World) -> None:
    """Asking and proving succeed, and give a session."""
    key = known(memory_world, memory_world.tenant())
    request, verify = without_limits(memory_world)
    request(tenant=key.tenant, address=PHONE, caller=caller())
    signed_in = verify(known=key, address=PHONE, code=memory_world.code(), caller=caller())

    assert signed_in.new_user
    assert 1 == len(memory_world.container.adapters.world().sessions)


def test_wrong_codes_are_counted_all_the_same(memory_world: World) -> None:
    """Nothing fails open: the fifth wrong code is the last."""
    key = known(memory_world, memory_world.tenant())
    request, verify = without_limits(memory_world)
    request(tenant=key.tenant, address=PHONE, caller=caller())
    wrong = memory_world.wrong()
    for left in (4, 3, 2, 1):
        with pytest.raises(InvalidCode) as refused:
            verify(known=key, address=PHONE, code=wrong, caller=caller())

        assert {"attempts_remaining": left} == refused.value.members
    with pytest.raises(TooManyAttempts):
        verify(known=key, address=PHONE, code=wrong, caller=caller())


def test_the_bounds_of_an_address_hold(memory_world: World) -> None:
    """The slot judges: asking again at once is refused, though the store cannot be told of it."""
    key = known(memory_world, memory_world.tenant())
    request, _ = without_limits(memory_world)
    request(tenant=key.tenant, address=PHONE, caller=caller())
    with pytest.raises(RateLimited) as refused:
        request(tenant=key.tenant, address=PHONE, caller=caller())

    assert ("resend", 30) == (refused.value.limit, refused.value.retry_after)


def test_asks_of_a_network_are_counted_from_the_records() -> None:
    """Meanwhile the network's asks are counted from what is stored; other networks and unknown ones go on."""
    world = make_memory_world(rate_limit_max=3)
    tenant = known(world, world.tenant()).tenant
    request, _ = without_limits(world)
    numbers = [PhoneNumber.parse(f"+1201555{number:04}") for number in range(123, 133)]
    for number in numbers[:3]:
        request(tenant=tenant, address=number, caller=caller())
    with pytest.raises(RateLimited) as refused:
        request(tenant=tenant, address=numbers[3], caller=caller())

    assert ("ip", 3600) == (refused.value.limit, refused.value.retry_after)
    assert request(tenant=tenant, address=numbers[4], caller=caller("203.0.113.9"))
    assert request(tenant=tenant, address=numbers[5], caller=caller(None))
