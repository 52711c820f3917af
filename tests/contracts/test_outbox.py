"""Outbox, over memory and Postgres 16 and 18."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from domain.ids import TenantId
from domain.message import Attempt, Claimed, Message, Outcome, Receipt
from domain.refusal import Unavailable
from tests.contracts.asks import ADA, GRACE, attempt, issue
from tests.contracts.conftest import NOON, Stores
from tests.fixtures.race import race

LEASE = timedelta(seconds=30)
SENT = Attempt("memory", Receipt(Outcome.ACCEPTED, "SM1"), NOON, NOON)


def claim(stores: Stores, now: datetime = NOON, lease: str = "one", most: int = 10) -> list[Claimed]:
    """Take what is owed."""
    return list(stores.outbox.claim(now=now, lease_id=lease, lease_until=now + LEASE, most=most))


class TestEmpty:
    """Nothing is owed."""

    def test_an_empty_outbox_gives_nothing(self, stores: Stores) -> None:
        """Where nothing is owed, nothing is claimed."""
        assert [] == claim(stores)


class TestNormal:
    """A message is taken, sent and written down."""

    def test_a_claim_has_what_the_text_needs(self, stores: Stores) -> None:
        """A claimed message names its tenant's name, its code's nonce, length and keys, and the minutes."""
        acme = stores.tenant("acme")
        challenge = issue(stores.slots, acme.id)
        (claimed,) = claim(stores)

        assert (challenge.id, ADA.text, "sms", 10) == (
            claimed.message.challenge_id,
            claimed.message.to,
            claimed.message.channel,
            claimed.message.minutes,
        )
        assert ("Acme", 6, 16) == (claimed.sms_name, claimed.code_length, len(claimed.nonce or b""))

    def test_the_oldest_comes_first(self, stores: Stores) -> None:
        """Messages are taken in the order in which they were asked for."""
        acme = stores.tenant("acme")
        issue(stores.slots, acme.id, NOON + timedelta(seconds=1), address=GRACE)
        issue(stores.slots, acme.id)
        now = NOON + timedelta(seconds=2)
        found = claim(stores, now, most=1) + claim(stores, now, most=1)

        assert [ADA.text, GRACE.text] == [one.message.to for one in found]

    def test_a_recorded_message_is_owed_no_more(self, stores: Stores) -> None:
        """What was handed over is never taken again, also not after the lease."""
        acme = stores.tenant("acme")
        issue(stores.slots, acme.id)
        (claimed,) = claim(stores)

        assert stores.outbox.record(claimed, SENT)
        assert [] == claim(stores, NOON + 2 * LEASE)

    def test_a_dropped_message_is_owed_no_more(self, stores: Stores) -> None:
        """What must not be sent is never taken again."""
        acme = stores.tenant("acme")
        issue(stores.slots, acme.id)
        (claimed,) = claim(stores)

        assert stores.outbox.drop(claimed, "expired", now=NOON)
        assert [] == claim(stores, NOON + 2 * LEASE)

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

        assert [] == claim(stores, NOON + LEASE - timedelta(seconds=1), "two")
        assert 1 == len(claim(stores, NOON + LEASE, "two"))

    def test_a_late_completion_is_ignored(self, stores: Stores) -> None:
        """Who comes after the lease went to another writes nothing."""
        acme = stores.tenant("acme")
        issue(stores.slots, acme.id)
        (late,) = claim(stores)
        (other,) = claim(stores, NOON + LEASE, "two")

        assert not stores.outbox.record(late, SENT)
        assert not stores.outbox.drop(late, "expired", now=NOON)
        assert stores.outbox.record(other, SENT)

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


class TestTenantWall:
    """A worker sends for all tenants; what it writes stays with its own."""

    def test_a_claim_of_another_tenant_writes_nothing(self, stores: Stores) -> None:
        """The same message id under another tenant is another message."""
        acme, bolt = stores.tenant("acme"), stores.tenant("bolt")
        for tenant in (acme, bolt):
            issue(stores.slots, tenant.id)
        first, second = claim(stores)
        foreign = replace(first, message=_message_of(first, second.message.tenant_id), lease_id="other")

        assert first.message.tenant_id != second.message.tenant_id
        assert _refused(stores, foreign)


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

        assert 40 == len(taken) == len(set(taken))


class TestBroken:
    """The store is gone."""

    def test_a_store_that_is_gone_is_unavailable(self, nowhere: Stores) -> None:
        """Claiming says Unavailable, never an exception of the driver."""
        with pytest.raises(Unavailable):
            claim(nowhere)


def _message_of(claimed: Claimed, tenant_id: TenantId) -> Message:
    return replace(claimed.message, tenant_id=tenant_id)


def _refused(stores: Stores, claimed: Claimed) -> bool:
    """Memory has no such row at all; Postgres finds none to change."""
    try:
        return not stores.outbox.record(claimed, SENT)
    except KeyError:
        return True
