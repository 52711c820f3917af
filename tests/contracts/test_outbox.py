"""Outbox: what is owed, who takes it, how often it is handed over; over memory and Postgres 16 and 18."""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count

import pytest

from application.ports.otp import Question
from domain.delivery import BREAKER_FAILURES, BREAKER_REST, MOST_PER_CHALLENGE, Next
from domain.ids import TenantId
from domain.message import LEASE, Claimed, Message, Outcome, Status, Try
from domain.otp import HOUR
from domain.otp_challenge import SIGN_IN
from domain.rate_limit import Limit
from domain.refusal import Unavailable
from tests.contracts.asks import ADA, GRACE, attempt, issue
from tests.contracts.conftest import NOON, Stores
from tests.contracts.outbox import FAILED, SENT, begin, claim, finish, send, settle
from tests.fixtures.race import race

SOON = timedelta(seconds=1)
NUMBERS = count(1)
AGAIN = Next(Status.QUEUED, NOON)
QUESTION = Question(Limit(20, HOUR), Limit(5, HOUR))


class TestEmpty:
    """Nothing is owed."""

    def test_an_empty_outbox_gives_nothing(self, stores: Stores) -> None:
        """Where nothing is owed, nothing is claimed."""
        assert [] == claim(stores)


class TestClaim:
    """A message is taken by one worker at a time."""

    def test_a_claim_has_what_the_text_needs(self, stores: Stores) -> None:
        """A claimed message names its tenant, its routes and country, its code's nonce, length and keys."""
        acme = stores.tenant("acme")
        challenge = issue(stores.slots, acme.id)
        (claimed,) = claim(stores)
        message = claimed.message

        assert (challenge.id, ADA.text, "sms", 10) == (
            message.challenge_id,
            message.to,
            message.channel,
            message.minutes,
        )
        assert (("twilio", "sns"), "US") == (message.routes, message.country)
        assert ("Acme", 6, 16) == (claimed.tenant.sms_name, claimed.code_length, len(claimed.nonce or b""))
        assert (Status.QUEUED, (), 0) == (claimed.status, claimed.tries, claimed.handovers)

    def test_the_oldest_comes_first(self, stores: Stores) -> None:
        """Messages of a tenant are taken in the order in which they were asked for."""
        acme = stores.tenant("acme")
        issue(stores.slots, acme.id, NOON + SOON, address=GRACE)
        issue(stores.slots, acme.id)
        now = NOON + 2 * SOON
        found = claim(stores, now, most=1) + claim(stores, now, most=1)

        assert [ADA.text, GRACE.text] == [one.message.to for one in found]

    def test_tenants_take_turns(self, stores: Stores) -> None:
        """However many messages one tenant has waiting, another's first one is among the next two."""
        flood, small = stores.tenant("flood"), stores.tenant("small")
        for minute in range(20):
            issue(stores.slots, flood.id, NOON + timedelta(minutes=minute))
        issue(stores.slots, small.id, NOON + timedelta(minutes=30))
        found = claim(stores, NOON + timedelta(hours=1), most=4)

        assert [flood.id, small.id, flood.id, flood.id] == [one.message.tenant_id for one in found]

    def test_a_full_tenant_waits(self, stores: Stores) -> None:
        """A tenant that has its share of a worker's hands is passed over, and loses nothing."""
        flood, small = stores.tenant("flood"), stores.tenant("small")
        for tenant in (flood, small):
            issue(stores.slots, tenant.id)

        assert [small.id] == [one.message.tenant_id for one in claim(stores, full=(flood.id,))]
        assert [flood.id] == [one.message.tenant_id for one in claim(stores, lease="two")]

    def test_a_message_that_is_not_to_be_sent_is_never_taken(self, stores: Stores) -> None:
        """The message of a test number or a blocked user is in the records, and no worker sees it."""
        acme = stores.tenant("acme")
        issue(stores.slots, acme.id, dropped_as="test_number")

        assert [] == claim(stores)

    def test_the_lease_ends(self, stores: Stores) -> None:
        """A message in a dead worker's hands is free again at the end of the lease, and not before."""
        acme = stores.tenant("acme")
        issue(stores.slots, acme.id)
        claim(stores)

        assert [] == claim(stores, NOON + LEASE - SOON, "two")
        assert 1 == len(claim(stores, NOON + LEASE, "two"))

    def test_a_message_of_an_ended_challenge_has_no_nonce(self, stores: Stores) -> None:
        """What was used, locked or replaced since cannot be sent any more."""
        acme = stores.tenant("acme")
        issue(stores.slots, acme.id)
        issue(stores.slots, acme.id, address=GRACE)
        attempt(stores.slots, acme.id)
        issue(stores.slots, acme.id, NOON + timedelta(minutes=8), address=GRACE)
        found = {one.message.created_at: one.nonce for one in claim(stores, NOON + timedelta(minutes=8))}

        assert found[NOON] is None
        assert found[NOON + timedelta(minutes=8)] is not None


class TestHandOver:
    """A hand-over is counted before it happens, and written down after."""

    def test_a_sent_message_is_owed_no_more(self, stores: Stores) -> None:
        """What was handed over is never taken again, also not after the lease."""
        issue(stores.slots, stores.tenant("acme").id)
        send(stores)

        assert [] == claim(stores, NOON + 2 * LEASE)

    def test_a_settled_message_is_owed_no_more(self, stores: Stores) -> None:
        """What must not be sent is never taken again."""
        issue(stores.slots, stores.tenant("acme").id)
        (claimed,) = claim(stores)

        assert settle(stores, claimed, Next(Status.DROPPED, dropped_as="expired"))
        assert [] == claim(stores, NOON + 2 * LEASE)

    def test_it_comes_back_when_it_is_due(self, stores: Stores) -> None:
        """A message that is due later is taken then, with what was tried so far."""
        issue(stores.slots, stores.tenant("acme").id)
        later = NOON + 10 * SOON
        send(stores, outcome=Outcome.UNAVAILABLE, next=Next(Status.QUEUED, later))

        assert [] == claim(stores, later - SOON)
        (again,) = claim(stores, later)
        assert ((Try(1, "twilio", Outcome.UNAVAILABLE, Status.FAILED),), 1) == (again.tries, again.handovers)

    def test_a_worker_that_died_leaves_its_hand_over_open(self, stores: Stores) -> None:
        """The next worker sees that somebody was about to hand it over, and the caps have counted it."""
        issue(stores.slots, stores.tenant("acme").id)
        (lost,) = claim(stores)
        begin(stores, lost)
        (again,) = claim(stores, NOON + LEASE, "two")

        assert ((Try(1, "twilio", None, Status.SENDING),), 1) == (again.tries, again.handovers)

    def test_a_late_completion_is_recorded_and_changes_nothing(self, stores: Stores) -> None:
        """Who comes after the lease went to another cannot move the message; that it was sent twice is on record."""
        issue(stores.slots, stores.tenant("acme").id)
        (late,) = claim(stores)
        begin(stores, late)
        (other,) = claim(stores, NOON + LEASE, "two")
        begun = begin(stores, other, NOON + LEASE)

        assert 2 == begun.number
        assert not finish(stores, late, 1)
        assert not settle(stores, late, Next(Status.DROPPED))
        assert begin(stores, late).number is None
        assert finish(stores, other, 2, next=Next(Status.QUEUED, NOON + 2 * LEASE), outcome=Outcome.TIMEOUT)
        (third,) = claim(stores, NOON + 2 * LEASE, "three")
        assert [Outcome.ACCEPTED, Outcome.TIMEOUT] == [one.outcome for one in third.tries]

    def test_three_hand_overs_a_message(self, stores: Stores) -> None:
        """The fourth hand-over of a message does not begin."""
        issue(stores.slots, stores.tenant("acme").id)
        for number in (1, 2, 3):
            send(stores, outcome=Outcome.TIMEOUT, next=Next(Status.QUEUED, NOON), provider=f"p{number}")
        (claimed,) = claim(stores)

        assert (None, False, False) == _begun(stores, claimed)

    def test_six_hand_overs_a_challenge(self, stores: Stores) -> None:
        """The seventh hand-over of a code does not begin, whichever of its messages it is of, and says why."""
        acme = stores.tenant("acme")
        challenge = issue(stores.slots, acme.id)
        for _ in range(2):
            issue(stores.slots, acme.id, challenge={"id": challenge.id}, resend=True)
        for number in range(MOST_PER_CHALLENGE):
            (claimed,) = claim(stores, most=1)
            done = number % 3 == 2
            finish(stores, claimed, begin(stores, claimed).number or 0, Outcome.UNKNOWN, FAILED if done else AGAIN)
        (claimed,) = claim(stores, most=1)

        assert (None, False, True) == _begun(stores, claimed)

    def test_what_reached_nobody_is_given_back(self, stores: Stores) -> None:
        """Where nobody listened, the hand-over counts for nothing, as often as that may be."""
        issue(stores.slots, stores.tenant("acme").id)
        for _ in range(4):
            send(stores, outcome=Outcome.UNKNOWN, next=Next(Status.QUEUED, NOON), reached=False)
        (claimed,) = claim(stores)

        assert (4, 0) == (len(claimed.tries), claimed.handovers)
        assert 5 == begin(stores, claimed).number

    @pytest.mark.parametrize("moment", [600, 601])
    def test_nothing_begins_after_the_expiry(self, stores: Stores, moment: int) -> None:
        """From the moment at which the code expires, no hand-over begins."""
        issue(stores.slots, stores.tenant("acme").id)
        (claimed,) = claim(stores)

        assert begin(stores, claimed, NOON + timedelta(seconds=moment)).number is None

    def test_nothing_begins_after_the_code_was_used(self, stores: Stores) -> None:
        """A code that was used between claim and hand-over is not sent any more."""
        acme = stores.tenant("acme")
        issue(stores.slots, acme.id)
        (claimed,) = claim(stores)
        attempt(stores.slots, acme.id)

        assert begin(stores, claimed).number is None

    def test_a_slot_knows_its_hand_overs(self, stores: Stores) -> None:
        """Whoever asks again sees the hand-overs that were made, and those that waiting messages will need."""
        acme = stores.tenant("acme")
        challenge = issue(stores.slots, acme.id)
        send(stores, outcome=Outcome.TIMEOUT, next=FAILED)
        issue(stores.slots, acme.id, challenge={"id": challenge.id}, resend=True)

        assert 2 == _handovers(stores, acme.id)
        issue(stores.slots, acme.id)
        assert 1 == _handovers(stores, acme.id)

    def test_the_slot_learns_who_carried_the_code(self, stores: Stores) -> None:
        """A fallback to another channel is what the session will say of itself."""
        acme = stores.tenant("acme")
        issue(stores.slots, acme.id)
        send(stores, channel="voice")
        tried = attempt(stores.slots, acme.id)

        assert tried is not None
        assert "voice" == tried.channel


class TestBreaker:
    """One breaker per provider, over all workers."""

    def test_it_opens_after_troubles_in_a_row(self, stores: Stores) -> None:
        """After five temporary troubles the provider is left alone, others are not."""
        claimed = _troubled(stores, BREAKER_FAILURES)

        assert (None, True, False) == _begun(stores, claimed)
        assert begin(stores, claimed, provider="sns").number is not None

    def test_an_answer_in_between_closes_it(self, stores: Stores) -> None:
        """Four troubles, one message that was taken, four troubles: that is no outage."""
        _troubled(stores, BREAKER_FAILURES - 1)
        issue(stores.slots, stores.tenant("well").id)
        (well,) = claim(stores, lease="well")
        finish(stores, well, begin(stores, well).number or 0)
        claimed = _troubled(stores, BREAKER_FAILURES - 1)

        assert begin(stores, claimed).number is not None

    def test_one_message_tries_for_all(self, stores: Stores) -> None:
        """After the rest one caller is let through, and the others wait for what it finds."""
        claimed = _troubled(stores, BREAKER_FAILURES)
        later = NOON + BREAKER_REST

        probe = begin(stores, claimed, later)
        assert probe.number is not None
        assert (None, True, False) == _begun(stores, claimed, later)
        finish(stores, claimed, probe.number, now=later)
        issue(stores.slots, stores.tenant("next").id, later)
        (fresh,) = claim(stores, later, "next")
        assert begin(stores, fresh, later).number is not None


class TestTenantWall:
    """A worker sends for all tenants; what it writes stays with its own."""

    def test_a_claim_of_another_tenant_writes_nothing(self, stores: Stores) -> None:
        """The same message id under another tenant is another message."""
        acme, bolt = stores.tenant("acme"), stores.tenant("bolt")
        for tenant in (acme, bolt):
            issue(stores.slots, tenant.id)
        first, second = claim(stores)
        message: Message = replace(first.message, tenant_id=second.message.tenant_id)

        assert first.message.tenant_id != second.message.tenant_id
        with suppress(KeyError):  # memory has no such row at all
            assert not settle(stores, replace(first, message=message), SENT)


class TestRace:
    """Real threads."""

    def test_no_message_is_claimed_twice(self, stores: Stores) -> None:
        """Eight workers share forty messages: each is taken once, none is left."""
        acme = stores.tenant("acme")
        for minute in range(40):
            issue(stores.slots, acme.id, NOON + timedelta(minutes=minute))
        now = NOON + timedelta(hours=1)

        def work(number: int) -> list[str]:
            taken: list[str] = []
            while found := claim(stores, now, f"worker-{number}", 3):
                taken += [one.message.id for one in found]
            return taken

        taken = [message_id for one in race(8, work) for message_id in one]

        taken += [one.message.id for one in claim(stores, now, "last", 40)]
        assert 40 == len(taken) == len(set(taken))

    def test_six_hand_overs_also_at_once(self, stores: Stores) -> None:
        """Of many hands that begin for one code at the same moment, six do."""
        acme = stores.tenant("acme")
        challenge = issue(stores.slots, acme.id)
        for _ in range(9):
            issue(stores.slots, acme.id, challenge={"id": challenge.id}, resend=True)
        claimed = claim(stores)
        begun = race(10, lambda number: begin(stores, claimed[number]).number)

        assert MOST_PER_CHALLENGE == sum(number is not None for number in begun)


class TestBroken:
    """The store is gone."""

    def test_a_store_that_is_gone_is_unavailable(self, nowhere: Stores) -> None:
        """Claiming says Unavailable, never an exception of the driver."""
        with pytest.raises(Unavailable):
            claim(nowhere)


def _troubled(stores: Stores, times: int) -> Claimed:
    """So many messages that a provider does not take, and one more that waits in our hands."""
    numbers = [next(NUMBERS) for _ in range(times + 1)]
    for number in numbers:
        issue(stores.slots, stores.tenant(f"tenant-{number}").id)
    waiting, *others = claim(stores, lease=f"lease-{numbers[0]}")
    for one in others:
        finish(stores, one, begin(stores, one).number or 0, Outcome.TIMEOUT, FAILED)
    return waiting


def _begun(stores: Stores, claimed: Claimed, now: datetime = NOON) -> tuple[int | None, bool, bool]:
    begun = begin(stores, claimed, now)
    return begun.number, begun.is_open, begun.is_capped


def _handovers(stores: Stores, tenant_id: TenantId) -> int:
    slot, _ = stores.slots.look(tenant_id=tenant_id, address=ADA, purpose=SIGN_IN, now=NOON, question=QUESTION)
    assert slot.challenge is not None
    return slot.challenge.handovers
