"""Two asks for one address at the same moment: the slower one decides anew."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from adapters.memory.otp import MemoryOtpSlots
from adapters.memory.world import MemoryWorld
from application.otp.request_otp import RequestOtp
from application.ports.otp import Ask
from domain.address import Address
from domain.caller import Caller
from domain.ids import TenantId
from domain.phone import PhoneNumber
from domain.refusal import RateLimited, Unavailable
from domain.tenant import Tenant
from tests.fixtures.worlds import ADA, World

PHONE = PhoneNumber.parse(ADA)
CALLER = Caller("key:key_1", "req_1", "198.51.100.7", "198.51.100.7")


class OvertakenSlots(MemoryOtpSlots):
    """Lets a rival's whole ask in before each of the first writes."""

    def __init__(self, world: MemoryWorld, rival: Callable[[], object], times: int) -> None:
        super().__init__(world)
        self._rival = rival
        self._left = times
        self.writes = 0

    def issue(self, *, tenant_id: TenantId, address: Address, purpose: str, ask: Ask) -> bool:
        """See OtpSlots."""
        self.writes += 1
        if self._left:
            self._left -= 1
            self._rival()
        return super().issue(tenant_id=tenant_id, address=address, purpose=purpose, ask=ask)


def overtaken(world: World, times: int, **settings: Any) -> tuple[RequestOtp, Tenant, OvertakenSlots]:
    """The use case, a tenant, and slots where a rival asks for the same number in between."""
    made = world.tenant(**settings)
    plain: RequestOtp = world.container.use_cases.request_otp()
    tenant: Tenant = world.container.use_cases.show_tenant()(made.id)
    slots = OvertakenSlots(
        world.container.adapters.world(), lambda: plain(tenant=tenant, address=PHONE, caller=CALLER), times
    )
    return replace(plain, slots=slots), tenant, slots


def test_the_slower_ask_is_refused_as_one_that_came_later(memory_world: World) -> None:
    """Whoever was overtaken finds the rival's code just sent, and waits as anybody would; one message is owed."""
    request, tenant, slots = overtaken(memory_world, times=1)
    with pytest.raises(RateLimited) as refused:
        request(tenant=tenant, address=PHONE, caller=CALLER)
    table = memory_world.container.adapters.world()

    assert ("resend", 1) == (refused.value.limit, slots.writes)
    assert (1, 1, 1) == (len(table.messages), len(table.asks), len(table.requests))


def test_the_slower_ask_sends_the_rivals_code_again(memory_world: World) -> None:
    """Where no wait stands, whoever was overtaken sends the same code again instead of a second one."""
    request, tenant, slots = overtaken(memory_world, times=1, resend_after_seconds=0)
    challenge = request(tenant=tenant, address=PHONE, caller=CALLER)
    table = memory_world.container.adapters.world()

    assert 2 == slots.writes
    assert {challenge.id} == {stored.message.challenge_id for stored in table.messages.values()}
    assert [(tenant.id, challenge.id)] == list(table.requests)


def test_twice_overtaken_it_still_succeeds(memory_world: World) -> None:
    """The third try may succeed."""
    request, tenant, slots = overtaken(memory_world, times=2, resend_after_seconds=0)
    request(tenant=tenant, address=PHONE, caller=CALLER)

    assert 3 == slots.writes


def test_after_three_tries_it_gives_up(memory_world: World) -> None:
    """Overtaken three times, the ask is Unavailable with a short wait, and left nothing of its own behind."""
    request, tenant, slots = overtaken(memory_world, times=99, resend_after_seconds=0, rate_limit_per_hour=50)
    with pytest.raises(Unavailable) as refused:
        request(tenant=tenant, address=PHONE, caller=CALLER)
    table = memory_world.container.adapters.world()

    assert (3, 1) == (slots.writes, refused.value.retry_after)
    assert (3, 3) == (len(table.messages), len(table.asks))
