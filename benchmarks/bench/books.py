"""What was acknowledged, against the rows that there are."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Final

import psycopg

# What an acknowledged call of a kind leaves behind; a session begins with generation 1.
HELD: Final = """
SELECT
 (SELECT count(*) FROM otp_requests WHERE tenant_id = %(tenant)s) AS otp_requests,
 (SELECT count(*) FROM messages WHERE tenant_id = %(tenant)s AND status = 'sent') AS messages_sent,
 (SELECT count(*) FROM message_attempts WHERE tenant_id = %(tenant)s) AS messages_handed_over,
 (SELECT count(*) FROM audit_log WHERE tenant_id = %(tenant)s AND action = 'otp.requested') AS audit_requested,
 (SELECT count(*) FROM users WHERE tenant_id = %(tenant)s) AS users,
 (SELECT count(*) FROM sessions WHERE tenant_id = %(tenant)s) AS sessions,
 (SELECT count(*) FROM audit_log WHERE tenant_id = %(tenant)s AND action = 'otp.verified') AS audit_verified,
 (SELECT count(*) FROM audit_log WHERE tenant_id = %(tenant)s AND action = 'session.created') AS audit_sessions,
 (SELECT coalesce(sum(generation - 1), 0)::bigint FROM sessions WHERE tenant_id = %(tenant)s) AS refreshes
"""
LEFT_BY: Final = {
    "request": ("otp_requests", "messages_sent", "messages_handed_over", "audit_requested"),
    "verify": ("users", "sessions", "audit_verified", "audit_sessions"),
    "refresh": ("refreshes",),
}


@dataclass(slots=True)
class Books:
    """Calls that were acknowledged, by kind; each ask and each proof was of another person."""

    acknowledged: Counter[str] = field(default_factory=Counter)

    def expected(self) -> dict[str, int]:
        """How many of everything there must be."""
        return {name: self.acknowledged[kind] for kind, names in LEFT_BY.items() for name in names}

    def complaints(self, held: dict[str, int]) -> list[str]:
        """What is missing, or there too often; nothing where all is right."""
        return [
            f"{name}: {held[name]}, but {wanted} were acknowledged"
            for name, wanted in self.expected().items()
            if held[name] != wanted
        ]


def held_by_tenant(owner_url: str, tenant_id: str) -> dict[str, int]:
    """The rows of a tenant."""
    with psycopg.connect(owner_url, autocommit=True) as line:
        found: Any = line.execute(HELD, {"tenant": tenant_id})
        return dict(zip((column.name for column in found.description), found.fetchone(), strict=True))
