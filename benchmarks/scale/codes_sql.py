"""Rows of codes: records, slots, messages with their hand-overs, asks and sessions."""

from typing import Final

from benchmarks.scale.numbers_sql import newest

# ruff: noqa: S608 - constants throughout
REQUESTS: Final = f"""
INSERT INTO otp_requests (tenant_id, id, address, purpose, channel, status, attempts, is_test, created_at, expires_at,
  ended_at, user_id, actor, request_id)
SELECT pg_temp.tenant(u), 'otp_' || id, pg_temp.address(u), 'sign_in', pg_temp.channel(u), pg_temp.status(c),
  CASE WHEN pg_temp.status(c) = 'pending' THEN 0 ELSE 1 END, false, at, at + interval '10 min',
  CASE WHEN pg_temp.status(c) <> 'pending' THEN at + interval '20 s' END,
  CASE WHEN pg_temp.status(c) = 'verified' THEN pg_temp.usr(u) END,
  'key:key_' || lpad(to_hex(pg_temp.place(u)), 26, '0'), 'req_' || id FROM {newest("$codes")}
"""
SLOTS: Final = f"""
INSERT INTO otp_slots (tenant_id, address, purpose, version, challenge_id, channel, code_length, nonce, code_mac,
  key_id, is_test, attempts, max_attempts, created_at, expires_at, sent_at, ended_at, ended_as, asked_at, failed_at,
  handovers, weigh_keys, weight, proved_at)
SELECT pg_temp.tenant(u), pg_temp.address(u), 'sign_in', 1 + c % 9, 'otp_' || id, pg_temp.channel(u), 6,
  CASE WHEN c > $codes - $live AND pg_temp.status(c) = 'pending' THEN substr(sha256(id::bytea), 1, 16) END,
  CASE WHEN c > $codes - $live AND pg_temp.status(c) = 'pending' THEN sha256(id::bytea) END, 'k1', false, 0, 5, at,
  at + interval '10 min', at, CASE WHEN pg_temp.status(c) <> 'pending' THEN at + interval '20 s' END,
  CASE pg_temp.status(c) WHEN 'verified' THEN 'used' WHEN 'locked' THEN 'locked' END, ARRAY[at], '{{}}', 1,
  ARRAY['t', 'c:KE', 'p4:' || left(pg_temp.address(u), -4), 'n:' || pg_temp.network(u)], 1,
  CASE WHEN pg_temp.status(c) = 'verified' THEN at + interval '20 s' END
  FROM {newest("$newest_slots")}
"""
MESSAGES: Final = f"""
INSERT INTO messages (tenant_id, id, challenge_id, channel, address, purpose, minutes, status, attempts, handovers,
  lease_id, provider, country, routes, created_at, expires_at, due_at, sent_at, delivered_at, ended_at)
SELECT pg_temp.tenant(u), 'msg_' || id, 'otp_' || id, pg_temp.channel(u), pg_temp.address(u), 'sign_in', 10, stage,
  (stage <> 'queued')::int, (stage <> 'queued')::int, CASE WHEN stage = 'sending' THEN 'lease_' || c END,
  CASE WHEN stage <> 'queued' THEN 'twilio' END, pg_temp.country(u), ARRAY['twilio', 'sns'], at, at + interval '10 min',
  CASE WHEN stage = 'queued' THEN at WHEN stage = 'sending' THEN $now + interval '30 s'
       WHEN stage = 'sent' AND at > $now - interval '30 s' THEN at + interval '30 s' END,
  CASE WHEN stage IN ('sent', 'delivered') THEN at + interval '1 s' END,
  CASE WHEN stage = 'delivered' THEN at + interval '4 s' END,
  CASE WHEN stage IN ('delivered', 'failed') THEN at + interval '4 s' END
  FROM {newest("$newest_messages")} CROSS JOIN LATERAL (SELECT pg_temp.stage(c) AS stage) AS s
"""
ATTEMPTS: Final = f"""
INSERT INTO message_attempts (tenant_id, message_id, number, provider, outcome, provider_reference, started_at,
  ended_at, channel, country, status, receipt_at, delivered_at, cost_micros)
SELECT pg_temp.tenant(u), 'msg_' || id, 1, 'twilio',
  CASE stage WHEN 'sending' THEN NULL WHEN 'failed' THEN 'unavailable' ELSE 'accepted' END,
  CASE WHEN stage IN ('sent', 'delivered') THEN 'SM' || md5(id) END, at, at + interval '1 s', pg_temp.channel(u),
  coalesce(pg_temp.country(u), ''), stage, CASE WHEN stage = 'delivered' THEN at + interval '4 s' END,
  CASE WHEN stage = 'delivered' THEN at + interval '4 s' END, 7900
  FROM {newest("$newest_messages")} CROSS JOIN LATERAL (SELECT pg_temp.stage(c) AS stage) AS s WHERE stage <> 'queued'
"""
ASKS: Final = f"""
INSERT INTO otp_asks (tenant_id, challenge_id, asked_at, address, mailbox, network, ip, user_agent, is_test, country)
SELECT pg_temp.tenant(u), 'otp_' || id, at, pg_temp.address(u), pg_temp.address(u), pg_temp.network(u),
  pg_temp.network(u), 'Mozilla/5.0 (X11; Linux x86_64)', false, pg_temp.country(u) FROM {newest("$newest_asks")}
"""
SESSIONS: Final = f"""
INSERT INTO sessions (tenant_id, id, user_id, challenge_id, nonce, key_id, generation, amr, auth_time, created_at,
  last_used_at, expires_at, ended_at, ended_as, ip, user_agent, access_until)
SELECT pg_temp.tenant(u), 'ses_' || id, pg_temp.usr(u), 'otp_' || id, sha256(id::bytea), 'k1', 1 + (c % 50)::int,
  '{{otp,sms}}', at, at, at, at + interval '30 days', CASE WHEN c % 20 = 0 THEN at + interval '5 min' END,
  CASE WHEN c % 20 = 0 THEN 'logout' END, pg_temp.network(u), 'Mozilla/5.0 (X11; Linux x86_64)', at + interval '15 min'
  FROM {newest("$newest_sessions")}
"""
