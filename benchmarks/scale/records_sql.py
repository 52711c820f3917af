"""Rows of what happened: events, deliveries, the audit log with its chain, decisions, counts and money."""

from typing import Final

from benchmarks.scale.numbers_sql import newest

# ruff: noqa: S608 - constants throughout
_EVENTS: Final = """
INSERT INTO events (tenant_id, id, created_at, type, subject, payload)
SELECT pg_temp.tenant(u), 'evt_' || id, at, (ARRAY['otp.requested', 'otp.verified', 'message.delivered',
  'session.created'])[1 + c % 4], 'otp_' || id, '{"channel": "sms", "resent": false}'
  FROM "CODES" """
_AUDIT: Final = """
INSERT INTO audit_log (tenant_id, created_at, id, action, actor, subject, request_id, network_digest, details)
SELECT pg_temp.tenant(u), at, 'aud_' || id, (ARRAY['otp.requested', 'otp.verified', 'otp.failed', 'session.created',
  'session.revoked'])[1 + c % 5], 'key:key_' || lpad(to_hex(pg_temp.place(u)), 26, '0'), 'otp_' || id, 'req_' || id,
  md5(pg_temp.network(u)), '{"channel": "sms"}' FROM "CODES" """
_READ, _UNREAD = newest("$newest_records") + " WHERE c <= $codes - $unread", newest("$unread")
EVENTS, UNREAD_EVENTS = _EVENTS.replace('"CODES"', _READ), _EVENTS.replace('"CODES"', _UNREAD)
AUDIT, UNREAD_AUDIT = _AUDIT.replace('"CODES"', _READ), _AUDIT.replace('"CODES"', _UNREAD)
# What the worker has read by now; it comes between the two.
READ: Final = "UPDATE tails SET done = pg_current_snapshot(), moved_at = $now"
CHAIN: Final = """
INSERT INTO audit_chain (tenant_id, seq, audit_id, created_at, digest, head, chained_at)
SELECT tenant_id, row_number() OVER (PARTITION BY tenant_id ORDER BY created_at, id), id, created_at, sha256(id::bytea),
  sha256(id::bytea), created_at FROM audit_log ORDER BY created_at
"""
DELIVERIES: Final = """
INSERT INTO webhook_deliveries (tenant_id, endpoint_id, event_id, type, status, attempts, created_at, due_at, ended_at)
SELECT e.tenant_id, w.id, e.id, e.type, CASE WHEN due THEN 'pending' ELSE 'delivered' END, (NOT due)::int, e.created_at,
  CASE WHEN due THEN e.created_at END, CASE WHEN NOT due THEN e.created_at END
  FROM events e JOIN webhook_endpoints w USING (tenant_id) CROSS JOIN LATERAL (
    SELECT e.created_at > $now - interval '2 min' AS due) AS d
"""
ORIGINS: Final = f"""
INSERT INTO request_origins (tenant_id, request_id, at, ip, user_agent)
SELECT pg_temp.tenant(u), 'req_' || id, at, pg_temp.network(u), 'Mozilla/5.0 (X11; Linux x86_64)'
  FROM {newest("$newest_records")}
"""
DECISIONS: Final = f"""
INSERT INTO risk_decisions (tenant_id, challenge_id, id, at, address, channel, country, outcome, score, would, reasons,
  facts, cost_micros)
SELECT pg_temp.tenant(u), 'otp_' || id, 'aud_' || id, at, pg_temp.address(u), pg_temp.channel(u), pg_temp.country(u),
  CASE WHEN c % 50 = 0 THEN 'challenge' ELSE 'allow' END, c % 60, 'allow',
  '[{{"signal": "country", "points": 12, "sentence": "More asks from there than are proven.", "shadow": false}}]',
  '{{"kind": "phone", "region": "KE", "pressure": {{"country": 0.4, "network": 0.1}}, "neighbours": 0}}', 7900
  FROM {newest("$newest_records")}
"""
ANSWERS: Final = f"""
INSERT INTO idempotency_keys (tenant_id, digest, lease_id, lease_until, key_id, body_mac, answer, created_at)
SELECT pg_temp.tenant(u), sha256(id::bytea), 'lease', at, 'k1', sha256(id::bytea), sha256(id::bytea) || sha256('x'), at
  FROM {newest("$newest_answers")}
"""
PUZZLES: Final = f"""
INSERT INTO spent_puzzles (tenant_id, id, until) SELECT pg_temp.tenant(u), id, at + interval '10 min'
  FROM {newest("$live")}
"""
TRAFFIC: Final = """
INSERT INTO risk_traffic (tenant_id, key, at, day_asked, weeks_asked, weeks_proven)
SELECT pg_temp.tenant_at(k), key, $now, 1, 1, 1 FROM generate_series(1, $tenants) AS k
 CROSS JOIN unnest(ARRAY['t', 'c:KE', 'g']) AS key
 UNION ALL SELECT DISTINCT pg_temp.tenant(u), 'n:' || pg_temp.network(u), $now, 1, 1, 1
  FROM generate_series(1::bigint, $traffic) AS u
"""
FACTS: Final = f"""
INSERT INTO risk_facts (tenant_id, at, keys, asked, scopes, cost_micros)
SELECT pg_temp.tenant(u), at, ARRAY['t', 'c:KE', 'n:' || pg_temp.network(u)], 1, '{{t,*,c:KE}}', 7900
  FROM {newest("$unread")}
"""
SPENT: Final = """
INSERT INTO risk_spent (tenant_id, scope, span, start, micros)
SELECT pg_temp.tenant_at(k), scope, 'hour', date_trunc('hour', $now) - h * interval '1 hour', 7900
  FROM generate_series(1, $tenants) AS k CROSS JOIN unnest(ARRAY['t', 'c:KE']) AS scope
 CROSS JOIN generate_series(0, 9) AS h
"""
BLOCKS: Final = """
INSERT INTO risk_blocks (tenant_id, key, since, until, level, tries)
SELECT pg_temp.tenant_at(k), 'p4:+25471234', $now, $now + interval '1 hour' * (k % 24 - 3), 1, 0
  FROM generate_series(1, $tenants, 7) AS k
"""
NETWORKS: Final = """
INSERT INTO networks (kind, network, imported_at)
SELECT CASE WHEN n % 4 = 0 THEN 'tor' ELSE 'hosting' END, ('172.' || n / 65536 || '.' || n / 256 % 256 || '.' ||
  n % 256)::cidr, $now FROM generate_series(1, $networks) AS n
"""
PRICES: Final = """
INSERT INTO prices (provider, channel, country, micros, imported_at)
SELECT provider, 'sms', country, 7900, $now
  FROM unnest(ARRAY['twilio', 'sns']) AS provider CROSS JOIN unnest(ARRAY['KE', 'US', 'DE', '*']) AS country
"""
