"""What became of codes and messages, read from memory."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from adapters.memory.stats import stats_of
from adapters.memory.stored import StoredAttempt, StoredMessage, StoredRequest
from adapters.memory.world import MemoryWorld
from application.ports.history import History
from domain.audit import Action
from domain.history import Deed, Followed, Handover, MessageRecord, RequestRecord, RequestStatus, Weighing
from domain.ids import ChallengeId, MessageId, TenantId
from domain.otp_challenge import OtpChallenge
from domain.stats import By, Period, Stats

DEEDS = (Action.OTP_FAILED, Action.OTP_LOCKED, Action.OTP_VERIFIED, Action.MESSAGE_RETRIED)


class MemoryHistory(History):
    """The records of a MemoryWorld."""

    def __init__(self, world: MemoryWorld) -> None:
        self._world = world

    def request(self, *, tenant_id: TenantId, id: ChallengeId) -> RequestRecord | None:
        """See History."""
        with self._world.lock:
            stored = self._world.requests.get((tenant_id, id))
            return self._record(tenant_id, stored) if stored else None

    def requests(
        self,
        *,
        tenant_id: TenantId,
        address: str | None,
        status: RequestStatus | None,
        now: datetime,
        before: str,
        most: int,
    ) -> Sequence[RequestRecord]:
        """See History."""
        with self._world.lock:
            found = [
                self._record(tenant_id, stored)
                for (owner, id), stored in sorted(self._world.requests.items(), key=lambda item: item[0][1])
                if owner == tenant_id and (not before or id < before) and address in (None, stored.address)
            ]
        fitting = [record for record in reversed(found) if status in (None, record.at(now).status)]
        return fitting[:most]

    def message(self, *, tenant_id: TenantId, id: MessageId) -> ChallengeId | None:
        """See History."""
        stored = self._world.messages.get((tenant_id, id))
        return stored.message.challenge_id if stored else None

    def stats(self, *, tenant_id: TenantId, period: Period, by: By) -> Stats:
        """See History."""
        with self._world.lock:
            return stats_of(self._world, tenant_id, period, by)

    def tail(self, *, tenant_id: TenantId | None, since: datetime | None, most: int) -> Sequence[Followed]:
        """See History."""
        with self._world.lock:
            mine = [one for (owner, _), one in self._world.messages.items() if tenant_id in (None, owner)]
            fresh = [one for one in mine if since is None or one.message.created_at >= since]
            newest = sorted(fresh, key=lambda one: one.message.id)[-most:]
            return [Followed(self._world.tenants[one.message.tenant_id].slug, self._message(one)) for one in newest]

    def _record(self, tenant_id: TenantId, stored: StoredRequest) -> RequestRecord:
        challenge, live = stored.challenge, self._challenge(tenant_id, stored)
        deeds = tuple(self._deeds(tenant_id, challenge.id))
        mine = [one for one in self._world.decisions if (one.tenant_id, one.challenge_id) == (tenant_id, challenge.id)]
        tries = [deed.attempts or 0 for deed in deeds]
        return RequestRecord(
            id=challenge.id,
            status=RequestStatus(stored.status),
            address=stored.address,
            channel=challenge.channel,
            attempts=max(stored.attempts, live.all_attempts if live else 0, *tries, 0),
            created_at=challenge.created_at,
            expires_at=challenge.expires_at,
            ended_at=stored.ended_at,
            handovers=live.handovers if live and not live.ended_as else None,
            messages=tuple(self._messages(tenant_id, challenge.id)),
            deeds=deeds,
            weighings=tuple(
                Weighing(one.at, one.outcome, one.score.score, one.score.would.value, one.score.reasons) for one in mine
            ),
        )

    def _challenge(self, tenant_id: TenantId, stored: StoredRequest) -> OtpChallenge | None:
        """The challenge as its slot has it, while it is there."""
        of_address = [
            slot.challenge for key, slot in self._world.slots.items() if key[:2] == (tenant_id, stored.address)
        ]
        return next((one for one in of_address if one and one.id == stored.challenge.id), None)

    def _deeds(self, tenant_id: TenantId, id: ChallengeId) -> Iterator[Deed]:
        for row in sorted(self._world.audit, key=lambda row: (row.at, row.id)):
            if (row.tenant_id, row.subject) == (tenant_id, id) and row.action in DEEDS:
                details = row.details
                yield Deed(row.at, row.action, row.actor, details.get("attempts"), details.get("message_id"))

    def _messages(self, tenant_id: TenantId, id: ChallengeId) -> Iterator[MessageRecord]:
        for (owner, _), stored in sorted(self._world.messages.items(), key=lambda item: item[0][1]):
            if owner == tenant_id and stored.message.challenge_id == id:
                yield self._message(stored)

    def _message(self, stored: StoredMessage) -> MessageRecord:
        message = stored.message
        return MessageRecord(
            id=message.id,
            challenge_id=message.challenge_id,
            channel=message.channel,
            address=message.to,
            status=stored.status,
            routes=message.routes,
            country=message.country,
            spent=stored.handovers,
            dropped_as=stored.dropped_as,
            created_at=message.created_at,
            expires_at=message.expires_at,
            ended_at=self._ended_at(stored),
            is_due=stored.due_at is not None or stored.lease_id is not None,
            handovers=tuple(_handover(one) for one in stored.attempts),
        )

    def _ended_at(self, stored: StoredMessage) -> datetime | None:
        """When it failed or arrived, as the events tell; that it was dropped is told by none."""
        types, message = ("message.failed", "message.delivered"), stored.message
        told = [
            event.at
            for event in self._world.events
            if event.type in types and event.payload.get("message_id") == message.id
        ]
        return told[-1] if told and stored.status.value in ("failed", "delivered") else None


def _handover(one: StoredAttempt) -> Handover:
    return Handover(
        number=one.number,
        provider=one.provider,
        channel=one.channel,
        status=one.status,
        outcome=one.receipt.outcome if one.receipt else None,
        error_code=one.error_code,
        reference=one.reference,
        cost_micros=one.cost_micros,
        started_at=one.started_at,
        ended_at=one.ended_at,
        receipt_at=one.receipt_at,
        delivered_at=one.delivered_at,
        undelivered_at=one.undelivered_at,
    )
