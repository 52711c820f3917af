"""Events reach the tenant's own systems."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from application.audit.scribe import Scribe
from application.ports.tally import Counter, Tally
from application.ports.webhooks import Deliveries, Letter, Owed, Told, WebhookPost
from application.webhooks.secrets import SigningSecrets
from domain.audit import Action, Event
from domain.caller import Caller
from domain.event_catalogue import VERSION
from domain.refusal import Unavailable
from domain.rules import plain
from domain.standard_webhooks import signed_headers
from domain.webhook import DeliveryStatus, Posted, after_post

# Longer than an attempt (20 s) and all its waiting for the store; a worker that dies holds up a webhook for as long.
LEASE: Final = timedelta(seconds=30)
LEASE_ID_BYTES: Final = 16
ANNOUNCED_AT_ONCE: Final = 1000
# Of one webhook over all workers: a receiver that comes back is not run over by what has piled up.
AT_ONCE: Final = 4
AT_ONCE_STRUGGLING: Final = 1
WAITS_FOR_STORE: Final = (0.25, 0.5, 1.0, 2.0, 4.0)
WORKER: Final = Caller(actor="worker", request_id="worker")


def document_of(event: Event) -> Mapping[str, Any]:
    """An event as it is delivered."""
    return {
        "id": event.id,
        "type": event.type,
        "version": VERSION,
        "timestamp": plain(event.at),
        "tenant_id": event.tenant_id,
        "subject": event.subject,
        "data": dict(event.payload),
    }


@dataclass(frozen=True, slots=True)
class DeliverWebhooks:
    """Make deliveries of committed events, and post them, outside any transaction.

    Each reaches its webhook at least once: a worker that dies after the receiver's answer leaves the lease to run out.
    `webhook-id` is the event's id, the same over all attempts, so that the receiver can drop doubles.
    Events are handed out in the order in which they were committed; several are under way at a time and failed ones
    come again later, so a receiver must not count on the order: `timestamp` and the ids, which sort by time, tell it.
    """

    deliveries: Deliveries
    post: WebhookPost
    secrets: SigningSecrets
    scribe: Scribe
    tally: Tally
    pause: Callable[[float], None]

    def announce(self) -> int:
        """Owe new events to the webhooks that hear of them; how many events were looked at."""
        return self.deliveries.announce(now=self.scribe.now(), most=ANNOUNCED_AT_ONCE)

    def claim(self, most: int, *, struggling: bool = False) -> Sequence[Owed]:
        """Take deliveries that are due, of those webhooks that answer well, or of those alone that do not."""
        now = self.scribe.now()
        return self.deliveries.claim(
            now=now,
            lease_id=self.scribe.dice.roll(LEASE_ID_BYTES).hex(),
            lease_until=now + LEASE,
            most=most,
            struggling=struggling,
            most_each=AT_ONCE_STRUGGLING if struggling else AT_ONCE,
        )

    def deliver(self, owed: Owed) -> Posted:
        """Post one, and write down what came of it."""
        posted = self._post(owed)
        now = self.scribe.now()
        after = after_post(owed.endpoint, owed.attempts + 1, posted, now, self._chance())
        told = self._told(owed, after.disabled_as, now)
        for wait in (*WAITS_FOR_STORE, None):
            try:
                self.deliveries.finish(owed, posted, after, now=now, told=told)
                break
            except Unavailable:
                if wait is None:
                    raise
                self.pause(wait)
        self._count(after.status)
        return posted

    def _post(self, owed: Owed) -> Posted:
        try:
            return self.post(self._letter(owed, self.scribe.now()))
        except Unavailable:
            return Posted(None, 0, error="secret")

    def _letter(self, owed: Owed, now: datetime) -> Letter:
        endpoint, event = owed.endpoint, owed.event
        body = json.dumps(document_of(event), separators=(",", ":"), ensure_ascii=False).encode()
        headers: dict[str, str] = {}
        for secret in endpoint.secrets(now):
            key = self.secrets.open(endpoint.tenant_id, endpoint.id, secret)
            signed = signed_headers(key, event.id, now, body)
            before = headers.get("webhook-signature")
            headers = {**signed, "webhook-signature": " ".join(filter(None, (before, signed["webhook-signature"])))}
        return Letter(endpoint.url, {**headers, "Content-Type": "application/json"}, body)

    def _chance(self) -> float:
        return int.from_bytes(self.scribe.dice.roll(2), "big") / 65536

    def _told(self, owed: Owed, reason: str | None, now: datetime) -> Told:
        tenant_id, id, told = owed.endpoint.tenant_id, owed.endpoint.id, {"reason": reason or ""}
        return Told(
            self.scribe.audit(WORKER, Action.WEBHOOK_DISABLED, at=now, tenant_id=tenant_id, subject=id, details=told),
            self.scribe.event("webhook.disabled", at=now, tenant_id=tenant_id, subject=id, payload=told),
        )

    def _count(self, status: DeliveryStatus) -> None:
        self.tally.count(Counter.WEBHOOK, outcome=status.value)
