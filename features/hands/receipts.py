"""What providers tell later; at both levels it enters behind the door that checks a provider's signature."""

from domain.delivery import DeliveryReport
from domain.ids import EventId
from entrypoints.container import Container


def receive(container: Container, report: DeliveryReport) -> None:
    """Let a report in."""
    now = container.adapters.clock().now()
    event_id = container.use_cases.scribe().id(EventId, now)
    container.adapters.outbox().receive(report, now=now, event_id=event_id)
