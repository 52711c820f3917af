"""What weighs on nobody any more goes, a batch at a time."""

from datetime import datetime
from typing import Any, Final

from adapters.postgres.database import Database
from application.ports.risk import DECISIONS_LAST, LINE_LASTS, SPENT_LASTS, TRAFFIC_LASTS, TRUST_LASTS
from domain.prefix_block import REMEMBERED

SEPARATOR: Final = "\x1f"


def _gone(table: str, condition: str) -> str:
    """A batch of rows, oldest pages first; another sweep that is at the same ones is not waited for."""
    return f"""DELETE FROM {table} WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM {table} WHERE {condition} LIMIT %(most)s FOR UPDATE SKIP LOCKED))"""  # noqa: S608


# Counts and proofs are walked along their keys: an index on their moments would cost every ask something.
_STATEMENT: Final = f"""
WITH page AS (
 SELECT tenant_id, key FROM risk_traffic WHERE (tenant_id, key) > (%(tenant)s, %(key)s)
  ORDER BY tenant_id, key LIMIT %(most)s),
 counts AS (DELETE FROM risk_traffic t USING page p WHERE (t.tenant_id, t.key) = (p.tenant_id, p.key)
   AND t.at < %(traffic_since)s),
 proved AS (
 SELECT tenant_id, address, home FROM risk_proofs
  WHERE (tenant_id, address, home) > (%(proof_tenant)s, %(address)s, %(home)s)
  ORDER BY tenant_id, address, home LIMIT %(most)s),
 proofs AS (DELETE FROM risk_proofs t USING proved p
   WHERE (t.tenant_id, t.address, t.home) = (p.tenant_id, p.address, p.home) AND t.at <= %(trusted_since)s),
 decisions AS ({_gone("risk_decisions", "at < %(decided_since)s")}),
 spent AS ({_gone("risk_spent", "start < %(spent_since)s")}),
 puzzles AS ({_gone("spent_puzzles", "until < %(now)s")}),
 lines AS ({_gone("phone_lines", "asked_at <= %(asked_since)s")}),
 blocks AS ({_gone("risk_blocks", "until < %(shut_since)s AND coalesce(watched_until, until) < %(now)s")})
SELECT (SELECT max(ARRAY[tenant_id, key]) FROM page) AS traffic,
       (SELECT max(ARRAY[tenant_id, address, home]) FROM proved) AS proofs
"""  # noqa: S608 - constants


def sweep(database: Database, *, now: datetime, after: str, most: int) -> str:
    """See Reputation."""
    tenant, key, proof_tenant, address, home = (after or SEPARATOR * 4).split(SEPARATOR)
    row = database.run(
        _STATEMENT,
        {
            "tenant": tenant, "key": key, "proof_tenant": proof_tenant, "address": address, "home": home,
            "most": most, "now": now, "traffic_since": now - TRAFFIC_LASTS, "trusted_since": now - TRUST_LASTS,
            "decided_since": now - DECISIONS_LAST, "spent_since": now - SPENT_LASTS, "asked_since": now - LINE_LASTS,
            "shut_since": now - REMEMBERED,
        },
    )[0]  # fmt: skip
    return _cursor(row.traffic, row.proofs)


def _cursor(traffic: Any, proofs: Any) -> str:
    """Where the next batch begins; the shorter walk begins anew while the longer one goes on."""
    if not traffic and not proofs:
        return ""
    return SEPARATOR.join([*(traffic or ("", "")), *(proofs or ("", "", ""))])
