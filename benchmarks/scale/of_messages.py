"""Messages: claimed, handed over, reported on, and what became of them; webhooks likewise."""

from datetime import timedelta
from functools import partial
from typing import Any, Final

from adapters.postgres.backlogs import PostgresBacklogs
from adapters.postgres.decisions import PostgresDecisions
from adapters.postgres.deliveries import PostgresDeliveries
from adapters.postgres.history import PostgresHistory
from adapters.postgres.messages import PostgresOutbox
from adapters.postgres.retries import PostgresRetries
from application.ports.webhooks import Chosen
from benchmarks.scale import made
from benchmarks.scale.probe import BATCH, HOT, PAGE, RARE, STORIES, WHOLE, Probe, anything
from benchmarks.scale.sample import Sample
from domain.delivery import DeliveryReport, Next
from domain.history import RequestStatus
from domain.ids import EventId, MessageId, WebhookId
from domain.message import LEASE, Status
from domain.stats import By, Period
from domain.webhook import After, DeliveryStatus, Posted
from tests.contracts.asks import make


def claim(sample: Sample) -> dict[str, Any]:
    """A look at the outbox."""
    return {"now": sample.now, "lease_id": "mine", "lease_until": sample.now + LEASE, "most": 8}


def begun(sample: Sample) -> dict[str, Any]:
    """A hand-over."""
    return {"claimed": made.claimed(sample.in_hand), "provider": "twilio", "channel": "sms", "now": sample.now}


def ended(sample: Sample) -> dict[str, Any]:
    """The provider took it."""
    claimed, attempt = made.claimed(sample.in_hand), made.attempt(sample)
    return {"claimed": claimed, "attempt": attempt, "next": made.sent(sample), "event_id": make(EventId, sample.now)}


def dropped(sample: Sample) -> dict[str, Any]:
    """No hand-over is made."""
    next = Next(Status.DROPPED, dropped_as="challenge_ended")
    claimed = made.claimed(sample.in_hand)
    return {"claimed": claimed, "next": next, "now": sample.now, "event_id": make(EventId, sample.now)}


def reported(sample: Sample) -> dict[str, Any]:
    """A receipt."""
    report = DeliveryReport(sample.tenant, MessageId(sample.sent.id), 1, "twilio", Status.DELIVERED, None)
    return {"report": report, "now": sample.now, "event_id": make(EventId, sample.now)}


def retried(sample: Sample) -> dict[str, Any]:
    """By an operator."""
    id = MessageId(sample.given_up.id)
    return {"tenant_id": sample.tenant, "message_id": id, "now": sample.now, "audit": made.audit_row(sample)}


def requests(sample: Sample, status: RequestStatus | None = None, address: str | None = None, before: str = "") -> Any:
    """A page of the tenant's codes."""
    return {
        "tenant_id": sample.tenant, "address": address, "status": status, "now": sample.now, "before": before,
        "most": 50,
    }  # fmt: skip


def period(sample: Sample, days: int) -> Period:
    """The last days."""
    return Period(sample.now - timedelta(days=days), sample.now)


def stats(sample: Sample, by: By) -> dict[str, Any]:
    """A day's figures."""
    return {"tenant_id": sample.tenant, "period": period(sample, 1), "by": by}


def decided(sample: Sample) -> dict[str, Any]:
    """A page of decisions."""
    return {"tenant_id": sample.tenant, "period": period(sample, 1), "after": "", "most": 100}


def posted(sample: Sample) -> dict[str, Any]:
    """A webhook was told."""
    return {
        "owed": made.owed(sample), "posted": Posted(200, 12), "after": After(DeliveryStatus.DELIVERED),
        "now": sample.now, "told": made.told(sample),
    }  # fmt: skip


def deliveries(sample: Sample, status: DeliveryStatus | None = None) -> dict[str, Any]:
    """A page of what a webhook was told."""
    id = WebhookId(sample.endpoint.id)
    return {"tenant_id": sample.tenant, "endpoint_id": id, "status": status, "before": "", "most": 50}


def again(sample: Sample) -> dict[str, Any]:
    """One event once more."""
    ids = {"endpoint_id": WebhookId(sample.endpoint.id), "event_id": EventId(sample.owed.event_id)}
    return {"tenant_id": sample.tenant, "now": sample.now, **ids}


def again_all(sample: Sample) -> dict[str, Any]:
    """A batch of them."""
    chosen = Chosen(sample.now - timedelta(hours=1), sample.now, ("*",))
    id, after = WebhookId(sample.endpoint.id), EventId.make(sample.now - timedelta(hours=1), bytes(10))
    return {
        "tenant_id": sample.tenant, "endpoint_id": id, "chosen": chosen, "after": after, "now": sample.now, "most": 500,
    }  # fmt: skip


def owing(sample: Sample, *, struggling: bool) -> dict[str, Any]:
    """A look at what webhooks are owed."""
    return {**claim(sample), "struggling": struggling, "most_each": 8}


PROBES: Final = (
    Probe(PostgresOutbox.claim, BATCH, claim),
    Probe(PostgresOutbox.begin, HOT, begun, found=lambda answer: answer.number is not None),
    Probe(PostgresOutbox.finish, HOT, ended),
    Probe(PostgresOutbox.settle, HOT, dropped),
    Probe(
        PostgresOutbox.expects_receipt, HOT, lambda s: {"claimed": made.claimed(s.sent), "now": s.now}, found=anything
    ),
    Probe(PostgresOutbox.receive, HOT, reported),
    Probe(PostgresRetries.retry, HOT, retried),
    Probe(PostgresHistory.request, HOT, lambda s: {"tenant_id": s.tenant, "id": s.sent.challenge_id}),
    Probe(PostgresHistory.requests, STORIES, requests, "newest"),
    Probe(PostgresHistory.requests, STORIES, lambda s: requests(s, before=s.session.challenge_id), "next", anything),
    Probe(PostgresHistory.requests, STORIES, lambda s: requests(s, address=s.sent.address), "of an address"),
    *(Probe(PostgresHistory.requests, STORIES, partial(requests, status=one), one, anything) for one in RequestStatus),
    Probe(PostgresHistory.message, HOT, lambda s: {"tenant_id": s.tenant, "id": s.sent.id}),
    *(Probe(PostgresHistory.stats, WHOLE, partial(stats, by=by), f"a day by {by}") for by in By),
    Probe(PostgresHistory.tail, HOT, lambda s: {"tenant_id": s.tenant, "since": None, "most": 50}, "of a tenant"),
    Probe(PostgresHistory.tail, RARE, lambda s: {"tenant_id": None, "since": s.now, "most": 50}, "of all", anything),
    Probe(PostgresDecisions.figures, WHOLE, lambda s: {"tenant_id": s.tenant, "period": period(s, 1)}, "a day"),
    Probe(PostgresDecisions.page, PAGE, decided),
    Probe(PostgresBacklogs.measure, PAGE, lambda s: {"now": s.now}),
    Probe(PostgresDeliveries.announce, PAGE, lambda s: {"now": s.now, "most": 200}),
    Probe(PostgresDeliveries.claim, PAGE, lambda s: owing(s, struggling=False)),
    Probe(PostgresDeliveries.claim, PAGE, lambda s: owing(s, struggling=True), "struggling", anything),
    Probe(PostgresDeliveries.finish, HOT, posted, found=anything),
    Probe(PostgresDeliveries.page, PAGE, deliveries, "newest"),
    Probe(PostgresDeliveries.page, PAGE, lambda s: deliveries(s, DeliveryStatus.DEAD), "dead", anything),
    Probe(PostgresDeliveries.again, HOT, again),
    Probe(PostgresDeliveries.again_all, BATCH, again_all, found=anything),
)  # fmt: skip
