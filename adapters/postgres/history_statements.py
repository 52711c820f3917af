"""The statements that read what became of codes and messages: plain SQL of Postgres 13, one round trip each."""

from typing import Final

# A try is made while the code lives; so near its life the partitions of other months are not opened.
KEPT_AFTER: Final = "interval '25 hours'"

_HANDOVERS: Final = """(
   SELECT json_agg(json_build_object('number', a.number, 'provider', a.provider, 'channel', a.channel,
          'status', a.status, 'outcome', a.outcome, 'error_code', a.error_code, 'reference', a.provider_reference,
          'cost_micros', a.cost_micros, 'started_at', a.started_at, 'ended_at', a.ended_at,
          'receipt_at', a.receipt_at, 'delivered_at', a.delivered_at,
          'undelivered_at', a.undelivered_at) ORDER BY a.number)
     FROM message_attempts a WHERE a.tenant_id = m.tenant_id AND a.message_id = m.id)"""

_MESSAGE: Final = f"""json_build_object('id', m.id, 'challenge_id', m.challenge_id, 'channel', m.channel,
   'address', m.address, 'status', m.status, 'routes', m.routes, 'country', m.country, 'spent', m.handovers,
   'dropped_as', m.dropped_as, 'created_at', m.created_at, 'expires_at', m.expires_at, 'ended_at', m.ended_at,
   'is_due', m.due_at IS NOT NULL OR m.lease_id IS NOT NULL, 'handovers', {_HANDOVERS})"""

_RECORDS: Final = f"""
SELECT r.id, r.status, r.address, r.channel, r.created_at, r.expires_at, r.ended_at,
       greatest(r.attempts, s.attempts + s.own_attempts) AS attempts,
       CASE WHEN s.ended_at IS NULL THEN s.handovers END AS handovers,
       (SELECT json_agg({_MESSAGE} ORDER BY m.id) FROM messages m
         WHERE m.tenant_id = r.tenant_id AND m.challenge_id = r.id) AS messages,
       (SELECT json_agg(json_build_object('at', l.created_at, 'action', l.action, 'actor', l.actor,
               'attempts', l.details -> 'attempts', 'message_id', l.details -> 'message_id')
               ORDER BY l.created_at, l.id)
          FROM audit_log l WHERE l.tenant_id = r.tenant_id AND l.subject = r.id
           AND l.created_at >= r.created_at
           AND l.created_at < r.expires_at + {KEPT_AFTER} AND l.action = ANY(%(actions)s)) AS deeds,
       (SELECT json_agg(json_build_object('at', d.at, 'outcome', d.outcome, 'score', d.score, 'would', d.would,
               'reasons', d.reasons) ORDER BY d.at, d.id)
          FROM risk_decisions d WHERE d.tenant_id = r.tenant_id AND d.challenge_id = r.id) AS weighings
  FROM otp_requests r
  LEFT JOIN otp_slots s ON s.tenant_id = r.tenant_id AND s.address = r.address AND s.purpose = r.purpose
       AND s.challenge_id = r.id
 WHERE r.tenant_id = %(tenant)s
"""  # noqa: S608 - a constant

REQUEST: Final = f"{_RECORDS} AND r.id = %(id)s"

_NEWEST: Final = " AND r.id < %(before)s ORDER BY r.id DESC LIMIT %(most)s"
# Each only where it is asked for, so that the planner sees which index fits.
OF_ADDRESS: Final = " AND r.address = %(address)s"
OF_STATUS: Final = " AND r.status = %(status)s"
# A pending code was asked for within the longest life of a code.
STILL_PENDING: Final = " AND r.status = 'pending' AND r.expires_at > %(now)s AND r.id >= %(oldest)s"
OVER: Final = " AND r.status = 'pending' AND r.expires_at <= %(now)s"


def requests(*conditions: str) -> str:
    """The statement of a page of records under some of the conditions above."""
    return f"{_RECORDS}{''.join(conditions)}{_NEWEST}"


CHALLENGE_OF: Final = "SELECT m.challenge_id FROM messages m WHERE m.tenant_id = %(tenant)s AND m.id = %(id)s"

# There is no index over all tenants: each has its newest looked up in its own; one tenant is asked for alone.
TAIL: Final = f"""
SELECT t.slug, {_MESSAGE} AS message
  FROM tenants t CROSS JOIN LATERAL (
    SELECT m.* FROM messages m WHERE m.tenant_id = t.id AND m.id >= %(since)s ORDER BY m.id DESC LIMIT %(most)s) AS m
 WHERE t.deleted_at IS NULL{{whose}}
 ORDER BY m.id DESC LIMIT %(most)s
"""  # noqa: S608 - a constant
TAIL_OF_ALL: Final = TAIL.format(whose="")
TAIL_OF_ONE: Final = TAIL.format(whose=" AND t.id = %(tenant)s")
