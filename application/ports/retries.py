"""Sends a message once more that did not arrive."""

from datetime import datetime
from typing import Protocol

from domain.audit import AuditEvent
from domain.ids import MessageId, TenantId


class Retries(Protocol):
    """Puts messages back into the outbox."""

    def retry(self, *, tenant_id: TenantId, message_id: MessageId, now: datetime, audit: AuditEvent) -> bool:
        """Make a failed or undelivered message due at once, and write the audit row in the same commit.

        False, and nothing written, where there is no such message in this tenant, a worker has it or will have it,
        its code has ended, or a cap is reached (3 hand-overs for a message, 6 for a code).
        Of simultaneous calls one is True.  Raises Unavailable where the store is gone.
        """
        ...
