"""The outbox in memory."""

from collections.abc import Sequence
from datetime import datetime

from adapters.memory.world import MemoryWorld, StoredMessage
from application.ports.messages import Outbox
from domain.message import Attempt, Claimed
from domain.otp import OtpSlot


class MemoryOutbox(Outbox):
    """The messages of a MemoryWorld."""

    def __init__(self, world: MemoryWorld) -> None:
        self._world = world

    def claim(self, *, now: datetime, lease_id: str, lease_until: datetime, most: int) -> Sequence[Claimed]:
        """See Outbox."""
        with self._world.lock:
            free = [stored for stored in self._world.messages.values() if _is_free(stored, now)]
            mine = sorted(free, key=lambda stored: stored.message.created_at)[:most]
            for stored in mine:
                stored.status, stored.lease_id, stored.lease_until = "sending", lease_id, lease_until
            return [self._claimed(stored, lease_id, lease_until) for stored in mine]

    def _claimed(self, stored: StoredMessage, lease_id: str, lease_until: datetime) -> Claimed:
        message = stored.message
        key = (message.tenant_id, message.to, stored.purpose)
        tenant, challenge = self._world.tenants[message.tenant_id], self._world.slots.get(key, OtpSlot()).challenge
        alive = challenge is not None and challenge.id == message.challenge_id and not challenge.ended_as
        secret = self._world.secrets.get(key) if alive and tenant.deleted_at is None else None
        return Claimed(
            message=message,
            lease_id=lease_id,
            lease_until=lease_until,
            sms_name=tenant.sms_name,
            nonce=secret.nonce if secret else None,
            key_id=secret.key_id if secret else None,
            code_length=challenge.length if challenge else 0,
        )

    def record(self, claimed: Claimed, attempt: Attempt) -> bool:
        """See Outbox."""
        with self._world.lock:
            stored = self._mine(claimed)
            if stored:
                stored.attempts.append(attempt)
                stored.status, stored.lease_id, stored.lease_until = attempt.status, None, None
            return stored is not None

    def drop(self, claimed: Claimed, reason: str, *, now: datetime) -> bool:
        """See Outbox."""
        with self._world.lock:
            stored = self._mine(claimed)
            if stored:
                stored.status, stored.dropped_as = "dropped", reason
                stored.lease_id, stored.lease_until = None, None
            return stored is not None

    def _mine(self, claimed: Claimed) -> StoredMessage | None:
        stored = self._world.messages[claimed.message.tenant_id, claimed.message.id]
        return stored if stored.status == "sending" and stored.lease_id == claimed.lease_id else None


def _is_free(stored: StoredMessage, now: datetime) -> bool:
    leased = stored.lease_until is not None and stored.lease_until > now
    return stored.status in ("queued", "sending") and not leased
