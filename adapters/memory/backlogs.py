"""What waits in memory."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from adapters.memory.world import MemoryWorld
from application.ports.backlog import MOST_COUNTED, Backlog, Backlogs
from domain.message import Status
from domain.spend import INSTALLATION, Spent, windows_of

WAITS = (Status.QUEUED, Status.SENDING)


@dataclass(frozen=True, slots=True)
class MemoryBacklogs(Backlogs):
    """What waits in a world."""

    world: MemoryWorld

    def measure(self, *, now: datetime) -> Backlog:
        """See Backlogs."""
        with self.world.lock:
            kept = (one for one in self.world.messages.values() if one.status in WAITS)
            messages = [one.due_at for one in kept if one.due_at and one.due_at <= now]
            well = {one.id for one in self.world.webhooks.values() if not one.disabled_at and not one.failures}
            owed = (one.delivery.due_at for one in self.world.deliveries.values() if one.delivery.endpoint_id in well)
            deliveries = [due_at for due_at in owed if due_at and due_at <= now]
            spent = {
                window.span: self.world.spent.get((INSTALLATION, window), Spent()).micros
                for window in windows_of([INSTALLATION], now)
            }
            return Backlog(
                messages=min(len(messages), MOST_COUNTED),
                message_seconds=_age(now, messages),
                deliveries=min(len(deliveries), MOST_COUNTED),
                delivery_seconds=_age(now, deliveries),
                announcement_seconds=_age(now, [one.at for one in self.world.events[self.world.announced :]]),
                chain_seconds=_age(now, [row.at for row in self.world.audit if row.id not in self.world.linked]),
                spent=spent,
            )


def _age(now: datetime, since: Iterable[datetime]) -> float:
    return max((max(0.0, (now - moment).total_seconds()) for moment in since), default=0.0)
