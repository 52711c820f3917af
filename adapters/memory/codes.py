"""Guesses in memory, counted and judged as the statements on Postgres do."""

from dataclasses import dataclass, replace
from datetime import datetime

from adapters.memory.reputation import count
from adapters.memory.world import MemoryWorld, SlotKey
from application.ports.otp import Codes, Guess, Tried
from domain.address import Address
from domain.audit import Action, Event
from domain.ids import TenantId
from domain.otp import FAILURES_PER_DAY, OtpChallenge, OtpSlot
from domain.risk_keys import wide_of


@dataclass(frozen=True, slots=True)
class MemoryCodes(Codes):
    """The guesses of a world."""

    world: MemoryWorld

    def judge(
        self, *, tenant_id: TenantId, address: Address, purpose: str, now: datetime, guess: Guess
    ) -> Tried | None:
        """See Codes."""
        key, world = (tenant_id, address.text, purpose), self.world
        with world.transaction():
            slot = world.slots.get(key, OtpSlot())
            challenge = slot.challenge
            if challenge is None or not challenge.lives(now) or slot.attempt_block(now):
                return None
            right = challenge.is_test == guess.is_test and self._is_right(key, guess)
            counted = replace(challenge, attempts=challenge.attempts + 1)
            ended_as = "used" if right else "locked" if counted.attempts_remaining <= 0 else None
            self._keep(key, slot, replace(counted, ended_as=ended_as), now, guess)
            left = counted.attempts_remaining
            tried = Tried(challenge.id, ended_as, left, challenge.channel, challenge.is_test)
            self._tell(tenant_id, guess, tried, counted.attempts, now)
        return tried

    def _is_right(self, key: SlotKey, guess: Guess) -> bool:
        secret, user = self.world.secrets.get(key), self.world.user_of(key[0], key[1])
        blocked = user is not None and user.is_blocked
        return secret is not None and secret.mac in guess.macs and not blocked

    def _keep(self, key: SlotKey, slot: OtpSlot, challenge: OtpChallenge, now: datetime, guess: Guess) -> None:
        won = challenge.ended_as == "used"
        failed = () if won else (now, *slot.failed_at)[:FAILURES_PER_DAY]
        proved_at = now if won else slot.proved_at
        slot = replace(slot, version=slot.version + 1, challenge=challenge, failed_at=failed, proved_at=proved_at)
        self.world.slots[key] = slot
        if won:
            self._credit(key, now, guess.footprint.caller.network)
        if challenge.ended_as:
            self.world.secrets.pop(key, None)
            request = self.world.requests[key[0], challenge.id]
            request.status = {"used": "verified", "locked": "locked"}[challenge.ended_as]
            request.ended_at, request.attempts = now, challenge.attempts
            request.user_id = guess.footprint.caller.user_id

    def _credit(self, key: SlotKey, now: datetime, network: str | None) -> None:
        """A proof speaks for all that was asked for it, and makes trust where it was made."""
        keys, weight = self.world.weighed.pop(key, ((), 0.0))
        count(self.world, key[0], keys, 0.0, weight, now)
        if network:
            self.world.proofs[key[0], key[1], wide_of(network)] = now

    def _tell(self, tenant_id: TenantId, guess: Guess, tried: Tried, attempts: int, now: datetime) -> None:
        actions = {"used": Action.OTP_VERIFIED, "locked": Action.OTP_LOCKED, None: Action.OTP_FAILED}
        self.world.audit.append(
            guess.footprint.event(
                tenant_id=tenant_id,
                id=guess.audit_id,
                at=now,
                action=actions[tried.ended_as],
                subject=tried.challenge_id,
                details={"attempts": attempts},
            )
        )
        type = "otp.verified" if tried.ended_as == "used" else "otp.failed"
        payload = {"channel": tried.channel, "locked": tried.ended_as == "locked"}
        self.world.events.append(Event(tenant_id, guess.event_id, now, type, tried.challenge_id, payload))
