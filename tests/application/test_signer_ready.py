"""A node that could not sign spends nobody's attempt."""

from dataclasses import replace

import pytest

from adapters.jose.derivation import key_ring
from adapters.jose.tokens import JoseTokenSigner
from application.otp.verify_otp import VerifyOtp
from application.ports.known_keys import KnownKey
from domain.api_key import digest_of
from domain.caller import Caller
from domain.phone import PhoneNumber
from domain.refusal import Unavailable
from tests.fixtures.worlds import ADA, TenantKeys, World, make_memory_world

PHONE = PhoneNumber.parse(ADA)
CALLER = Caller("key:key_1", "req_1", "198.51.100.7", "198.51.100.7")
FOREIGN = "another secret of more than 32 characters, 0123456789abcdef"


def known(world: World, tenant: TenantKeys) -> KnownKey:
    found = world.container.adapters.known_keys().find(digest_of(tenant.publishable), now=world.clock.now())
    assert found is not None
    return found  # type: ignore[no-any-return]


def of_another_secret(world: World) -> VerifyOtp:
    """The use case on a node whose JWT_SECRET did not seal the tenants' keys."""
    signer = JoseTokenSigner(key_ring(FOREIGN, None), FOREIGN.encode())
    cases = world.container.use_cases
    verify: VerifyOtp = replace(cases.verify_otp(), issue_tokens=replace(cases.issue_tokens(), signer=signer))
    return verify


@pytest.mark.parametrize("algorithm", ["HS256", "ES256", "EdDSA"])
def test_no_attempt_is_counted_where_no_token_could_be_made(memory_world: World, algorithm: str) -> None:
    """With a key that this node cannot open, verify is Unavailable before it counts, and the code stays good."""
    acme = memory_world.tenant(signing_algorithm=algorithm)
    memory_world.ask(acme)
    code, key = memory_world.code(), known(memory_world, acme)
    table = memory_world.container.adapters.world()
    before = dict(table.slots)
    verify = of_another_secret(memory_world)
    for typed in (code, "000000"):
        with pytest.raises(Unavailable):
            verify(known=key, address=PHONE, code=typed, caller=CALLER)

    assert before == table.slots
    assert {} == table.sessions
    assert 200 == memory_world.prove(acme, code).status_code


def test_no_call_is_counted_either() -> None:
    """The refused call uses up nothing of the network's window."""
    world = make_memory_world(rate_limit_max=2)
    acme = world.tenant()
    world.ask(acme)
    key, verify = known(world, acme), of_another_secret(world)
    for _ in range(5):
        with pytest.raises(Unavailable):
            verify(known=key, address=PHONE, code="000000", caller=CALLER)

    assert 200 == world.prove(acme, world.code()).status_code
