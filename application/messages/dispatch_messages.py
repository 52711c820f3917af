"""Messages leave the house."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from application.audit.scribe import Scribe
from application.hooks.ask_hook import AskHook
from application.messages.compose import Compose
from application.ports.messages import Channel, Outbox
from application.ports.tally import Counter, Tally
from domain.caller import Caller
from domain.delivery import MOST_PER_MESSAGE, SHORT_WAIT, Begun, Next, after_attempt, candidates, ended, wait_until
from domain.hook import Before
from domain.ids import EventId, TenantId
from domain.message import LEASE, Attempt, Claimed, Outcome, Outgoing, Receipt, Status
from domain.refusal import Unavailable

log = logging.getLogger("auth1.messages")
LEASE_ID_BYTES = 16
WORKER = Caller(actor="worker", request_id="worker")
# Seconds; together with the longest hand-overs they stay within a lease.
WAITS_FOR_STORE = (0.25, 0.5, 1.0, 2.0, 4.0)


@dataclass(frozen=True, slots=True)
class DispatchMessages:
    """Claim messages that are due, and hand each to the providers of its routes, outside any transaction.

    Each hand-over is counted before it happens.
    A worker that dies between the provider's answer and our commit leaves the lease to run out: the same code is sent
    once more.  `pause` waits so many seconds for a store that is away.
    A completion that comes after the lease went to another is ignored.
    """

    outbox: Outbox
    scribe: Scribe
    compose: Compose
    channels: Mapping[str, Channel]
    tally: Tally
    pause: Callable[[float], None]
    ask_hook: AskHook

    def claim(self, most: int, full: Sequence[TenantId] = ()) -> Sequence[Claimed]:
        """Take up to that many messages for the length of a lease, none of the `full` tenants."""
        now = self.scribe.now()
        lease_id = self.scribe.dice.roll(LEASE_ID_BYTES).hex()
        found = self.outbox.claim(now=now, lease_id=lease_id, lease_until=now + LEASE, most=most, full=full)
        for claimed in found:
            if not claimed.tries:
                self.tally.observe_queue((now - claimed.message.created_at).total_seconds())
            elif claimed.tries[-1].outcome is None:
                self.tally.count(Counter.REPEATED, provider=claimed.tries[-1].provider, country=claimed.message.country)
        return found

    def deliver(self, claimed: Claimed) -> Sequence[Attempt]:
        """Hand one over, to the next provider where one fails; the hand-overs that were made, oldest first."""
        now = self.scribe.now()
        reason = claimed.dropped_as(now)
        if reason:
            return self._settle(claimed, ended(claimed, reason))
        if claimed.status is Status.SENT and not self.outbox.expects_receipt(claimed, now=now):
            return self._settle(claimed, ended(claimed, None))
        usable = [route for route in candidates(claimed.message.routes, claimed.tries) if route in self.channels]
        if not usable or claimed.handovers >= MOST_PER_MESSAGE:
            return self._settle(claimed, ended(claimed, None))
        if not self.compose.has_keys_of(claimed):
            return self._settle(claimed, wait_until(claimed, now + SHORT_WAIT, now))
        refused = self._refused(claimed)
        if refused:
            return self._settle(claimed, Next(Status.DROPPED, dropped_as=refused))
        try:
            written = {
                carries: self.compose(claimed, carries) for carries in {self._carries(route) for route in usable}
            }
        except Exception:
            log.exception("a message cannot be written", extra={"message_id": claimed.message.id})
            return self._settle(claimed, Next(Status.FAILED, dropped_as="defect"))
        return self._try(claimed, usable, written)

    def _refused(self, claimed: Claimed) -> str | None:
        """What the tenant's own system says before the first hand-over of a code; None: it may be sent."""
        message = claimed.message
        if not claimed.asks_hook or claimed.tries or message.notice is not None:
            return None
        about = {
            "address": message.to, "channel": message.channel, "country": message.country,
            "request_id": message.challenge_id,
        }  # fmt: skip
        decision = self.ask_hook(message.tenant_id, Before.CODE_SENT, about)
        if decision.failed:
            self.ask_hook.note(message.tenant_id, message.challenge_id, decision, WORKER)
        return None if decision.allows else "hook_refused"

    def _carries(self, route: str) -> str:
        return self.channels[route].carries

    def _try(self, claimed: Claimed, usable: Sequence[str], written: Mapping[str, Outgoing]) -> Sequence[Attempt]:
        made: list[Attempt] = []
        for place, route in enumerate(usable):
            begun = self._begin(claimed, route)
            if begun.is_open:
                continue
            if begun.number is None:
                return made + self._settle(claimed, ended(claimed, "cap" if begun.is_capped else "challenge_ended"))
            attempt = self._hand_over(route, claimed, replace(written[self._carries(route)], number=begun.number))
            next = after_attempt(claimed, attempt, usable[place + 1 :], silence=len(usable) > 1)
            self._finish(claimed, attempt, next)
            made.append(attempt)
            claimed = claimed.tried(attempt)
            if not next.goes_on:
                return made
        now = self.scribe.now()
        return made + self._settle(claimed, wait_until(claimed, now + SHORT_WAIT, now))

    def _begin(self, claimed: Claimed, route: str) -> Begun:
        return self.outbox.begin(claimed, provider=route, channel=self._carries(route), now=self.scribe.now())

    def _hand_over(self, route: str, claimed: Claimed, outgoing: Outgoing) -> Attempt:
        channel, started = self.channels[route], self.scribe.now()
        if claimed.tries:
            self.tally.count(Counter.FAILED_OVER, provider=route, country=claimed.message.country)
        try:
            receipt = channel.send(outgoing)
        except Exception as defect:  # noqa: BLE001 - left to its lease, it would be sent again and again
            receipt = Receipt(Outcome.UNKNOWN, error_code=type(defect).__name__)
        return Attempt(outgoing.number, route, channel.carries, receipt.storable(), started, self.scribe.now())

    def _finish(self, claimed: Claimed, attempt: Attempt, next: Next) -> None:
        """Write it down; a store that is away for some seconds must not let the code go twice."""
        event_id = self.scribe.id(EventId, attempt.ended_at)
        for wait in (*WAITS_FOR_STORE, None):
            try:
                self.outbox.finish(claimed, attempt, next, event_id=event_id)
                break
            except Unavailable:
                if wait is None:
                    raise
                self.pause(wait)
        outcome = attempt.receipt.outcome
        sent = outcome is Outcome.ACCEPTED
        self.tally.count(
            Counter.SENT if sent else Counter.FAILED,
            provider=attempt.provider,
            country=claimed.message.country,
            outcome="" if sent else outcome.value,
        )

    def _settle(self, claimed: Claimed, next: Next) -> list[Attempt]:
        now = self.scribe.now()
        self.outbox.settle(claimed, next, now=now, event_id=self.scribe.id(EventId, now))
        return []
