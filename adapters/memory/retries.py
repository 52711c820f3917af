"""A message goes back into the outbox, in memory."""

from datetime import datetime

from adapters.memory.stored import StoredMessage
from adapters.memory.world import MemoryWorld
from application.ports.retries import Retries
from domain.audit import AuditEvent
from domain.delivery import MOST_PER_CHALLENGE, MOST_PER_MESSAGE
from domain.ids import MessageId, TenantId
from domain.message import Status


class MemoryRetries(Retries):
    """Messages of a MemoryWorld."""

    def __init__(self, world: MemoryWorld) -> None:
        self._world = world

    def retry(self, *, tenant_id: TenantId, message_id: MessageId, now: datetime, audit: AuditEvent) -> bool:
        """See Retries."""
        with self._world.lock:
            stored = self._world.messages.get((tenant_id, message_id))
            if not stored or not _is_over(stored, now) or not self._lives(stored, now):
                return False
            stored.status, stored.due_at, stored.dropped_as = Status.QUEUED, now, None
            self._world.audit.append(audit)
            return True

    def _lives(self, stored: StoredMessage, now: datetime) -> bool:
        message = stored.message
        slot = self._world.slots.get((message.tenant_id, message.to, stored.purpose))
        challenge = slot.challenge if slot else None
        if challenge is None or challenge.id != message.challenge_id:
            return False
        return challenge.lives(now) and challenge.handovers < MOST_PER_CHALLENGE


def _is_over(stored: StoredMessage, now: datetime) -> bool:
    """Whether nobody will look at it again, and it may have one more hand-over."""
    over = stored.status in (Status.FAILED, Status.UNDELIVERED) and stored.due_at is None and stored.lease_id is None
    return over and stored.handovers < MOST_PER_MESSAGE and now < stored.message.expires_at
