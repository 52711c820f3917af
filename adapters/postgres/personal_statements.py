"""Where personal data lies, and how it is found: one list for showing and for forgetting, so that neither misses what
the other knows.
"""

from typing import Final

# ruff: noqa: S608 - constants throughout
# Two questions and their union: no index serves an OR over two tables.
_REQUESTS: Final = """SELECT r.id FROM otp_requests r WHERE r.tenant_id = %(tenant)s AND r.address = ANY(%(addresses)s)
   UNION SELECT s.challenge_id FROM sessions s WHERE s.tenant_id = %(tenant)s AND s.user_id = %(user)s"""
_MESSAGES: Final = f"""SELECT m.id FROM messages m WHERE m.tenant_id = %(tenant)s AND m.challenge_id IN ({_REQUESTS})
   UNION SELECT m.id FROM messages m WHERE m.tenant_id = %(tenant)s AND m.notice IS NOT NULL
     AND m.address = ANY(%(addresses)s)"""
_SUBJECTS: Final = f"""SELECT %(user)s UNION ALL ({_REQUESTS}) UNION ALL
   SELECT s.id FROM sessions s WHERE s.tenant_id = %(tenant)s AND s.user_id = %(user)s"""
_DEEDS: Final = f"t.subject IN ({_SUBJECTS}) OR t.actor = 'user:' || %(user)s"
# Table to condition, in an order in which nothing that a later one needs is gone before it.
HELD: Final = {
    "request_origins": f"""t.request_id IN (SELECT l.request_id FROM audit_log l WHERE l.tenant_id = %(tenant)s
        AND l.subject IN ({_SUBJECTS}))""",
    "message_attempts": f"t.message_id IN ({_MESSAGES})",
    "messages": f"t.id IN ({_MESSAGES})",
    "otp_asks": f"""t.mailbox = ANY(%(mailboxes)s)
        AND (t.address = ANY(%(addresses)s) OR t.challenge_id IN ({_REQUESTS}))""",
    "risk_decisions": f"t.challenge_id IN ({_REQUESTS})",
    "otp_requests": f"t.id IN ({_REQUESTS})",
    "otp_slots": "t.address = ANY(%(addresses)s)",
    "risk_proofs": "t.address = ANY(%(addresses)s)",
    "phone_lines": "t.address = ANY(%(addresses)s)",
    "address_changes": "t.user_id = %(user)s",
    "consents": "t.user_id = %(user)s",
    "sessions": "t.user_id = %(user)s",
    "users": "t.id = %(user)s",
}  # fmt: skip
# Ids alone: shown, and kept.
NAMED: Final = {"audit_log": f"t.subject IN ({_SUBJECTS})", "events": f"t.subject IN ({_SUBJECTS})"}
# What opens something, or helps to guess it, is nobody's personal data.
LEFT_OUT: Final = ("nonce", "code_mac", "key_id", "xid", "lease_id", "network_digest")


def found(table: str, condition: str) -> str:
    """The rows of a table about a person."""
    return f"SELECT to_jsonb(t) AS row FROM {table} t WHERE t.tenant_id = %(tenant)s AND ({condition})"


def forgotten(table: str, condition: str) -> str:
    """Delete them."""
    return f"DELETE FROM {table} t WHERE t.tenant_id = %(tenant)s AND ({condition})"


def _old(table: str, key: str, bound: str) -> str:
    """A batch of a tenant's rows whose ids, which tell their time, are older than a bound."""
    return f"""{table}_gone AS (DELETE FROM {table} t USING (
      SELECT {key} AS id FROM {table} WHERE tenant_id = %(tenant)s AND {key} < %({bound})s ORDER BY {key} LIMIT %(most)s
      ) o WHERE t.tenant_id = %(tenant)s AND t.{key} = o.id RETURNING 1)"""


TABLES: Final = (
    "otp_requests",
    "messages",
    "message_attempts",
    "risk_decisions",
    "request_origins",
    "events",
    "otp_asks",
)
_COUNTS: Final = ", ".join(f"(SELECT count(*) FROM {name}_gone) AS {name}" for name in (*TABLES, "sessions"))
FORGET: Final = f"""
WITH {_old("otp_requests", "id", "otp")}, {_old("messages", "id", "msg")},
 {_old("message_attempts", "message_id", "msg")},
 {_old("risk_decisions", "challenge_id", "otp")},
 {_old("request_origins", "request_id", "req")},
 {_old("events", "id", "evt")},
 otp_asks_gone AS (DELETE FROM otp_asks WHERE ctid = ANY (ARRAY(
   SELECT ctid FROM otp_asks WHERE tenant_id = %(tenant)s AND asked_at < %(otp_at)s LIMIT %(most)s)) RETURNING 1),
 page AS (SELECT id FROM sessions WHERE tenant_id = %(tenant)s AND id > %(after)s AND id < %(ses)s
   ORDER BY id LIMIT %(most)s),
 sessions_gone AS (UPDATE sessions s SET ip = NULL, user_agent = NULL FROM page
   WHERE s.tenant_id = %(tenant)s AND s.id = page.id AND (s.ip IS NOT NULL OR s.user_agent IS NOT NULL) RETURNING 1)
SELECT {_COUNTS},
       (SELECT max(id) FROM page) AS last, (SELECT count(*) FROM page) AS seen
"""
