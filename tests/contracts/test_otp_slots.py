"""OtpSlots, over memory and Postgres 16 and 18."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from application.ports.otp import Question
from domain.address import Address
from domain.email import EmailAddress
from domain.ids import TenantId
from domain.otp import HOUR, OtpSlot
from domain.otp_challenge import SIGN_IN
from domain.rate_limit import Limit
from domain.refusal import Unavailable
from tests.contracts.asks import ADA, CALLER, CODE, GRACE, ask_of, attempt, challenge_at, entry_of, guess_of, issue
from tests.contracts.conftest import NOON, Stores
from tests.fixtures.race import race

MINUTE = timedelta(minutes=1)
OWN = Limit(100, HOUR)
CAP = Question(Limit(3, HOUR), OWN)


def look(stores: Stores, tenant_id: TenantId, **more: object) -> OtpSlot:
    """Ada's slot."""
    values = {"address": ADA, "purpose": SIGN_IN, "now": NOON, **more}
    return stores.slots.look(tenant_id=tenant_id, **values)[0]  # type: ignore[arg-type]


def _end_all(stores: Stores) -> int:
    """End every live code, one slot at a time; how many there were."""
    after, ended = stores.slots.end_all(now=NOON, after="", most=1)
    while after:
        after, more = stores.slots.end_all(now=NOON, after=after, most=1)
        ended += more
    return ended


class TestEmpty:
    """Nothing was ever asked."""

    def test_an_unknown_address_has_an_empty_slot(self, stores: Stores) -> None:
        """An address that never asked has a slot of version 0, and no fact stands against it."""
        acme = stores.tenant("acme")

        slot, facts = stores.slots.look(tenant_id=acme.id, address=ADA, purpose=SIGN_IN, now=NOON, question=CAP)

        assert OtpSlot() == slot
        assert (None, None, False) == (facts.everywhere_until, facts.network_until, facts.is_blocked)

    def test_nothing_can_be_guessed_at(self, stores: Stores) -> None:
        """A guess without a challenge is not counted."""
        acme = stores.tenant("acme")

        assert attempt(stores.slots, acme.id) is None
        assert OtpSlot() == look(stores, acme.id)


class TestNormal:
    """A code is issued and tried."""

    def test_the_slot_shows_what_was_issued(self, stores: Stores) -> None:
        """What was issued is what the next look finds, and its version moves by one."""
        acme = stores.tenant("acme")
        challenge = issue(stores.slots, acme.id)

        slot = look(stores, acme.id)

        assert (1, replace(challenge, handovers=1), (NOON,), ()) == (
            slot.version,
            slot.challenge,
            tuple(slot.asked_at),
            tuple(slot.failed_at),
        )

    def test_the_right_code_makes_the_user_once(self, stores: Stores) -> None:
        """The first proof makes the user, the second one finds him again."""
        acme = stores.tenant("acme")
        issue(stores.slots, acme.id)
        first = attempt(stores.slots, acme.id)
        issue(stores.slots, acme.id, NOON + MINUTE)
        second = attempt(stores.slots, acme.id, now=NOON + MINUTE)

        assert first and second
        assert ("used", True) == (first.ended_as, first.new_user)
        assert ("used", False) == (second.ended_as, second.new_user)
        assert first.user_id == second.user_id

    def test_phone_and_email_are_users_of_their_own(self, stores: Stores) -> None:
        """An email address proves itself like a number does."""
        acme, mail = stores.tenant("acme"), EmailAddress.parse("ada@example.com")
        issue(stores.slots, acme.id)
        issue(stores.slots, acme.id, address=mail)
        by_phone, by_mail = attempt(stores.slots, acme.id), attempt(stores.slots, acme.id, address=mail)

        assert by_phone and by_mail
        assert by_phone.user_id != by_mail.user_id

    def test_a_used_code_is_over(self, stores: Stores) -> None:
        """A code is accepted at most once."""
        acme = stores.tenant("acme")
        issue(stores.slots, acme.id)
        attempt(stores.slots, acme.id)

        assert attempt(stores.slots, acme.id) is None
        assert "used" == look(stores, acme.id).challenge.ended_as  # type: ignore[union-attr]

    def test_wrong_codes_are_counted_until_the_lock(self, stores: Stores) -> None:
        """Each wrong code costs one attempt, the last one locks, and the right code comes too late."""
        acme = stores.tenant("acme")
        issue(stores.slots, acme.id)
        tries = [attempt(stores.slots, acme.id, "000000") for _ in range(5)]

        assert [(4, None), (3, None), (2, None), (1, None), (0, "locked")] == [
            (tried.attempts_remaining, tried.ended_as) for tried in tries if tried
        ]
        assert attempt(stores.slots, acme.id) is None
        assert 5 == len(look(stores, acme.id).failed_at)

    def test_a_code_lives_to_the_second(self, stores: Stores) -> None:
        """A code is good for 599 seconds and dead at 600."""
        acme = stores.tenant("acme")
        issue(stores.slots, acme.id)

        assert attempt(stores.slots, acme.id, now=NOON + timedelta(seconds=600)) is None
        assert attempt(stores.slots, acme.id, now=NOON + timedelta(seconds=599)) is not None

    def test_ten_failures_stop_guessing_over_all_codes(self, stores: Stores) -> None:
        """After ten failures in an hour no guess is counted until the tenth last is an hour old."""
        acme = stores.tenant("acme")
        for minute in (0, 1):
            issue(stores.slots, acme.id, NOON + minute * MINUTE)
            for _ in range(5):
                attempt(stores.slots, acme.id, "000000", NOON + minute * MINUTE)
        issue(stores.slots, acme.id, NOON + 55 * MINUTE)

        assert attempt(stores.slots, acme.id, now=NOON + timedelta(minutes=59, seconds=59)) is None
        assert attempt(stores.slots, acme.id, now=NOON + timedelta(minutes=60)) is not None

    def test_fifty_failures_in_a_day_leave_one_guess_an_hour(self, stores: Stores) -> None:
        """After fifty failures in 24 hours one guess an hour is counted."""
        acme = stores.tenant("acme")
        for round_ in range(10):
            at = NOON + round_ * timedelta(hours=1, minutes=1)
            issue(stores.slots, acme.id, at)
            for _ in range(5):
                attempt(stores.slots, acme.id, "000000", at)
        issue(stores.slots, acme.id, at + timedelta(minutes=58))

        assert attempt(stores.slots, acme.id, now=at + timedelta(minutes=59)) is None
        assert attempt(stores.slots, acme.id, "000000", at + timedelta(minutes=60)) is not None
        assert attempt(stores.slots, acme.id, now=at + timedelta(minutes=61)) is None

    def test_a_success_clears_the_failures(self, stores: Stores) -> None:
        """Who proves the address starts afresh."""
        acme = stores.tenant("acme")
        issue(stores.slots, acme.id)
        attempt(stores.slots, acme.id, "000000")
        attempt(stores.slots, acme.id)

        assert () == tuple(look(stores, acme.id).failed_at)

    def test_a_challenge_that_nothing_matches(self, stores: Stores) -> None:
        """The challenge of a blocked user counts guesses like any other, and no code is right."""
        acme = stores.tenant("acme")
        issue(stores.slots, acme.id, code=None)

        tried = attempt(stores.slots, acme.id)

        assert tried and (tried.attempts_remaining, tried.user_id) == (4, None)

    def test_sending_again_keeps_the_challenge(self, stores: Stores) -> None:
        """Asking again moves only the times of the slot."""
        acme = stores.tenant("acme")
        challenge = issue(stores.slots, acme.id)
        again = ask_of(acme.id, challenge_at(NOON, id=challenge.id, sent_at=NOON + MINUTE), seen=1, resend=True)
        stores.slots.issue(tenant_id=acme.id, address=ADA, purpose=SIGN_IN, ask=again)

        slot = look(stores, acme.id)

        assert tuple(slot.asked_at) == (NOON + MINUTE, NOON)
        assert slot.challenge and (challenge.id, NOON + MINUTE) == (slot.challenge.id, slot.challenge.sent_at)
        assert attempt(stores.slots, acme.id) is not None

    def test_the_slot_holds_no_more_asks_than_it_needs(self, stores: Stores) -> None:
        """The times of asks are cut to the limit that they are kept for."""
        acme = stores.tenant("acme")
        for minute in range(4):
            issue(stores.slots, acme.id, NOON + minute * MINUTE, keep=2)

        assert tuple(look(stores, acme.id).asked_at) == (NOON + 3 * MINUTE, NOON + 2 * MINUTE)

    def test_asks_are_counted_over_all_tenants(self, stores: Stores) -> None:
        """The facts say when an address that asked at many tenants may be asked for again; test asks do not count."""
        tenants = [stores.tenant(slug) for slug in ("acme", "bolt", "core")]
        for minute, tenant in enumerate(tenants):
            issue(stores.slots, tenant.id, NOON + minute * MINUTE)
        issue(stores.slots, tenants[0].id, address=GRACE, challenge={"is_test": True})

        def until(address: Address, limit: int) -> object:
            question = Question(Limit(limit, HOUR), OWN)
            now = NOON + 3 * MINUTE
            return stores.slots.look(
                tenant_id=tenants[0].id, address=address, purpose=SIGN_IN, now=now, question=question
            )[1].everywhere_until

        assert until(ADA, 3) == NOON + HOUR
        assert until(ADA, 2) == NOON + HOUR + MINUTE
        assert (None, None) == (until(ADA, 4), until(GRACE, 1))

    def test_asks_of_a_network_are_counted_where_they_are_asked_for(self, stores: Stores) -> None:
        """While the windows are away the facts say when a network may ask again."""
        acme = stores.tenant("acme")
        issue(stores.slots, acme.id)
        issue(stores.slots, acme.id, NOON + MINUTE, address=GRACE)
        asked = Question(Limit(20, HOUR), OWN, CALLER.network, Limit(2, HOUR))

        def until(minutes: int) -> object:
            now = NOON + minutes * MINUTE
            return stores.slots.look(tenant_id=acme.id, address=ADA, purpose=SIGN_IN, now=now, question=asked)[
                1
            ].network_until

        assert (until(59), until(60)) == (NOON + HOUR, None)

    def test_all_codes_end_at_once(self, stores: Stores) -> None:
        """After a restore no live code of any tenant is right any more; what was counted against an address stays."""
        acme, umbrella = stores.tenant("acme"), stores.tenant("umbrella")
        for tenant in (acme, umbrella):
            issue(stores.slots, tenant.id)
        attempt(stores.slots, acme.id, code="000000")

        assert [2, 0] == [_end_all(stores) for _ in range(2)]
        assert [None, None] == [attempt(stores.slots, tenant.id) for tenant in (acme, umbrella)]
        assert ["withdrawn"] * 2 == [
            slot.challenge.ended_as for tenant in (acme, umbrella) if (slot := look(stores, tenant.id)).challenge
        ]
        assert 1 == len(look(stores, acme.id).failed_at)

    def test_the_sweep_forgets_secrets_and_then_slots(self, stores: Stores) -> None:
        """An expired code's secret goes with the next sweep, its slot when nothing is bound by it any more."""
        acme = stores.tenant("acme")
        issue(stores.slots, acme.id)
        issue(stores.slots, acme.id, NOON + timedelta(hours=26), address=GRACE)

        def sweep(now: timedelta) -> None:
            cursor = ""
            while cursor := stores.slots.sweep(now=NOON + now, after=cursor, most=1):
                pass

        sweep(timedelta(minutes=10))
        assert attempt(stores.slots, acme.id) is None or attempt(stores.slots, acme.id).user_id is None  # type: ignore[union-attr]
        assert look(stores, acme.id).challenge is not None
        sweep(timedelta(hours=26))
        assert OtpSlot() == look(stores, acme.id)
        assert look(stores, acme.id, address=GRACE).challenge is not None


class TestTenantWall:
    """Another tenant sees nothing."""

    def test_another_tenant_has_a_slot_of_its_own(self, stores: Stores) -> None:
        """The code of one tenant is neither seen, spent nor won by another."""
        acme, bolt = stores.tenant("acme"), stores.tenant("bolt")
        issue(stores.slots, acme.id)

        assert OtpSlot() == look(stores, bolt.id)
        assert attempt(stores.slots, bolt.id) is None
        assert 0 == look(stores, acme.id).challenge.attempts  # type: ignore[union-attr]

    def test_a_code_opens_its_own_address_and_purpose_only(self, stores: Stores) -> None:
        """Of tenant, address and purpose, only the ones that the code was made for are opened by it."""
        acme, bolt = stores.tenant("acme"), stores.tenant("bolt")
        for tenant in (acme, bolt):
            for address in (ADA, GRACE):
                issue(stores.slots, tenant.id, address=address, code=f"{tenant.slug}{address.text}")
        macs = guess_of(acme.id, f"acme{ADA.text}").macs

        def opens(tenant_id: TenantId, address: Address, purpose: str) -> bool:
            guess = replace(guess_of(tenant_id, "000000"), macs=macs)
            tried = stores.slots.try_code(
                tenant_id=tenant_id, address=address, purpose=purpose, now=NOON, guess=guess, entry=entry_of(tenant_id)
            )
            return tried is not None and tried.ended_as == "used"

        assert [False, False, False, True] == [
            opens(bolt.id, ADA, SIGN_IN),
            opens(acme.id, GRACE, SIGN_IN),
            opens(acme.id, ADA, "change_address"),
            opens(acme.id, ADA, SIGN_IN),
        ]

    def test_the_same_number_is_two_people_at_two_tenants(self, stores: Stores) -> None:
        """User ids of two tenants have nothing in common."""
        tenants = [stores.tenant("acme"), stores.tenant("bolt")]
        for tenant in tenants:
            issue(stores.slots, tenant.id)
        users = {tried.user_id for tenant in tenants if (tried := attempt(stores.slots, tenant.id))}

        assert 2 == len(users)


class TestRace:
    """Real threads."""

    def test_a_code_wins_once(self, stores: Stores) -> None:
        """Of twenty callers with the right code, exactly one wins."""
        acme = stores.tenant("acme")
        issue(stores.slots, acme.id)
        tried = race(20, lambda _: attempt(stores.slots, acme.id))

        assert 1 == sum(one is not None and one.ended_as == "used" for one in tried)
        assert 19 == sum(one is None for one in tried)

    def test_parallel_guesses_are_never_evaluated_beyond_the_limit(self, stores: Stores) -> None:
        """Of forty guesses at once, five are judged."""
        acme = stores.tenant("acme")
        issue(stores.slots, acme.id)
        tried = race(40, lambda number: attempt(stores.slots, acme.id, f"{number:06}"))

        assert [0, 1, 2, 3, 4] == sorted(one.attempts_remaining for one in tried if one)

    def test_of_simultaneous_asks_one_is_written(self, stores: Stores) -> None:
        """Of twenty that saw the same version, one writes; the others are told that they were overtaken."""
        acme = stores.tenant("acme")
        for seen in (0, 1):
            write = partial(stores.slots.issue, tenant_id=acme.id, address=ADA, purpose=SIGN_IN)
            asks = [ask_of(acme.id, challenge_at(NOON), seen=seen) for _ in range(20)]
            won = race(20, lambda number, write=write, asks=asks: write(ask=asks[number]))  # type: ignore[misc]

            assert 1 == sum(won)
        assert 2 == look(stores, acme.id).version
        assert 2 == len(stores.outbox.claim(now=NOON, lease_id="l", lease_until=NOON + MINUTE, most=50))


class TestBroken:
    """The store is gone."""

    def test_a_store_that_is_gone_is_unavailable(self, nowhere: Stores) -> None:
        """Every method says Unavailable, never an exception of the driver."""
        tenant_id = TenantId("tn_x")
        with pytest.raises(Unavailable):
            nowhere.slots.look(tenant_id=tenant_id, address=ADA, purpose=SIGN_IN, now=NOON)
        with pytest.raises(Unavailable):
            attempt(nowhere.slots, tenant_id, CODE)
        ask = ask_of(tenant_id, challenge_at(NOON))
        with pytest.raises(Unavailable):
            nowhere.slots.issue(tenant_id=tenant_id, address=ADA, purpose=SIGN_IN, ask=ask)
        with pytest.raises(Unavailable):
            nowhere.slots.sweep(now=NOON, after="", most=10)
        with pytest.raises(Unavailable):
            nowhere.slots.end_all(now=NOON, after="", most=10)
