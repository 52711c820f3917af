"""Sealed answers of calls with an Idempotency-Key, in memory."""

from dataclasses import dataclass
from datetime import datetime

from adapters.memory.stored import StoredCall
from adapters.memory.world import MemoryWorld
from application.ports.answers import KEPT, AnswerBook, Answers, Kept, Once
from domain.refusal import Conflict


@dataclass(frozen=True, slots=True)
class MemoryAnswers(Answers):
    """The answers of a world."""

    world: MemoryWorld

    def keep(self, once: Once, answer: bytes) -> None:
        """See Answers."""
        stored = self.world.answers.get((once.tenant_id, once.digest))
        if stored is None or stored.once.lease_id != once.lease_id or stored.answer is not None:
            raise Conflict("This call took so long that another one with its Idempotency-Key took over.")
        self.world.answers[once.tenant_id, once.digest] = StoredCall(once, answer)


@dataclass(frozen=True, slots=True)
class MemoryAnswerBook(AnswerBook):
    """The leases of a world."""

    world: MemoryWorld

    def find(self, once: Once, *, now: datetime) -> Kept | None:
        """See AnswerBook."""
        with self.world.lock:
            stored = self.world.answers.get((once.tenant_id, once.digest))
            if stored is None or self._is_over(stored, now):
                return None
            return Kept(stored.once.key_id, stored.once.body_mac, stored.answer, stored.once.lease_until)

    def claim(self, once: Once, *, now: datetime) -> Kept | None:
        """See AnswerBook."""
        with self.world.lock:
            if found := self.find(once, now=now):
                return found
            self.world.answers[once.tenant_id, once.digest] = StoredCall(once)
            return None

    def _is_over(self, stored: StoredCall, now: datetime) -> bool:
        abandoned = stored.answer is None and stored.once.lease_until <= now
        return abandoned or stored.once.created_at <= now - KEPT

    def give_up(self, once: Once) -> None:
        """See AnswerBook."""
        with self.world.lock:
            stored = self.world.answers.get((once.tenant_id, once.digest))
            if stored and stored.answer is None and stored.once.lease_id == once.lease_id:
                del self.world.answers[once.tenant_id, once.digest]

    def sweep(self, *, before: datetime, most: int) -> None:
        """See AnswerBook."""
        with self.world.lock:
            old = [key for key, stored in self.world.answers.items() if stored.once.created_at <= before]
            for key in old[:most]:
                del self.world.answers[key]
