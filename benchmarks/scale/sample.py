"""Whom the questions are about: a large tenant, and a small one that has some of everything too."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import psycopg
from psycopg.rows import namedtuple_row

from domain.ids import TenantId

LARGEST: Final = "tn_" + "1".rjust(26, "0")
# Tenants with a webhook of their own, live codes and messages at every stage; the fewest messages at the end.
SMALL: Final = """
SELECT m.tenant_id FROM messages m JOIN webhook_endpoints w ON w.tenant_id = m.tenant_id AND w.failures = 0
 WHERE m.created_at > %(now)s - interval '8 minutes'
   AND EXISTS (SELECT FROM webhook_deliveries d WHERE d.tenant_id = m.tenant_id AND d.due_at IS NOT NULL)
 GROUP BY m.tenant_id HAVING bool_or(m.status = 'sending') AND bool_or(m.status = 'failed' AND m.address LIKE '+%%')
   AND bool_or(m.status = 'delivered') AND count(*) FILTER (WHERE m.status = 'sent' AND m.address LIKE '+%%') > 1
 ORDER BY count(*), m.tenant_id LIMIT 1
"""
# ruff: noqa: S608 - constants throughout
_LIVE: Final = "m.tenant_id = %(tenant)s AND m.created_at > %(now)s - interval '8 minutes' AND m.address LIKE '+%%'"
QUERIES: Final = {
    "in_hand": f"SELECT * FROM messages m WHERE {_LIVE} AND status = 'sending' LIMIT 1",
    "given_up": f"SELECT * FROM messages m WHERE {_LIVE} AND status = 'failed' LIMIT 1",
    "sent": f"""SELECT m.*, s.version FROM messages m JOIN otp_slots s USING (tenant_id, address, purpose, challenge_id)
      WHERE {_LIVE} AND status = 'sent' LIMIT 1""",
    "session": "SELECT * FROM sessions WHERE tenant_id = %(tenant)s AND ended_at IS NULL ORDER BY id DESC LIMIT 1",
    "user": """SELECT * FROM users WHERE tenant_id = %(tenant)s AND id = (SELECT user_id FROM sessions
      WHERE tenant_id = %(tenant)s AND ended_at IS NULL ORDER BY id DESC LIMIT 1)""",
    "both": """SELECT * FROM users WHERE tenant_id = %(tenant)s AND phone IS NOT NULL AND email IS NOT NULL
      ORDER BY id DESC LIMIT 1""",
    "endpoint": "SELECT * FROM webhook_endpoints WHERE tenant_id = %(tenant)s LIMIT 1",
    "owed": "SELECT * FROM webhook_deliveries WHERE tenant_id = %(tenant)s AND due_at IS NOT NULL LIMIT 1",
    "client": "SELECT * FROM oauth_clients WHERE tenant_id = %(tenant)s ORDER BY id DESC LIMIT 1",
    "authorization": "SELECT * FROM authorizations WHERE tenant_id = %(tenant)s ORDER BY id DESC LIMIT 1",
    "row": "SELECT * FROM audit_log WHERE tenant_id = %(tenant)s ORDER BY created_at DESC OFFSET 3 LIMIT 1",
    "key": "SELECT * FROM api_keys WHERE tenant_id = %(tenant)s ORDER BY id LIMIT 1",
    "signing_key": "SELECT * FROM signing_keys WHERE tenant_id = %(tenant)s",
    "answer": "SELECT * FROM idempotency_keys WHERE tenant_id = %(tenant)s ORDER BY created_at DESC LIMIT 1",
    "proof": "SELECT * FROM risk_proofs WHERE tenant_id = %(tenant)s AND address LIKE '+%%' LIMIT 1",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sample:
    """A tenant, the moment, and one row of each thing that it has."""

    tenant: TenantId
    now: datetime
    in_hand: Any
    given_up: Any
    sent: Any
    session: Any
    user: Any
    both: Any
    endpoint: Any
    owed: Any
    client: Any
    authorization: Any
    row: Any
    key: Any
    signing_key: Any
    answer: Any
    proof: Any


def samples(owner_url: str, now: datetime) -> Sequence[Sample]:
    """Of the largest tenant and of a small one."""
    with psycopg.connect(owner_url, row_factory=namedtuple_row, autocommit=True) as line:
        small = line.execute(SMALL, {"now": now}).fetchone()
        assert small is not None, "there are too few rows for a small tenant to have some of everything"
        return [_sample(line, tenant, now) for tenant in (LARGEST, str(small[0]))]


def _sample(line: "psycopg.Connection[Any]", tenant: str, now: datetime) -> Sample:
    asked = {"tenant": tenant, "now": now}
    return Sample(TenantId(tenant), now, **dict(_rows(line, asked)))


def _rows(line: "psycopg.Connection[Any]", asked: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, query in QUERIES.items():
        found = line.execute(query.encode(), asked).fetchone()
        assert found is not None, f"{asked['tenant']} has no {name}"
        yield name, found
