"""Retries, over memory and Postgres 16 and 18."""

from datetime import datetime, timedelta

import pytest

from domain.audit import Action, AuditEvent
from domain.ids import AuditId, ChallengeId, MessageId, TenantId
from domain.message import Outcome, Status
from domain.refusal import Unavailable
from tests.contracts.asks import CODE, attempt, issue, make
from tests.contracts.conftest import NOON, Stores
from tests.contracts.outbox import FAILED, claim, report, send
from tests.fixtures.race import race

LATER = NOON + timedelta(minutes=1)


def failed(stores: Stores, tenant_id: TenantId) -> tuple[ChallengeId, MessageId]:
    """A code whose one message was refused."""
    challenge = issue(stores.slots, tenant_id)
    claimed = send(stores, outcome=Outcome.TIMEOUT, next=FAILED)
    return challenge.id, claimed.message.id


def retry(stores: Stores, tenant_id: TenantId, message_id: MessageId, now: datetime = LATER) -> bool:
    """Send it once more."""
    details = {"message_id": message_id}
    challenge_id = stores.history.message(tenant_id=tenant_id, id=message_id)
    audit = AuditEvent(
        tenant_id, make(AuditId, now), now, Action.MESSAGE_RETRIED, "cli:ada", challenge_id, details=details
    )
    return stores.retries.retry(tenant_id=tenant_id, message_id=message_id, now=now, audit=audit)


class TestEmpty:
    """Nothing is there."""

    def test_an_unknown_message_is_false(self, stores: Stores) -> None:
        """Where there is no such message, nothing happens."""
        assert not retry(stores, stores.tenant("acme").id, make(MessageId))


class TestNormal:
    """A message goes back into the outbox."""

    def test_a_failed_message_is_due_at_once(self, stores: Stores) -> None:
        """A worker takes it, with what was tried before; the audit row names operator and message."""
        acme = stores.tenant("acme")
        challenge_id, message_id = failed(stores, acme.id)

        assert retry(stores, acme.id, message_id)
        (claimed,) = claim(stores, LATER)
        assert (message_id, Status.QUEUED, 1, 1) == (
            claimed.message.id, claimed.status, len(claimed.tries), claimed.handovers
        )  # fmt: skip
        found = stores.history.request(tenant_id=acme.id, id=challenge_id)
        assert found is not None
        assert [(LATER, Action.MESSAGE_RETRIED, "cli:ada", message_id)] == [
            (deed.at, deed.action, deed.actor, deed.message_id) for deed in found.deeds
        ]

    def test_an_undelivered_message_is_due_at_once(self, stores: Stores) -> None:
        """Where nobody would have looked at it again, an undelivered message may go to another provider."""
        acme = stores.tenant("acme")
        issue(stores.slots, acme.id)
        claimed = send(stores)
        report(stores, claimed, Status.UNDELIVERED, is_permanent=True)

        assert retry(stores, acme.id, claimed.message.id)
        assert 1 == len(claim(stores, LATER))

    def test_what_is_under_way_is_left_alone(self, stores: Stores) -> None:
        """Queued, sent, delivered and dropped messages, and one in a worker's hands, are not due again."""
        acme = stores.tenant("acme")
        issue(stores.slots, acme.id)
        (queued,) = stores.history.tail(tenant_id=acme.id, since=None, most=1)
        assert not retry(stores, acme.id, queued.message.id)
        claimed = send(stores)
        assert not retry(stores, acme.id, claimed.message.id)
        report(stores, claimed, Status.UNDELIVERED)
        assert not retry(stores, acme.id, claimed.message.id)

    def test_a_dead_code_is_not_sent(self, stores: Stores) -> None:
        """After the code was used, and from the moment at which it expires, nothing is sent again."""
        acme, bolt = stores.tenant("acme"), stores.tenant("bolt")
        _, message_id = failed(stores, acme.id)
        _, late = failed(stores, bolt.id)
        attempt(stores.slots, acme.id, CODE)

        assert not retry(stores, acme.id, message_id)
        assert not retry(stores, bolt.id, late, NOON + timedelta(minutes=10))

    def test_caps_hold(self, stores: Stores) -> None:
        """A message that has had its three hand-overs is not due again."""
        acme = stores.tenant("acme")
        _, message_id = failed(stores, acme.id)
        for _ in range(2):
            assert retry(stores, acme.id, message_id)
            send(stores, LATER, outcome=Outcome.TIMEOUT, next=FAILED)

        assert not retry(stores, acme.id, message_id)


class TestTenantWall:
    """Another tenant moves nothing."""

    def test_another_tenants_message_is_not_there(self, stores: Stores) -> None:
        """The id of another tenant's message does nothing."""
        acme, bolt = stores.tenant("acme"), stores.tenant("bolt")
        _, message_id = failed(stores, acme.id)

        assert not retry(stores, bolt.id, message_id)
        assert [] == claim(stores, LATER)


class TestRace:
    """Real threads."""

    def test_one_of_many_is_true(self, stores: Stores) -> None:
        """Of simultaneous retries one puts the message back."""
        acme = stores.tenant("acme")
        _, message_id = failed(stores, acme.id)

        assert 1 == sum(race(8, lambda _: retry(stores, acme.id, message_id)))


class TestBroken:
    """The store is gone."""

    def test_a_store_that_is_gone_is_unavailable(self, nowhere: Stores) -> None:
        """Retrying says Unavailable, never an exception of the driver."""
        audit = AuditEvent("tn_1", make(AuditId), NOON, Action.MESSAGE_RETRIED, "cli:ada")
        with pytest.raises(Unavailable):
            nowhere.retries.retry(tenant_id=make(TenantId), message_id=make(MessageId), now=NOON, audit=audit)
