"""Notices in the outbox of codes: a slot of their own counts their hand-overs, and nothing can be proven by it."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection

from application.ports.notices import Notices
from domain.message import Message
from domain.notice import purpose_of

ADD: Final = r"""
WITH slot AS (
 INSERT INTO otp_slots (tenant_id, address, purpose, version, challenge_id, channel, code_length, nonce, code_mac,
     key_id, is_test, attempts, max_attempts, created_at, expires_at, sent_at, asked_at, failed_at, intent)
 VALUES (%(tenant)s, %(to)s, %(purpose)s, 1, %(challenge)s, %(channel)s, 0, '\x', NULL, '', false, 0, 0, %(now)s,
     %(expires_at)s, %(now)s, '{}', '{}', 'notice'))
INSERT INTO messages (tenant_id, id, challenge_id, channel, address, purpose, locale, minutes, status, created_at,
    expires_at, country, routes, due_at, notice)
VALUES (%(tenant)s, %(message)s, %(challenge)s, %(channel)s, %(to)s, %(purpose)s, %(locale)s, 1, 'queued', %(now)s,
    %(expires_at)s, %(country)s, %(routes)s, %(now)s, %(notice)s)
"""


@dataclass(frozen=True, slots=True)
class PostgresNotices(Notices):
    """Notices in a transaction that others share."""

    connection: Connection

    def add(self, message: Message) -> None:
        """See Notices."""
        self.connection.exec_driver_sql(ADD, {
            "tenant": message.tenant_id, "to": message.to, "purpose": purpose_of(message), "message": message.id,
            "challenge": message.challenge_id, "channel": message.channel, "now": message.created_at,
            "expires_at": message.expires_at, "locale": message.locale, "country": message.country,
            "routes": list(message.routes), "notice": message.notice,
        })  # fmt: skip
