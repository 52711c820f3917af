"""The outbox, claimed by lease."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Row

from adapters.postgres.database import Database
from application.ports.messages import Outbox
from domain.ids import ChallengeId, MessageId, TenantId
from domain.message import Attempt, Claimed, Message

CLAIM: Final = """
WITH free AS (
 SELECT tenant_id, id FROM messages
 WHERE status IN ('queued', 'sending') AND (lease_until IS NULL OR lease_until <= %(now)s)
 ORDER BY created_at LIMIT %(most)s FOR UPDATE SKIP LOCKED),
 mine AS (
 UPDATE messages m SET status = 'sending', lease_id = %(lease)s, lease_until = %(until)s
 FROM free WHERE m.tenant_id = free.tenant_id AND m.id = free.id
 RETURNING m.*)
SELECT mine.*, t.name, t.settings ->> 'sms_branding' AS sms_branding, s.nonce, s.key_id,
       coalesce(s.code_length, 0) AS code_length
  FROM mine JOIN tenants t ON t.id = mine.tenant_id
  LEFT JOIN otp_slots s ON s.tenant_id = mine.tenant_id AND s.address = mine.address AND s.purpose = mine.purpose
       AND s.challenge_id = mine.challenge_id AND s.ended_at IS NULL AND t.deleted_at IS NULL
 ORDER BY mine.created_at
"""
# The lease is the fence: who comes after it ran out and went to another writes nothing.
FENCE: Final = "tenant_id = %(tenant)s AND id = %(message)s AND lease_id = %(lease)s AND status = 'sending'"
RECORD: Final = f"""
WITH done AS (
 UPDATE messages SET status = %(status)s, provider = %(provider)s, provider_reference = %(reference)s,
     attempts = attempts + 1, ended_at = %(ended_at)s,
     sent_at = CASE WHEN %(status)s::text = 'sent' THEN %(ended_at)s::timestamptz END,
     lease_id = NULL, lease_until = NULL
 WHERE {FENCE} RETURNING attempts)
INSERT INTO message_attempts (tenant_id, message_id, number, provider, outcome, provider_reference, error_code,
    started_at, ended_at)
 SELECT %(tenant)s, %(message)s, attempts, %(provider)s, %(outcome)s, %(reference)s, %(error_code)s, %(started_at)s,
        %(ended_at)s FROM done
RETURNING number
"""  # noqa: S608 - a constant
DROP: Final = f"""
UPDATE messages SET status = 'dropped', dropped_as = %(reason)s, ended_at = %(now)s, lease_id = NULL, lease_until = NULL
 WHERE {FENCE} RETURNING id
"""  # noqa: S608 - a constant


class PostgresOutbox(Outbox):
    """The outbox in `messages`, attempts in `message_attempts`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def claim(self, *, now: datetime, lease_id: str, lease_until: datetime, most: int) -> Sequence[Claimed]:
        """See Outbox."""
        arguments = {"now": now, "lease": lease_id, "until": lease_until, "most": most}
        return [_claimed(row) for row in self._database.run(CLAIM, arguments)]

    def record(self, claimed: Claimed, attempt: Attempt) -> bool:
        """See Outbox."""
        receipt = attempt.receipt
        return bool(self._database.run(RECORD, _fence(claimed) | {
            "status": attempt.status, "provider": attempt.provider, "reference": receipt.reference,
            "outcome": receipt.outcome.value, "error_code": receipt.error_code, "started_at": attempt.started_at,
            "ended_at": attempt.ended_at,
        }))  # fmt: skip

    def drop(self, claimed: Claimed, reason: str, *, now: datetime) -> bool:
        """See Outbox."""
        return bool(self._database.run(DROP, _fence(claimed) | {"reason": reason, "now": now}))


def _fence(claimed: Claimed) -> dict[str, Any]:
    message = claimed.message
    return {"tenant": message.tenant_id, "message": message.id, "lease": claimed.lease_id}


def _claimed(row: Row[Any]) -> Claimed:
    message = Message(
        tenant_id=TenantId(row.tenant_id),
        id=MessageId(row.id),
        challenge_id=ChallengeId(row.challenge_id),
        channel=row.channel,
        to=row.address,
        minutes=row.minutes,
        created_at=row.created_at,
        expires_at=row.expires_at,
        locale=row.locale,
    )
    return Claimed(
        message=message,
        lease_id=row.lease_id,
        lease_until=row.lease_until,
        sms_name=row.sms_branding or row.name,
        nonce=row.nonce,
        key_id=row.key_id,
        code_length=row.code_length,
    )
