"""Guesses in memory, counted and judged as the statements on Postgres do."""

from dataclasses import dataclass, replace
from datetime import datetime

from adapters.memory.reputation import count, is_own, is_owned, is_tripped
from adapters.memory.world import MemoryWorld, SlotKey
from application.ports.otp import Codes, Guess, Tried
from domain.address import Address
from domain.audit import Action, Event
from domain.ids import TenantId
from domain.otp import FAILURES_PER_DAY, OtpSlot
from domain.otp_challenge import OtpChallenge
from domain.risk_keys import GUESSES_KEY, home_of


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
            own = is_own(world, tenant_id, address, home_of(guess.footprint.caller.network), now)
            slot = replace(world.slots.get(key, OtpSlot()), is_own=own)
            challenge = slot.challenge
            if challenge is None or not challenge.lives(now) or slot.is_exhausted(now) or slot.attempt_block(now):
                return None
            right = challenge.is_test == guess.is_test and self._is_right(key, guess)
            ends = not right and not own and is_tripped(world, tenant_id, now)
            counted = _counted(challenge, own=own, ends=ends)
            ended_as = "used" if right else "locked" if counted.left(is_own=own) == 0 else None
            lives_on = ended_as == "locked" and not own and is_owned(world, tenant_id, address, now)
            self._keep(key, slot, replace(counted, ended_as=None if lives_on else ended_as), now, guess)
            tried = Tried(challenge.id, ended_as, counted.left(is_own=own), challenge.channel, challenge.is_test)
            self._tell(tenant_id, guess, tried, counted.all_attempts, now)
        return tried

    def _is_right(self, key: SlotKey, guess: Guess) -> bool:
        secret, user = self.world.secrets.get(key), self.world.user_of(key[0], key[1])
        blocked = user is not None and user.is_blocked
        return secret is not None and secret.mac in guess.macs and not blocked

    def _keep(self, key: SlotKey, slot: OtpSlot, challenge: OtpChallenge, now: datetime, guess: Guess) -> None:
        won = challenge.ended_as == "used"
        self.world.slots[key] = _after(replace(slot, version=slot.version + 1, challenge=challenge), now, won=won)
        if not won and not slot.is_own and not challenge.is_test:
            count(self.world, key[0], (GUESSES_KEY,), 1.0, 0.0, now)
        if won:
            self._credit(key, now, guess.footprint.caller.network)
        if challenge.ended_as:
            self.world.secrets.pop(key, None)
            request = self.world.requests[key[0], challenge.id]
            request.status = {"used": "verified", "locked": "locked"}[challenge.ended_as]
            request.ended_at, request.attempts = now, challenge.all_attempts
            request.user_id = guess.footprint.caller.user_id

    def _credit(self, key: SlotKey, now: datetime, network: str | None) -> None:
        """A proof speaks for all that was asked for it, and makes trust where it was made."""
        keys, weight = self.world.weighed.pop(key, ((), 0.0))
        count(self.world, key[0], keys, 0.0, weight, now)
        home = home_of(network)
        if home:
            self.world.proofs[key[0], key[1], home] = now

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


def _counted(challenge: OtpChallenge, *, own: bool, ends: bool) -> OtpChallenge:
    """While codes are guessed all over the tenant, a stranger's first wrong one is the last."""
    if own:
        return replace(challenge, own_attempts=challenge.own_attempts + 1)
    return replace(challenge, attempts=challenge.max_attempts if ends else challenge.attempts + 1)


def _after(slot: OtpSlot, now: datetime, *, won: bool) -> OtpSlot:
    """The slot after a guess: a right one forgives all failures, a wrong one counts among those of its kind."""
    stored = replace(slot, is_own=False)
    if won:
        return replace(stored, failed_at=(), own_failed_at=(), proved_at=now)
    more = (now, *slot.failures)[:FAILURES_PER_DAY]
    return replace(stored, own_failed_at=more) if slot.is_own else replace(stored, failed_at=more)
