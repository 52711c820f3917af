"""Rows of people who were there before: users, slots of their last codes, sessions, and networks that they proved from.

Codes asked for long ago, their messages and the audit log do not grow here: `benchmarks.scale.plans` has them.
"""

from typing import Final

# One in so many has asked within the last day (slots are kept so long), is signed in, is known in a network.
ASKED_LATELY: Final = 4
SIGNED_IN: Final = 2
_AT: Final = "%(now)s::timestamptz - interval '1 year' * (1 - u::float8 / %(many)s::bigint)"
# Hours before, so that no limit of an hour still counts it, and not so many that it is swept away.
_LATELY: Final = "%(now)s::timestamptz - interval '2 hours' - interval '1 second' * (u %% 36000)"
_PLACES: Final = "generate_series(0::bigint, %(many)s::bigint - 1, {step}::bigint) AS u"

# ruff: noqa: S608 - constants throughout
USERS: Final = f"""
INSERT INTO users (tenant_id, id, phone, phone_verified_at, created_at, last_sign_in_at, last_seen_at)
SELECT %(tenant)s, 'usr_' || pg_temp.body(u, at), pg_temp.phone(u), at, at, at, at
  FROM (SELECT u, {_AT} AS at FROM {_PLACES.format(step=1)}) AS made
"""
SLOTS: Final = f"""
INSERT INTO otp_slots (tenant_id, address, purpose, version, challenge_id, channel, code_length, key_id, is_test,
  attempts, max_attempts, created_at, expires_at, sent_at, ended_at, ended_as, asked_at, failed_at, handovers,
  weigh_keys, weight, proved_at)
SELECT %(tenant)s, phone, 'sign_in', 2, 'otp_' || pg_temp.body(u, at), 'sms', 6, %(key)s, false, 1, 5, at,
  at + interval '10 min', at, at + interval '20 s', 'used', ARRAY[at], '{{}}', 1,
  ARRAY['t', 'c:US', 'p3:' || left(phone, -3), 'p4:' || left(phone, -4), 'p5:' || left(phone, -5),
        'p6:' || left(phone, -6), 'n:' || pg_temp.network(u), 'h:' || pg_temp.home(u)], 1, at + interval '20 s'
  FROM (SELECT u, pg_temp.phone(u) AS phone, {_LATELY} AS at FROM {_PLACES.format(step=ASKED_LATELY)}) AS made
"""
SESSIONS: Final = f"""
INSERT INTO sessions (tenant_id, id, user_id, challenge_id, nonce, key_id, generation, amr, auth_time, created_at,
  last_used_at, expires_at, ip, user_agent, access_until)
SELECT %(tenant)s, 'ses_' || pg_temp.body(u, at), 'usr_' || pg_temp.body(u, at), 'otp_' || pg_temp.body(u, at),
  sha256(u::text::bytea), %(key)s, 1, '{{otp,sms}}', at, at, at, %(now)s::timestamptz + interval '30 days',
  pg_temp.network(u), 'Mozilla/5.0 (X11; Linux x86_64)', at + interval '15 min'
  FROM (SELECT u, {_AT} AS at FROM {_PLACES.format(step=SIGNED_IN)}) AS made
"""
PROOFS: Final = f"""
INSERT INTO risk_proofs (tenant_id, address, home, at)
SELECT %(tenant)s, pg_temp.phone(u), pg_temp.home(u), %(now)s::timestamptz - interval '1 day' * (u %% 170)
  FROM {_PLACES.format(step=SIGNED_IN)}
"""
# The largest first, so that both hands are busy to the end.
TABLES: Final = {"users": USERS, "sessions": SESSIONS, "risk_proofs": PROOFS, "otp_slots": SLOTS}
