"""Failures of the address's own networks and of strangers, and codes that are guessed all over a tenant."""

from dataclasses import replace
from datetime import datetime, timedelta

from application.ports.otp import Tried
from domain.address import Address
from domain.ids import TenantId
from domain.otp import OtpSlot
from domain.otp_challenge import SIGN_IN
from domain.phone import PhoneNumber
from domain.risk_keys import GUESSES_FREE, GUESSES_KEY
from tests.contracts.asks import ADA, CALLER, CODE, entry_of, guess_of, issue
from tests.contracts.conftest import NOON, Stores
from tests.contracts.test_reputation import known, send

HOME, AWAY = "198.51.100.7", "203.0.113.9"
MINUTE = timedelta(minutes=1)
WRONG = "000000"


def type_in(
    stores: Stores, tenant_id: TenantId, code: str, at: datetime = NOON, *, by: str = AWAY, address: Address = ADA
) -> Tried | None:
    """Somebody in that network types a code."""
    guess = guess_of(tenant_id, code, address=address, now=at)
    footprint = replace(guess.footprint, caller=replace(CALLER, network=by))
    return stores.slots.try_code(
        tenant_id=tenant_id, address=address, purpose=SIGN_IN, now=at,
        guess=replace(guess, footprint=footprint), entry=entry_of(tenant_id, now=at),
    )  # fmt: skip


def seen_from(stores: Stores, tenant_id: TenantId, network: str, at: datetime = NOON) -> OtpSlot:
    """The slot as a caller there sees it."""
    return stores.slots.look(tenant_id=tenant_id, address=ADA, purpose=SIGN_IN, now=at, network=network)[0]


def prove(stores: Stores, tenant_id: TenantId, at: datetime = NOON, by: str = HOME) -> None:
    """The owner signs in."""
    issue(stores.slots, tenant_id, at)
    tried = type_in(stores, tenant_id, CODE, at, by=by)
    assert tried
    assert "used" == tried.ended_as


def ends(stores: Stores, tenant_id: TenantId, times: int, at: datetime, *, by: str = AWAY) -> list[str | None]:
    """What wrong codes come to; `nothing` where they were not even counted."""
    tried = [type_in(stores, tenant_id, WRONG, at, by=by) for _ in range(times)]
    return ["nothing" if one is None else one.ended_as for one in tried]


def test_strangers_do_not_lock_the_owner_out(stores: Stores) -> None:
    """They run out of tries, and the owner's code still opens."""
    acme = stores.tenant("acme")
    prove(stores, acme.id)
    issue(stores.slots, acme.id, NOON + MINUTE)

    assert [None, None, None, None, "locked", "nothing"] == ends(stores, acme.id, 6, NOON + MINUTE)
    assert [None] == ends(stores, acme.id, 1, NOON + MINUTE, by=HOME)
    tried = type_in(stores, acme.id, CODE, NOON + MINUTE, by=HOME)
    assert tried
    assert "used" == tried.ended_as


def test_the_bounds_are_apart(stores: Stores) -> None:
    """Ten failures of strangers close the address for strangers, and leave the owner's way open; and the other way."""
    acme, at = stores.tenant("acme"), NOON
    prove(stores, acme.id)
    for by in (AWAY, HOME):
        at += timedelta(hours=2)
        for minutes in (0, 11):
            issue(stores.slots, acme.id, at + minutes * MINUTE)
            ends(stores, acme.id, 5, at + minutes * MINUTE, by=by)
        at += 22 * MINUTE
        blocked = {network: seen_from(stores, acme.id, network, at).attempt_block(at) for network in (AWAY, HOME)}
        other = HOME if by == AWAY else AWAY

        assert (True, False) == (blocked[by] is not None, blocked[other] is not None)


def test_the_owners_own_tries_are_bounded_too(stores: Stores) -> None:
    """Five on a code, and then the code has ended for everybody."""
    acme = stores.tenant("acme")
    prove(stores, acme.id)
    issue(stores.slots, acme.id, NOON + MINUTE)

    assert [None, None, None, None, "locked", "nothing"] == ends(stores, acme.id, 6, NOON + MINUTE, by=HOME)
    assert type_in(stores, acme.id, CODE, NOON + MINUTE) is None


def test_without_an_owner_a_code_ends(stores: Stores) -> None:
    """Where nobody ever proved the address, five wrong codes end it, and its story says so."""
    acme = stores.tenant("acme")
    challenge = issue(stores.slots, acme.id)
    ends(stores, acme.id, 5, NOON)

    found = stores.history.request(tenant_id=acme.id, id=challenge.id)
    assert found is not None
    assert ("locked", 5) == (found.status.value, found.attempts)
    assert type_in(stores, acme.id, CODE, by=HOME) is None


def test_a_proof_forgives_both(stores: Stores) -> None:
    """All failures, wherever they came from."""
    acme, later = stores.tenant("acme"), NOON + MINUTE
    prove(stores, acme.id)
    issue(stores.slots, acme.id, later)
    ends(stores, acme.id, 2, later)
    ends(stores, acme.id, 2, later, by=HOME)
    found = type_in(stores, acme.id, CODE, later, by=HOME)
    slot = seen_from(stores, acme.id, HOME, later)

    assert found is not None
    assert ((), ()) == (tuple(slot.failed_at), tuple(slot.own_failed_at))


def guess_all_over(stores: Stores, tenant_id: TenantId, count: int, at: datetime = NOON) -> list[str | None]:
    """One wrong code for each of many numbers, from networks apart."""
    found = []
    for number in range(count):
        address = PhoneNumber.parse(f"+1201555{1000 + number}")
        issue(stores.slots, tenant_id, at, address=address)
        tried = type_in(stores, tenant_id, WRONG, at, by=f"203.0.{number % 250}.1", address=address)
        found.append(tried.ended_as if tried else "nothing")
    return found


def test_one_code_over_many_numbers_trips(stores: Stores) -> None:
    """After twenty wrong codes the first wrong one ends a code, settled or not; a right one opens, and owners are spared.

    Another tenant does not notice, and half an hour later it is over.
    """
    acme, bolt = stores.tenant("acme"), stores.tenant("bolt")
    prove(stores, acme.id, NOON - timedelta(hours=1))
    free = guess_all_over(stores, acme.id, GUESSES_FREE)
    stores.reputation.settle(most=10)
    address = PhoneNumber.parse("+12015559999")
    for tenant in (acme, bolt):
        issue(stores.slots, tenant.id, address=address)
    issue(stores.slots, acme.id)

    assert [None] * GUESSES_FREE == free
    assert ["locked", "locked"] == guess_all_over(stores, acme.id, 2)
    assert [None] == ends(stores, acme.id, 1, NOON, by=HOME)
    right = type_in(stores, acme.id, CODE, address=address)
    elsewhere = type_in(stores, bolt.id, WRONG, address=address)
    assert ("used", None) == (right and right.ended_as, elsewhere and elsewhere.ended_as)
    later = NOON + timedelta(minutes=30)
    assert [None] == guess_all_over(stores, acme.id, 1, later)


def test_proofs_make_room_for_typing_errors(stores: Stores) -> None:
    """Of a tenant whose people prove their codes, a quarter of them more may be mistyped."""
    acme, proofs = stores.tenant("acme"), 8
    for number in range(proofs):
        send(stores, acme.id, address=PhoneNumber.parse(f"+1201555{2000 + number}"))
        type_in(stores, acme.id, CODE, address=PhoneNumber.parse(f"+1201555{2000 + number}"))
    free = GUESSES_FREE + proofs // 4

    assert [*[None] * free, "locked"] == guess_all_over(stores, acme.id, free + 1)


def test_what_an_owner_mistypes_counts_for_nobody_else(stores: Stores) -> None:
    """Failures of own networks are none of the tenant's."""
    acme = stores.tenant("acme")
    prove(stores, acme.id)
    issue(stores.slots, acme.id, NOON + MINUTE)
    ends(stores, acme.id, 3, NOON + MINUTE, by=HOME)

    assert GUESSES_KEY not in known(stores, acme.id).traffic
