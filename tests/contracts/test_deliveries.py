"""Deliveries to webhooks, over memory and Postgres 16 and 18."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from application.ports.webhooks import Chosen, Owed, Told
from domain.audit import Action, AuditEvent, Event
from domain.ids import AuditId, EventId, TenantId, WebhookId
from domain.webhook import After, DeliveryStatus, Posted, SealedSecret, WebhookEndpoint, after_post
from tests.contracts.conftest import DICE, NOON, Stores
from tests.fixtures.race import race

LEASE = timedelta(seconds=60)
FINE = Posted(200, 12, 2)
BROKEN = Posted(500, 30, 11, None)


def endpoint(stores: Stores, tenant_id: TenantId, *types: str, at: datetime = NOON) -> WebhookEndpoint:
    """A webhook that hears of events from then on."""
    made = WebhookEndpoint(
        tenant_id,
        WebhookId.make(at, DICE.roll(10)),
        "https://hooks.test/x",
        types or ("*",),
        SealedSecret(b"s", "k"),
        at,
    )
    with stores.store.begin() as tx:
        tx.webhooks.add(made)
    return made


def happen(stores: Stores, tenant_id: TenantId, type: str = "user.created", *, at: datetime = NOON) -> Event:
    """An event in a commit of its own."""
    event = Event(tenant_id, EventId.make(at, DICE.roll(10)), at, type, "usr_1", {})
    with stores.store.begin() as tx:
        tx.records.add(event)
    return event


def announce(stores: Stores, most: int = 100) -> int:
    """Announce until there is nothing new; how many events were seen."""
    seen = 0
    while found := stores.deliveries.announce(now=NOON, most=most):
        seen += found
    return seen


def claim(
    stores: Stores, now: datetime = NOON, *, most: int = 100, struggling: bool = False, most_each: int = 100
) -> Sequence[Owed]:
    """Take what is due."""
    return stores.deliveries.claim(
        now=now,
        lease_id=DICE.roll(8).hex(),
        lease_until=now + LEASE,
        most=most,
        struggling=struggling,
        most_each=most_each,
    )


def told(owed: Owed, now: datetime) -> Told:
    """What is written where a webhook is disabled."""
    tenant_id, id = owed.endpoint.tenant_id, owed.endpoint.id
    return Told(
        AuditEvent(tenant_id, AuditId.make(now, DICE.roll(10)), now, Action.WEBHOOK_DISABLED, "worker", id, "worker"),
        Event(tenant_id, EventId.make(now, DICE.roll(10)), now, "webhook.disabled", id, {"reason": "gone"}),
    )


def finish(stores: Stores, owed: Owed, posted: Posted, now: datetime = NOON) -> After:
    """Write an attempt down as the rules judge it."""
    after = after_post(owed.endpoint, owed.attempts + 1, posted, now, 0.0)
    assert stores.deliveries.finish(owed, posted, after, now=now, told=told(owed, now))
    return after


def kept(stores: Stores, hook: WebhookEndpoint) -> WebhookEndpoint:
    """The webhook as it is now."""
    with stores.store.begin() as tx:
        found = tx.webhooks.get(tenant_id=hook.tenant_id, id=hook.id)
    assert found is not None
    return found


class TestEmpty:
    """Nothing is there."""

    def test_nothing_is_owed(self, stores: Stores) -> None:
        """No event, no delivery; an unknown one cannot be delivered again."""
        acme = stores.tenant("acme")
        hook = endpoint(stores, acme.id)
        shared: Any = {"tenant_id": acme.id, "endpoint_id": hook.id}
        everything = Chosen(NOON, NOON + LEASE, ("*",))

        assert 0 == announce(stores)
        assert [] == list(claim(stores))
        assert [] == list(stores.deliveries.page(**shared, status=None, before="", most=5))
        assert stores.deliveries.again(**shared, event_id=EventId("evt_x"), now=NOON) is None
        assert [] == list(stores.deliveries.again_all(**shared, chosen=everything, after="", now=NOON, most=5))


class TestWebhooks:
    """The endpoints themselves."""

    def test_a_webhook_comes_back_as_it_was(self, stores: Stores) -> None:
        """Every field survives, the secrets in their seals."""
        acme = stores.tenant("acme")
        hook = endpoint(stores, acme.id, "otp.*", "user.created")
        changed = replace(
            hook.rotated(SealedSecret(b"new", "k2"), until=NOON + LEASE),
            description="CRM",
            failures=3,
            failing_since=NOON,
            paused_until=NOON + LEASE,
        ).disabled(NOON, "by_hand")
        with stores.store.begin() as tx:
            tx.webhooks.save(changed)

        assert changed == kept(stores, hook)
        with stores.store.begin() as tx:
            assert [changed] == list(tx.webhooks.of_tenant(tenant_id=acme.id))
            assert [changed] == list(tx.webhooks.sealed_otherwise("k2", most=5))
            assert [] == list(tx.webhooks.of_tenant(tenant_id=stores.tenant("other").id))

    def test_one_that_is_removed_is_owed_nothing(self, stores: Stores) -> None:
        """Its deliveries go with it."""
        acme = stores.tenant("acme")
        hook = endpoint(stores, acme.id)
        happen(stores, acme.id)
        announce(stores)
        with stores.store.begin() as tx:
            tx.webhooks.remove(hook)
            assert tx.webhooks.get(tenant_id=acme.id, id=hook.id) is None

        assert [] == list(claim(stores))


class TestAnnouncing:
    """Events become deliveries."""

    def test_each_webhook_hears_of_what_it_chose(self, stores: Stores) -> None:
        """By name, by family, or of everything; never of another tenant's."""
        acme, other = stores.tenant("acme"), stores.tenant("other")
        every = endpoint(stores, acme.id)
        family = endpoint(stores, acme.id, "session.*")
        single = endpoint(stores, acme.id, "user.deleted", "otp.failed")
        foreign = endpoint(stores, other.id)
        for type in ("user.created", "session.created", "user.deleted"):
            happen(stores, acme.id, type)

        assert 3 == announce(stores)
        heard = sorted((one.endpoint.id, one.event.type) for one in claim(stores))
        expected = [
            *((every.id, type) for type in ("session.created", "user.created", "user.deleted")),
            (family.id, "session.created"),
            (single.id, "user.deleted"),
        ]
        assert sorted(expected) == heard
        assert foreign.id not in {id for id, _ in heard}

    def test_a_webhook_hears_of_nothing_before_its_time_or_while_disabled(self, stores: Stores) -> None:
        """What happened before it was made is delivered only where somebody asks for it."""
        acme = stores.tenant("acme")
        happen(stores, acme.id)
        endpoint(stores, acme.id, at=NOON + timedelta(seconds=1))
        off = endpoint(stores, acme.id)
        with stores.store.begin() as tx:
            tx.webhooks.save(off.disabled(NOON, "by_hand"))

        assert (1, []) == (announce(stores), list(claim(stores)))

    def test_every_event_is_announced_once(self, stores: Stores) -> None:
        """In small batches too, and not again."""
        acme = stores.tenant("acme")
        endpoint(stores, acme.id)
        made = [happen(stores, acme.id, at=NOON + timedelta(milliseconds=n)).id for n in range(7)]

        assert 7 == announce(stores, most=2)
        assert 0 == announce(stores)
        assert made == [one.event.id for one in claim(stores, NOON + LEASE)]

    def test_many_workers_announce_each_event_once(self, stores: Stores) -> None:
        """However many look at the same moment."""
        acme = stores.tenant("acme")
        endpoint(stores, acme.id)
        for _ in range(20):
            happen(stores, acme.id)
        race(8, lambda _: stores.deliveries.announce(now=NOON, most=5))
        announce(stores)

        assert 20 == len(claim(stores))


class TestClaiming:
    """Workers take what is due."""

    def test_a_lease_keeps_others_away_until_it_is_over(self, stores: Stores) -> None:
        """Then somebody else may post it, and the first one's word no longer counts."""
        acme = stores.tenant("acme")
        endpoint(stores, acme.id)
        happen(stores, acme.id)
        announce(stores)
        first = claim(stores)[0]
        later = NOON + LEASE

        assert [] == list(claim(stores, later - timedelta(seconds=1)))
        second = claim(stores, later)[0]
        after = after_post(first.endpoint, 1, FINE, later, 0.0)
        assert not stores.deliveries.finish(first, FINE, after, now=later, told=told(first, later))
        assert stores.deliveries.finish(second, FINE, after, now=later, told=told(second, later))
        assert first.event.id == second.event.id

    def test_webhooks_take_turns(self, stores: Stores) -> None:
        """One with a thousand waiting does not stand before one with a single one."""
        acme, other = stores.tenant("acme"), stores.tenant("other")
        busy, calm = endpoint(stores, acme.id), endpoint(stores, other.id)
        for _ in range(10):
            happen(stores, acme.id)
        happen(stores, other.id, at=NOON + timedelta(milliseconds=1))
        announce(stores)

        assert {busy.id, calm.id} == {one.endpoint.id for one in claim(stores, NOON + LEASE, most=2)}

    def test_one_webhook_gets_no_more_than_its_share_at_a_time(self, stores: Stores) -> None:
        """Over all workers; what is finished makes room."""
        acme = stores.tenant("acme")
        endpoint(stores, acme.id)
        for _ in range(5):
            happen(stores, acme.id)
        announce(stores)
        first = claim(stores, most_each=2)

        assert (2, 0) == (len(first), len(claim(stores, most_each=2)))
        finish(stores, first[0], FINE)
        assert 1 == len(claim(stores, most_each=2))

    def test_those_that_fail_are_taken_apart_from_the_others(self, stores: Stores) -> None:
        """So that who hangs holds up only its like; an answer that is good brings it back."""
        acme = stores.tenant("acme")
        hook = endpoint(stores, acme.id)
        happen(stores, acme.id)
        announce(stores)
        after = finish(stores, claim(stores)[0], BROKEN)
        assert after.due_at is not None

        assert [] == list(claim(stores, after.due_at))
        again = claim(stores, after.due_at, struggling=True)
        assert (1, 1) == (len(again), again[0].attempts)
        finish(stores, again[0], FINE, after.due_at)
        assert (0, None) == (kept(stores, hook).failures, kept(stores, hook).failing_since)


class TestFinishing:
    """What became of attempts."""

    def test_each_attempt_is_seen_with_status_time_and_size(self, stores: Stores) -> None:
        """Never with what was said."""
        acme = stores.tenant("acme")
        hook = endpoint(stores, acme.id)
        event = happen(stores, acme.id)
        announce(stores)
        after = finish(stores, claim(stores)[0], replace(BROKEN, retry_after=timedelta(seconds=9)))
        assert after.due_at == NOON + timedelta(seconds=9)
        finish(stores, claim(stores, after.due_at, struggling=True)[0], FINE, after.due_at)
        found = stores.deliveries.page(tenant_id=acme.id, endpoint_id=hook.id, status=None, before="", most=5)

        assert [(event.id, DeliveryStatus.DELIVERED, 2)] == [(one.id, one.status, one.attempts) for one in found]
        assert [(NOON, 500, 30, 11), (after.due_at, 200, 12, 2)] == [
            (one.at, one.posted.status, one.posted.milliseconds, one.posted.bytes) for one in found[0].tries
        ]
        assert (after.due_at, None) == (found[0].ended_at, found[0].due_at)

    def test_410_disables_and_tells(self, stores: Stores) -> None:
        """Once, however many attempts find it gone; other webhooks of the tenant hear of it."""
        acme = stores.tenant("acme")
        gone, witness = endpoint(stores, acme.id, "user.*"), endpoint(stores, acme.id, "webhook.disabled")
        for _ in range(2):
            happen(stores, acme.id)
        announce(stores)
        for owed in claim(stores):
            finish(stores, owed, Posted(410, 5))
        later = NOON + LEASE
        announce(stores)

        assert ("gone", NOON) == (kept(stores, gone).disabled_as, kept(stores, gone).disabled_at)
        assert [(witness.id, "webhook.disabled")] == [(one.endpoint.id, one.event.type) for one in claim(stores, later)]

    def test_dead_letters_are_found_by_their_status(self, stores: Stores) -> None:
        """And delivered again, one or all of a time."""
        acme = stores.tenant("acme")
        hook = endpoint(stores, acme.id)
        events = [happen(stores, acme.id, at=NOON + timedelta(seconds=n)) for n in range(3)]
        announce(stores)
        now = NOON + LEASE
        dead = After(DeliveryStatus.DEAD)
        first, *others = claim(stores, now)
        stores.deliveries.finish(first, BROKEN, dead, now=now, told=told(first, now))
        for owed in others:
            finish(stores, owed, FINE, now)
        shared: Any = {"tenant_id": acme.id, "endpoint_id": hook.id}
        page = stores.deliveries.page(**shared, status=DeliveryStatus.DEAD, before="", most=5)
        chosen = Chosen(NOON, now, ("*",), only_dead=True)

        assert [events[0].id] == [one.id for one in page]
        again = stores.deliveries.again_all(**shared, chosen=chosen, after="", now=now, most=5)
        assert [events[0].id] == list(again)
        assert [(events[0].id, 0)] == [(one.event.id, one.attempts) for one in claim(stores, now)]


class TestAgain:
    """Delivering once more."""

    def test_a_delivered_event_is_delivered_again(self, stores: Stores) -> None:
        """With the same id and all its attempts."""
        acme = stores.tenant("acme")
        hook = endpoint(stores, acme.id)
        event = happen(stores, acme.id)
        announce(stores)
        finish(stores, claim(stores)[0], FINE)
        shared: Any = {"tenant_id": acme.id, "endpoint_id": hook.id}
        delivery = stores.deliveries.again(**shared, event_id=event.id, now=NOON)

        assert delivery is not None
        assert (DeliveryStatus.PENDING, 0, None) == (delivery.status, delivery.attempts, delivery.ended_at)
        assert [event.id] == [one.event.id for one in claim(stores)]

    def test_a_range_takes_what_was_never_owed_too(self, stores: Stores) -> None:
        """Of the types and the time that are asked for, oldest first, page by page."""
        acme = stores.tenant("acme")
        events = [happen(stores, acme.id, at=NOON + timedelta(seconds=n)) for n in range(6)]
        happen(stores, acme.id, "session.created", at=NOON + timedelta(seconds=2))
        happen(stores, stores.tenant("other").id, at=NOON + timedelta(seconds=2))
        hook = endpoint(stores, acme.id, at=NOON + LEASE)
        announce(stores)
        shared: Any = {"tenant_id": acme.id, "endpoint_id": hook.id, "now": NOON + LEASE, "most": 3}
        chosen = Chosen(NOON + timedelta(seconds=1), NOON + timedelta(seconds=5), ("user.*",))
        first = stores.deliveries.again_all(**shared, chosen=chosen, after="")
        rest = stores.deliveries.again_all(**shared, chosen=chosen, after=first[-1])

        assert [event.id for event in events[1:5]] == [*first, *rest]
        assert len(claim(stores, NOON + LEASE)) == 4

    @pytest.mark.parametrize("attempts", [1, 2])
    def test_it_begins_anew_however_often_it_failed(self, stores: Stores, attempts: int) -> None:
        """A lease that somebody holds meanwhile counts no more."""
        acme = stores.tenant("acme")
        hook = endpoint(stores, acme.id)
        event = happen(stores, acme.id)
        announce(stores)
        held, now = claim(stores)[0], NOON
        for _ in range(attempts):
            after = finish(stores, held, BROKEN, now)
            now = after.due_at or now
            held = claim(stores, now, struggling=True)[0]
        stores.deliveries.again(tenant_id=acme.id, endpoint_id=hook.id, event_id=event.id, now=now)

        assert not stores.deliveries.finish(held, FINE, After(DeliveryStatus.DELIVERED), now=now, told=told(held, now))
        assert [0] == [one.attempts for one in claim(stores, now, struggling=True)]
