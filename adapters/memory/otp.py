"""Challenges in memory: the same rules as Postgres, in Python."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from adapters.memory.answers import MemoryAnswers
from adapters.memory.codes import MemoryCodes
from adapters.memory.entries import enter
from adapters.memory.reputation import is_own, keep, known_of
from adapters.memory.stored import StoredMessage, StoredRequest
from adapters.memory.world import MemoryWorld, StoredAsk
from application.ports.otp import Ask, Entry, Facts, Guess, OtpSlots, Question, Tried
from domain.address import Address, country_of
from domain.audit import Action, Event, Footprint
from domain.hook import Before
from domain.ids import TenantId
from domain.message import Status
from domain.otp import DAY, HOUR, OtpSlot
from domain.rate_limit import Limit
from domain.risk_keys import home_of


class MemoryOtpSlots(OtpSlots):
    """The slots of a MemoryWorld."""

    def __init__(self, world: MemoryWorld) -> None:
        self._world = world

    def look(
        self,
        *,
        tenant_id: TenantId,
        address: Address,
        purpose: str,
        now: datetime,
        question: Question | None = None,
        network: str | None = None,
    ) -> tuple[OtpSlot, Facts]:
        """See OtpSlots."""
        with self._world.lock:
            slot = self._with_handovers(tenant_id, self._world.slots.get((tenant_id, address.text, purpose), OtpSlot()))
            slot = replace(slot, is_own=is_own(self._world, tenant_id, address, home_of(network), now))
            user = self._world.user_of(tenant_id, address.text)
            blocked = user is not None and user.is_blocked
            if question is None:
                return slot, Facts(is_blocked=blocked)
            same = _newest([ask for ask in self._world.asks.of_mailbox(address.mailbox) if not ask.is_test])
            anywhere = [ask.at for ask in same]
            tagged = [ask.at for ask in same if ask.tenant_id == tenant_id and address.kind == "email"]
            asks = self._world.asks
            near = _newest(asks.of_network(tenant_id, question.network)) if question.network else []
            nearby = [ask.at for ask in near]
            return slot, Facts(
                everywhere_until=question.everywhere.reopens_at(anywhere, now),
                mailbox_until=question.mailbox.reopens_at(tagged, now),
                network_until=_reopens(question.limit, nearby, now),
                is_blocked=blocked,
                known=known_of(self._world, tenant_id, question.probe, now) if question.probe else None,
            )

    def _with_handovers(self, tenant_id: TenantId, slot: OtpSlot) -> OtpSlot:
        """With those that are still to come: each waiting message will need one."""
        if slot.challenge is None:
            return slot
        waiting = sum(
            stored.handovers == 0 and stored.status in (Status.QUEUED, Status.SENDING)
            for stored in self._world.messages.values()
            if stored.message.challenge_id == slot.challenge.id and stored.message.tenant_id == tenant_id
        )
        return replace(slot, challenge=replace(slot.challenge, handovers=slot.challenge.handovers + waiting))

    def issue(self, *, tenant_id: TenantId, address: Address, purpose: str, ask: Ask) -> bool:
        """See OtpSlots."""
        key, world, challenge = (tenant_id, address.text, purpose), self._world, ask.challenge
        with world.transaction():
            slot = world.slots.get(key, OtpSlot())
            if slot.version != ask.seen or self._is_full(tenant_id, address, ask) or not self._spend(tenant_id, ask):
                return False
            kept = slot.challenge.handovers if ask.resent and slot.challenge else 0
            challenge = replace(challenge, handovers=kept, is_own=False)
            asked = (challenge.sent_at, *slot.asked_at)[: ask.keep]
            world.slots[key] = replace(slot, version=slot.version + 1, challenge=challenge, asked_at=asked)
            if ask.secret:
                world.secrets[key] = ask.secret
            if not ask.resent:
                caller, status = (
                    ask.footprint.caller,
                    "blocked" if ask.message.dropped_as == "user_blocked" else "pending",
                )
                world.requests[tenant_id, challenge.id] = StoredRequest(
                    challenge, address.text, status, caller.actor, caller.request_id
                )
            if ask.replaced:
                old = world.requests[tenant_id, ask.replaced]
                old.status, old.ended_at, old.attempts = "replaced", challenge.sent_at, ask.spent
            self._record(tenant_id, address, purpose, ask)
            if ask.weighed:
                keep(world, tenant_id, ask.weighed)
                before = world.weighed.get(key, ((), 0.0))[1] if ask.resent else 0.0
                world.weighed[key] = ask.weighed.keys, before + ask.weighed.weight
            if ask.kept:
                MemoryAnswers(world).keep(*ask.kept)
        return True

    def _spend(self, tenant_id: TenantId, ask: Ask) -> bool:
        """A puzzle's solution is good once."""
        work = ask.weighed.work if ask.weighed else None
        if work is None:
            return True
        if (tenant_id, work.id) in self._world.works:
            return False
        self._world.works[tenant_id, work.id] = work.until
        return True

    def _is_full(self, tenant_id: TenantId, address: Address, ask: Ask) -> bool:
        """Whether others have filled the mailbox's bounds since the look; only mail has tags."""
        if address.kind != "email" or not ask.bounds:
            return False
        same = _newest([one for one in self._world.asks.of_mailbox(address.mailbox) if not one.is_test])
        counted = ([one.at for one in same], [one.at for one in same if one.tenant_id == tenant_id])
        now = ask.challenge.sent_at
        return any(bound.reopens_at(times, now) for bound, times in zip(ask.bounds, counted, strict=True))

    def _record(self, tenant_id: TenantId, address: Address, purpose: str, ask: Ask) -> None:
        world, challenge, message = self._world, ask.challenge, ask.message
        world.asks.append(
            StoredAsk(
                tenant_id=tenant_id,
                challenge_id=challenge.id,
                address=address.text,
                mailbox=address.mailbox,
                network=ask.footprint.caller.network,
                ip=ask.footprint.caller.ip,
                is_test=challenge.is_test,
                at=challenge.sent_at,
                country=country_of(address),
            )
        )
        status, due_at = (Status.DROPPED, None) if message.dropped_as else (Status.QUEUED, challenge.sent_at)
        world.messages[tenant_id, message.id] = StoredMessage(message, purpose, status, due_at, message.dropped_as)
        action = Action.OTP_RESENT if ask.resent else Action.OTP_REQUESTED
        details = {"channel": challenge.channel}
        world.audit.append(
            ask.footprint.event(
                tenant_id=tenant_id,
                id=ask.audit_id,
                at=challenge.sent_at,
                action=action,
                subject=challenge.id,
                details=details,
            )
        )
        payload = details | {"resent": ask.resent}
        world.events.append(Event(tenant_id, ask.event_id, challenge.sent_at, "otp.requested", challenge.id, payload))

    def try_code(
        self, *, tenant_id: TenantId, address: Address, purpose: str, now: datetime, guess: Guess, entry: Entry
    ) -> Tried | None:
        """See OtpSlots."""
        with self._world.transaction():
            tried = MemoryCodes(self._world).judge(
                tenant_id=tenant_id, address=address, purpose=purpose, now=now, guess=guess
            )
            if tried is None or tried.ended_as != "used":
                return tried
            if _waits(self._world, tenant_id, address, entry):
                return replace(tried, waits=True)
            return enter(self._world, tenant_id, address, now, guess.footprint, entry, tried)

    def admit(
        self, *, tenant_id: TenantId, address: Address, now: datetime, footprint: Footprint, entry: Entry, tried: Tried
    ) -> Tried:
        """See OtpSlots."""
        with self._world.transaction():
            user = self._world.user_of(tenant_id, address.text)
            if user and user.is_blocked:
                return replace(tried, waits=False)
            return enter(self._world, tenant_id, address, now, footprint, entry, replace(tried, waits=False))

    def end_all(self, *, now: datetime, after: str, most: int) -> tuple[str, int]:
        """See OtpSlots."""
        ended = 0
        with self._world.lock:
            for key, slot in list(self._world.slots.items()):
                challenge = slot.challenge
                if challenge is None or challenge.ended_as:
                    continue
                self._world.slots[key] = replace(
                    slot, version=slot.version + 1, challenge=replace(challenge, ended_as="withdrawn")
                )
                self._world.secrets.pop(key, None)
                request = self._world.requests[key[0], challenge.id]
                if request.status == "pending":
                    request.status, request.ended_at = "expired", now
                ended += 1
        return "", ended

    def sweep(self, *, now: datetime, after: str, most: int) -> str:
        """See OtpSlots."""
        with self._world.lock:
            for key, slot in list(self._world.slots.items()):
                if slot.challenge and slot.challenge.expires_at <= now:
                    self._world.secrets.pop(key, None)
                if slot.challenge and slot.challenge.expires_at < now - DAY - HOUR:
                    del self._world.slots[key]
        return ""


def _waits(world: MemoryWorld, tenant_id: TenantId, address: Address, entry: Entry) -> bool:
    """Whether a new user would be made, and the tenant's own system is to be asked before."""
    hook, user = world.hooks.get(tenant_id), world.user_of(tenant_id, address.text)
    is_away = user is not None and entry.recycled_before is not None and user.seen() < entry.recycled_before
    return hook is not None and Before.USER_CREATED in hook.before and (user is None or is_away)


def _newest(asks: Sequence[StoredAsk]) -> list[StoredAsk]:
    return sorted(asks, key=lambda ask: ask.at, reverse=True)


def _reopens(limit: Limit | None, times: Sequence[datetime], now: datetime) -> datetime | None:
    return limit.reopens_at(times, now) if limit else None
