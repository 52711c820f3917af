"""Rows of messages that wait, with the codes that they carry."""

from typing import Final

_PLACES: Final = "generate_series(%(first)s::bigint, %(first)s::bigint + %(many)s::bigint - 1) AS u"
# Their lives are longer than ten minutes: what waits must not end by itself while it is looked at.
LIFE: Final = "interval '6 hours'"

# ruff: noqa: S608 - constants throughout
SLOTS: Final = f"""
INSERT INTO otp_slots (tenant_id, address, purpose, version, challenge_id, channel, code_length, nonce, key_id,
  is_test, attempts, max_attempts, created_at, expires_at, sent_at, asked_at, failed_at)
SELECT %(tenant)s, pg_temp.phone(u), 'sign_in', 1, 'otp_' || pg_temp.body(u, %(now)s), 'sms', 6,
  substr(sha256(u::text::bytea), 1, 16), %(key)s, false, 0, 5, %(now)s, %(now)s::timestamptz + {LIFE}, %(now)s,
  ARRAY[%(now)s::timestamptz], '{{}}' FROM {_PLACES}
"""
MESSAGES: Final = f"""
INSERT INTO messages (tenant_id, id, challenge_id, channel, address, purpose, minutes, status, created_at, expires_at,
  country, routes, due_at)
SELECT %(tenant)s, 'msg_' || pg_temp.body(u, %(now)s), 'otp_' || pg_temp.body(u, %(now)s), 'sms', pg_temp.phone(u),
  'sign_in', 10, 'queued', %(now)s, %(now)s::timestamptz + {LIFE}, 'US', ARRAY[%(route)s],
  %(now)s::timestamptz + interval '1 microsecond' * (u - %(first)s) FROM {_PLACES}
"""
