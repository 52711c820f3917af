"""The outbox in memory: the same rules as Postgres, in Python."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from adapters.memory.paying import pay_again
from adapters.memory.stored import StoredAttempt, StoredBreaker, StoredMessage
from adapters.memory.world import MemoryWorld
from application.ports.messages import Outbox
from domain import delivery as rules
from domain.audit import Event
from domain.delivery import Begun, Delivered, DeliveryReport, Next
from domain.hook import Before
from domain.ids import EventId, TenantId
from domain.message import Attempt, Claimed, Outcome, Status, Try
from domain.otp import OtpSlot

RANK = {Status.SENT: 1, Status.UNDELIVERED: 2, Status.DELIVERED: 3}


class MemoryOutbox(Outbox):
    """The messages of a MemoryWorld."""

    def __init__(self, world: MemoryWorld) -> None:
        self._world = world

    def claim(
        self, *, now: datetime, lease_id: str, lease_until: datetime, most: int, full: Sequence[TenantId] = ()
    ) -> Sequence[Claimed]:
        """See Outbox."""
        with self._world.lock:
            claimed = []
            for stored in self._in_turn(now, full)[:most]:
                before = stored.status
                stored.status = Status.SENDING if before is Status.QUEUED else before
                stored.lease_id, stored.due_at = lease_id, lease_until
                claimed.append(self._claimed(stored, before, lease_id, lease_until))
            return claimed

    def _in_turn(self, now: datetime, full: Sequence[TenantId]) -> list[StoredMessage]:
        """What is due, one of each tenant at a time."""
        due = [one for one in self._world.messages.values() if one.due_at is not None and one.due_at <= now]
        due.sort(key=lambda one: (one.due_at, one.message.id))
        places: dict[TenantId, int] = {}
        turns = []
        for stored in due:
            tenant_id = stored.message.tenant_id
            places[tenant_id] = places.get(tenant_id, 0) + 1
            turns.append((places[tenant_id], stored.due_at, stored.message.id, stored))
        return [turn[3] for turn in sorted(turns, key=lambda turn: turn[:3]) if turn[3].message.tenant_id not in full]

    def _claimed(self, stored: StoredMessage, before: Status, lease_id: str, lease_until: datetime) -> Claimed:
        message, slot = stored.message, self._live_slot(stored)
        tenant, key = self._world.tenants[message.tenant_id], (message.tenant_id, message.to, stored.purpose)
        secret = self._world.secrets.get(key) if slot and tenant.deleted_at is None else None
        hook = self._world.hooks.get(message.tenant_id)
        return Claimed(
            message=message,
            tenant=tenant,
            lease_id=lease_id,
            lease_until=lease_until,
            status=before,
            tries=tuple(_try(one) for one in stored.attempts),
            handovers=stored.handovers,
            nonce=secret.nonce if secret else None,
            key_id=secret.key_id if secret else None,
            code_length=slot.challenge.length if slot and slot.challenge else 0,
            asks_hook=hook is not None and Before.CODE_SENT in hook.before,
        )

    def _live_slot(self, stored: StoredMessage) -> OtpSlot | None:
        message = stored.message
        slot = self._world.slots.get((message.tenant_id, message.to, stored.purpose), OtpSlot())
        challenge = slot.challenge
        alive = challenge is not None and challenge.id == message.challenge_id and not challenge.ended_as
        return slot if alive else None

    def begin(self, claimed: Claimed, *, provider: str, channel: str, now: datetime) -> Begun:
        """See Outbox."""
        with self._world.lock:
            breaker = self._world.breakers.get(provider, StoredBreaker())
            stored, slot = self._mine(claimed), self._live_slot(self._stored(claimed))
            challenge = slot.challenge if slot else None
            if breaker.open_until is not None:
                alive = (
                    stored
                    and challenge
                    and now < challenge.expires_at
                    and challenge.handovers < rules.MOST_PER_CHALLENGE
                )
                if breaker.open_until > now or not alive:
                    return Begun(None, is_open=True)
                breaker.open_until = now + rules.BREAKER_REST
            if not stored or challenge is None or now >= challenge.expires_at:
                return Begun(None)
            if challenge.handovers >= rules.MOST_PER_CHALLENGE or stored.handovers >= rules.MOST_PER_MESSAGE:
                return Begun(None, is_capped=challenge.handovers >= rules.MOST_PER_CHALLENGE)
            self._count(stored, 1)
            number, stored.status = len(stored.attempts) + 1, Status.SENDING
            stored.attempts.append(StoredAttempt(number, provider, channel, stored.message.country or "", now))
            return Begun(number)

    def _count(self, stored: StoredMessage, by: int, channel: str | None = None) -> None:
        """Hand-overs of the message and of its live challenge, whose channel is the one that carried it."""
        stored.handovers += by
        slot, message = self._live_slot(stored), stored.message
        if slot and slot.challenge:
            challenge = slot.challenge
            counted = replace(challenge, handovers=challenge.handovers + by, channel=channel or challenge.channel)
            key = (message.tenant_id, message.to, stored.purpose)
            self._world.slots[key] = replace(slot, challenge=counted)

    def finish(self, claimed: Claimed, attempt: Attempt, next: Next, *, event_id: EventId) -> bool:
        """See Outbox."""
        with self._world.lock:
            stored, accepted = self._stored(claimed), attempt.receipt.outcome is Outcome.ACCEPTED
            kept = stored.attempts[attempt.number - 1]
            if kept.receipt is not None:
                return False
            self._end(kept, attempt)
            pay_again(self._world, stored, kept)
            self._feel(attempt)
            mine = self._mine(claimed)
            given_back = 0 if attempt.receipt.reached else -1
            self._count(stored, given_back, attempt.channel if accepted else None)
            if mine:
                lease = mine.lease_id if next.goes_on else None
                self._move(mine, next, attempt.ended_at, event_id, attempt.provider, attempt.receipt.outcome.value)
                mine.lease_id = lease
            return mine is not None

    def _end(self, kept: StoredAttempt, attempt: Attempt) -> None:
        kept.receipt, kept.ended_at = attempt.receipt, attempt.ended_at
        kept.reference = kept.reference or attempt.receipt.reference
        kept.error_code = kept.error_code or attempt.receipt.error_code
        kept.status = attempt.status if kept.status is Status.SENDING else kept.status
        if attempt.receipt.outcome is Outcome.ACCEPTED and kept.cost_micros is None:
            kept.cost_micros = self._world.price_of(kept.provider, kept.channel, kept.country)

    def _feel(self, attempt: Attempt) -> None:
        """The provider's breaker."""
        if rules.is_trouble(attempt.receipt):
            breaker = self._world.breakers.setdefault(attempt.provider, StoredBreaker())
            breaker.failures += 1
            if breaker.failures >= rules.BREAKER_FAILURES:
                breaker.open_until = attempt.ended_at + rules.BREAKER_REST
        elif rules.is_healthy(attempt.receipt):
            self._world.breakers.pop(attempt.provider, None)

    def settle(self, claimed: Claimed, next: Next, *, now: datetime, event_id: EventId) -> bool:
        """See Outbox."""
        with self._world.lock:
            stored = self._mine(claimed)
            if stored:
                tried, stored.lease_id = stored.attempts[-1:], None
                self._move(stored, next, now, event_id, tried[0].provider if tried else None, next.dropped_as)
            return stored is not None

    def _move(
        self, stored: StoredMessage, next: Next, at: datetime, event_id: EventId, provider: str | None, why: str | None
    ) -> None:
        stored.status, stored.due_at, stored.dropped_as = next.status, next.due_at, next.dropped_as
        if next.status is Status.FAILED or (next.status is Status.UNDELIVERED and next.due_at is None):
            self._tell(stored, at, event_id, "message.failed", provider, {"outcome": why})

    def _tell(
        self,
        stored: StoredMessage,
        at: datetime,
        event_id: EventId,
        type: str,
        provider: str | None,
        more: Mapping[str, str | None],
    ) -> None:
        message = stored.message
        payload = {"message_id": message.id, "provider": provider, **more}
        self._world.events.append(Event(message.tenant_id, event_id, at, type, message.challenge_id, payload))

    def expects_receipt(self, claimed: Claimed, *, now: datetime) -> bool:
        """See Outbox."""
        country, provider = claimed.message.country or "", claimed.taken_by
        since = now - timedelta(seconds=claimed.tenant.settings.failover_after_seconds)
        with self._world.lock:
            lately = [
                one
                for stored in self._world.messages.values()
                for one in stored.attempts
                if stored.message.id != claimed.message.id and (one.provider, one.country) == (provider, country)
                if one.receipt and one.receipt.outcome is Outcome.ACCEPTED and one.ended_at and one.ended_at <= since
            ]
        newest = sorted(lately, key=lambda one: one.ended_at or now)[-rules.RECEIPTS_LOOKED_AT :]
        return rules.expects_receipts(len(newest), sum(one.receipt_at is not None for one in newest))

    def receive(self, report: DeliveryReport, *, now: datetime, event_id: EventId) -> Delivered | None:
        """See Outbox."""
        with self._world.lock:
            stored = self._world.messages.get((report.tenant_id, report.message_id))
            found = [one for one in stored.attempts if _is_meant(one, report)] if stored else []
            if not stored or not found:
                return None
            kept, before = found[0], found[0].status
            kept.receipt_at, kept.reference = kept.receipt_at or now, kept.reference or report.reference
            if kept.cost_micros is None:
                kept.cost_micros = self._world.price_of(kept.provider, kept.channel, kept.country)
            if RANK[report.status] <= RANK.get(before, 0):
                return None
            kept.status, kept.error_code = report.status, report.error_code or kept.error_code
            if report.status is Status.UNDELIVERED:
                kept.undelivered_at = now
            self._arrive(stored, kept, report, now, event_id)
            return Delivered(before, report.status, kept.provider, stored.age(now), kept.country)

    def _arrive(
        self, stored: StoredMessage, kept: StoredAttempt, report: DeliveryReport, now: datetime, event_id: EventId
    ) -> None:
        latest = kept.number == len(stored.attempts)
        if report.status is Status.SENT and latest and stored.status in (Status.QUEUED, Status.FAILED):
            stored.status, stored.due_at, stored.lease_id = Status.SENT, None, None
            self._tell(stored, now, event_id, "message.sent", kept.provider, {})
        latest = latest and stored.status in (Status.SENT, Status.SENDING)
        if stored.status is Status.DELIVERED or report.status is Status.SENT:
            return
        if report.status is Status.DELIVERED:
            kept.delivered_at = stored.delivered_at = now
            stored.status, stored.due_at, stored.lease_id, type = report.status, None, None, "message.delivered"
        elif latest:
            again = not report.is_permanent and now < stored.message.expires_at
            stored.status, stored.due_at, stored.lease_id = report.status, now if again else None, None
            type = "message.undelivered" if again else "message.failed"
        else:
            return
        self._tell(stored, now, event_id, type, kept.provider, {})

    def _stored(self, claimed: Claimed) -> StoredMessage:
        return self._world.messages[claimed.message.tenant_id, claimed.message.id]

    def _mine(self, claimed: Claimed) -> StoredMessage | None:
        stored = self._stored(claimed)
        return stored if stored.lease_id == claimed.lease_id else None


def _is_meant(one: StoredAttempt, report: DeliveryReport) -> bool:
    same = None in (one.reference, report.reference) or one.reference == report.reference
    return (one.number, one.provider) == (report.number, report.provider) and same


def _try(one: StoredAttempt) -> Try:
    return Try(one.number, one.provider, one.receipt.outcome if one.receipt else None, one.status)
