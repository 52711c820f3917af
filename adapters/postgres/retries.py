"""A message goes back into the outbox."""

import json
from datetime import datetime
from typing import Final

from adapters.postgres.database import Database
from adapters.postgres.message_statements import SLOT
from application.ports.retries import Retries
from domain.audit import AuditEvent
from domain.delivery import MOST_PER_CHALLENGE, MOST_PER_MESSAGE
from domain.ids import MessageId, TenantId

# Slot before message, as where a hand-over begins.
RETRY: Final = f"""
WITH slot AS (
 SELECT s.challenge_id FROM messages m JOIN otp_slots s ON {SLOT}
  WHERE m.tenant_id = %(tenant)s AND m.id = %(message)s AND s.ended_at IS NULL AND s.expires_at > %(now)s
    AND s.handovers < {MOST_PER_CHALLENGE} FOR UPDATE OF s),
 mine AS (
 UPDATE messages m SET status = 'queued', due_at = %(now)s, dropped_as = NULL, ended_at = NULL
  WHERE m.tenant_id = %(tenant)s AND m.id = %(message)s AND m.status IN ('failed', 'undelivered')
    AND m.due_at IS NULL AND m.lease_id IS NULL AND m.handovers < {MOST_PER_MESSAGE} AND m.expires_at > %(now)s
    AND EXISTS (SELECT FROM slot)
 RETURNING m.id),
 aud AS (
 INSERT INTO audit_log (tenant_id, created_at, id, action, actor, subject, request_id, client_request_id,
     network_digest, details)
   SELECT %(tenant)s, %(at)s, %(audit)s, %(action)s, %(actor)s, %(subject)s, %(request)s, %(client_request)s,
          %(network_digest)s, %(details)s::jsonb FROM mine)
SELECT id FROM mine
"""  # noqa: S608 - a constant


class PostgresRetries(Retries):
    """Messages of `messages`, put back in one statement."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def retry(self, *, tenant_id: TenantId, message_id: MessageId, now: datetime, audit: AuditEvent) -> bool:
        """See Retries."""
        return bool(self._database.run(RETRY, {
            "tenant": tenant_id, "message": message_id, "now": now, "at": audit.at, "audit": audit.id,
            "action": audit.action.value, "actor": audit.actor, "subject": audit.subject,
            "request": audit.request_id, "client_request": audit.client_request_id,
            "network_digest": audit.network_digest, "details": json.dumps(dict(audit.details)),
        }))  # fmt: skip
