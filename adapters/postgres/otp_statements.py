"""The statements of the two hot paths: plain SQL of Postgres 13, every moment an argument, one round trip each.

A rule that stands here and in `domain/otp.py` is held equal by the contract suite over memory and Postgres.
"""

from adapters.postgres.reputation_statements import RECENT
from domain.otp import FAILURES_PER_DAY, FAILURES_PER_HOUR
from domain.risk_keys import GUESSES_FREE, GUESSES_KEY, GUESSES_SHARE, TENANT_KEY
from domain.traffic import MINUTES

_LOOK = """
SELECT s.version, s.challenge_id, s.channel, s.code_length, s.created_at, s.expires_at, s.sent_at, s.max_attempts,
       s.attempts, s.own_attempts, s.is_test, s.ended_as, s.asked_at, s.failed_at, s.own_failed_at, s.intent, s.proved_at,
       EXISTS (SELECT FROM risk_proofs p WHERE p.tenant_id = %(tenant)s AND p.address = %(address)s
               AND p.home = %(home)s AND p.at > %(trusted_since)s) AS own,
       s.handovers + (SELECT count(*) FROM messages m WHERE m.tenant_id = s.tenant_id AND m.challenge_id = s.challenge_id
                      AND m.handovers = 0 AND m.status IN ('queued', 'sending')) AS handovers,
       EXISTS (SELECT FROM users u WHERE u.tenant_id = %(tenant)s AND u.{column} = %(address)s
               AND u.blocked_at IS NOT NULL) AS blocked,
       (SELECT a.asked_at FROM otp_asks a WHERE a.mailbox = %(mailbox)s AND NOT a.is_test
        AND a.asked_at > %(everywhere_since)s ORDER BY a.asked_at DESC OFFSET %(everywhere_skip)s LIMIT 1) AS everywhere_at,
       {mailbox} AS mailbox_at,
       (SELECT a.asked_at FROM otp_asks a WHERE a.tenant_id = %(tenant)s AND a.network = %(asks_from)s
        AND a.asked_at > %(network_since)s ORDER BY a.asked_at DESC OFFSET %(network_skip)s LIMIT 1) AS network_at
  FROM (SELECT 1) AS one
  LEFT JOIN otp_slots s ON s.tenant_id = %(tenant)s AND s.address = %(address)s AND s.purpose = %(purpose)s
"""

# Where a call came from lies apart from the audit rows, which are for ever, so that it can be forgotten.
ORIGIN = """
 org AS (INSERT INTO request_origins (tenant_id, request_id, at, ip, user_agent)
   SELECT %(tenant)s, %(request)s, %(now)s, %(ip)s, %(user_agent)s WHERE %(ip)s::text IS NOT NULL
   ON CONFLICT DO NOTHING)"""

# Slot, record, ask, message, audit row and event in one commit; no row at the end: somebody was faster.
_RECORDED = f""",{ORIGIN},
 ask AS (INSERT INTO otp_asks (tenant_id, challenge_id, asked_at, address, mailbox, network, ip, user_agent, is_test, country)
   SELECT %(tenant)s, %(challenge)s, %(now)s, %(address)s, %(mailbox)s, %(network)s, %(ip)s, %(user_agent)s, %(is_test)s,
          %(country)s FROM slot),
 fact AS (INSERT INTO risk_facts (tenant_id, at, keys, asked, untried, scopes, cost_micros)
   SELECT %(tenant)s, %(now)s, %(weigh_keys)s::text[], %(weight)s, %(untried)s::text[], %(scopes)s::text[], %(cost)s
     FROM slot WHERE %(outcome)s::text IS NOT NULL),
 decided AS (INSERT INTO risk_decisions (tenant_id, challenge_id, id, at, address, channel, country, outcome, score, would,
     reasons, facts, cost_micros)
   SELECT %(tenant)s, %(challenge)s, %(audit)s, %(now)s, %(address)s, %(channel)s, %(country)s, %(outcome)s, %(score)s, %(would)s,
          %(reasons)s::jsonb, %(facts)s::jsonb, %(cost)s FROM slot WHERE %(outcome)s::text IS NOT NULL),
 msg AS (INSERT INTO messages (tenant_id, id, challenge_id, channel, address, purpose, locale, minutes, status, dropped_as,
     created_at, expires_at, country, routes, due_at, flow)
   SELECT %(tenant)s, %(message)s, %(challenge)s, %(channel)s, %(address)s, %(purpose)s, %(locale)s, %(minutes)s,
          %(status)s, %(dropped_as)s, %(now)s, %(expires_at)s, %(country)s, %(routes)s::text[], %(due_at)s, %(flow)s
     FROM slot),
 aud AS (INSERT INTO audit_log (tenant_id, created_at, id, action, actor, subject, request_id, client_request_id,
     network_digest, details)
   SELECT %(tenant)s, %(now)s, %(audit)s, %(action)s, %(actor)s, %(challenge)s, %(request)s, %(client_request)s,
          %(network_digest)s, jsonb_build_object('channel', %(channel)s::text) FROM slot),
 evt AS (INSERT INTO events (tenant_id, id, created_at, type, subject, payload)
   SELECT %(tenant)s, %(event)s, %(now)s, 'otp.requested', %(challenge)s,
          jsonb_build_object('channel', %(channel)s::text, 'resent', %(resent)s::boolean) FROM slot)
SELECT 1 FROM slot
"""

ISSUE_NEW = f"""
WITH slot AS (
 INSERT INTO otp_slots AS s (tenant_id, address, purpose, version, challenge_id, channel, code_length, nonce, code_mac,
     key_id, is_test, attempts, own_attempts, max_attempts, created_at, expires_at, sent_at, asked_at, failed_at, intent,
     weigh_keys, weight)
 VALUES (%(tenant)s, %(address)s, %(purpose)s, 1, %(challenge)s, %(channel)s, %(length)s, %(nonce)s, %(mac)s,
     %(key)s, %(is_test)s, %(attempts)s, %(own_attempts)s, %(max_attempts)s, %(now)s, %(expires_at)s, %(now)s,
     ARRAY[%(now)s]::timestamptz[], '{{}}', %(intent)s, %(weigh_keys)s::text[], %(weight)s)
 ON CONFLICT (tenant_id, address, purpose) DO UPDATE
 SET version = s.version + 1, challenge_id = excluded.challenge_id, channel = excluded.channel,
     code_length = excluded.code_length, nonce = excluded.nonce, code_mac = excluded.code_mac, key_id = excluded.key_id,
     is_test = excluded.is_test, attempts = excluded.attempts, own_attempts = excluded.own_attempts,
     max_attempts = excluded.max_attempts,
     created_at = excluded.created_at, expires_at = excluded.expires_at, sent_at = excluded.sent_at,
     ended_at = NULL, ended_as = NULL, handovers = 0, intent = excluded.intent,
     weigh_keys = excluded.weigh_keys, weight = excluded.weight, asked_at = (excluded.asked_at || s.asked_at)[1:%(keep)s]
 WHERE s.version = %(seen)s
 RETURNING s.challenge_id),
 old AS (UPDATE otp_requests SET status = 'replaced', ended_at = %(now)s, attempts = %(spent)s
   WHERE tenant_id = %(tenant)s AND id = %(replaced)s AND EXISTS (SELECT FROM slot)),
 rec AS (INSERT INTO otp_requests (tenant_id, id, address, purpose, channel, created_at, expires_at, is_test, actor,
     request_id, status)
   SELECT %(tenant)s, %(challenge)s, %(address)s, %(intent_kind)s, %(channel)s, %(now)s, %(expires_at)s, %(is_test)s,
          %(actor)s, %(request)s, CASE %(dropped_as)s WHEN 'user_blocked' THEN 'blocked' ELSE 'pending' END FROM slot)
{_RECORDED}"""

ISSUE_AGAIN = f"""
WITH slot AS (
 UPDATE otp_slots AS s
 SET version = s.version + 1, sent_at = %(now)s, channel = %(channel)s, code_mac = coalesce(%(mac)s::bytea, s.code_mac),
     weigh_keys = %(weigh_keys)s::text[], weight = s.weight + %(weight)s,
     asked_at = (ARRAY[%(now)s]::timestamptz[] || s.asked_at)[1:%(keep)s]
 WHERE s.tenant_id = %(tenant)s AND s.address = %(address)s AND s.purpose = %(purpose)s AND s.version = %(seen)s
 RETURNING s.challenge_id)
{_RECORDED}"""

# The mac is keyed with a secret that the caller does not have, so how long its comparison takes teaches nothing.
_RIGHT = "(coalesce(s.code_mac = ANY(g.macs), false) AND s.is_test = %(is_test)s AND NOT g.blocked)"
# Tries and failures of the address's own networks are counted apart from those of strangers.
_SPENT = "CASE WHEN g.own THEN s.own_attempts ELSE s.attempts END"
_FAILED = "(CASE WHEN g.own THEN s.own_failed_at ELSE s.failed_at END)"
# While codes are guessed all over the tenant, a stranger's first wrong one is the last.
_LAST = f"({_SPENT} + 1 >= s.max_attempts OR g.tripped AND NOT g.own)"
# What strangers have used up still lives for the owner, if there is one.
_LOCKS = f"({_LAST} AND (g.own OR NOT g.owned))"
_ENDS = f"({_RIGHT} OR {_LOCKS})"
_MORE = f"(ARRAY[%(now)s]::timestamptz[] || {_FAILED})[1:{FAILURES_PER_DAY}]"


def _counted(key: str, column: str, fact: str) -> str:
    """What was counted under a key within the last minutes, added up or not yet."""
    t, f = (
        f"exp(-least(greatest(0, date_part('epoch', %(now)s::timestamptz - {one}.at) / {MINUTES}), 60))" for one in "tf"
    )
    return f"""coalesce((SELECT t.minutes_{column} * {t} FROM risk_traffic t
          WHERE t.tenant_id = %(tenant)s AND t.key = '{key}' AND t.minutes_{column} > 1e-9), 0)
      + coalesce((SELECT sum(f.{fact} * {f}) FROM risk_facts f
          WHERE f.tenant_id = %(tenant)s AND '{key}' = ANY(f.keys)), 0)"""


_TRIPPED = f"{_counted(GUESSES_KEY, 'asked', 'asked')} >= {GUESSES_FREE} + ({_counted(TENANT_KEY, 'proven', 'proven')}) * {GUESSES_SHARE}"

# What a guess came to, for the audit log and for the tenant's own systems.
_JUDGED = """SELECT %(audit)s AS id, tried.challenge_id AS subject, jsonb_build_object('attempts', tried.attempts) AS details,
                CASE WHEN tried.won THEN 'otp.verified' WHEN tried.ended_as = 'locked' THEN 'otp.locked'
                     ELSE 'otp.failed' END AS action FROM tried"""
_TOLD = """SELECT %(event)s AS id, CASE WHEN tried.won THEN 'otp.verified' ELSE 'otp.failed' END AS type,
                tried.challenge_id AS subject,
                jsonb_build_object('channel', tried.channel, 'locked', coalesce(tried.ended_as = 'locked', false)) AS payload
           FROM tried"""

_TRIED = f"""
tried AS (
 UPDATE otp_slots AS s
 SET version = s.version + 1, own_attempts = s.own_attempts + g.own::int,
     attempts = CASE WHEN g.own THEN s.attempts WHEN g.tripped AND NOT {_RIGHT} THEN s.max_attempts ELSE s.attempts + 1 END,
     ended_at = CASE WHEN {_ENDS} THEN %(now)s::timestamptz END,
     ended_as = CASE WHEN {_RIGHT} THEN 'used' WHEN {_LOCKS} THEN 'locked' END,
     nonce = CASE WHEN NOT {_ENDS} THEN s.nonce END,
     code_mac = CASE WHEN NOT {_ENDS} THEN s.code_mac END,
     proved_at = CASE WHEN {_RIGHT} THEN %(now)s::timestamptz ELSE s.proved_at END,
     failed_at = CASE WHEN {_RIGHT} THEN '{{{{}}}}' WHEN g.own THEN s.failed_at ELSE {_MORE} END,
     own_failed_at = CASE WHEN {_RIGHT} THEN '{{{{}}}}' WHEN g.own THEN {_MORE} ELSE s.own_failed_at END
 FROM (SELECT %(macs)s::bytea[] AS macs,
       EXISTS (SELECT FROM users u WHERE u.tenant_id = %(tenant)s AND u.{{column}} = %(address)s
               AND u.blocked_at IS NOT NULL) AS blocked,
       EXISTS (SELECT FROM risk_proofs p WHERE p.tenant_id = %(tenant)s AND p.address = %(address)s
               AND p.home = %(home)s AND p.at > %(trusted_since)s) AS own,
       EXISTS (SELECT FROM risk_proofs p WHERE p.tenant_id = %(tenant)s AND p.address = %(address)s
               AND p.at > %(trusted_since)s) AS owned,
       {_TRIPPED} AS tripped OFFSET 0) AS g
 WHERE s.tenant_id = %(tenant)s AND s.address = %(address)s AND s.purpose = %(purpose)s
   AND s.ended_at IS NULL AND s.expires_at > %(now)s
   AND {_SPENT} < s.max_attempts
   AND ({_FAILED}[{FAILURES_PER_HOUR}] IS NULL OR {_FAILED}[{FAILURES_PER_HOUR}] <= %(hour_ago)s)
   AND ({_FAILED}[{FAILURES_PER_DAY}] IS NULL OR {_FAILED}[{FAILURES_PER_DAY}] <= %(day_ago)s
        OR {_FAILED}[1] <= %(hour_ago)s)
 RETURNING s.challenge_id, s.attempts + s.own_attempts AS attempts, greatest(0, s.max_attempts - ({_SPENT})) AS remaining,
           s.channel, s.is_test, coalesce(s.ended_as, CASE WHEN {_SPENT} >= s.max_attempts THEN 'locked' END) AS ended_as,
           s.ended_as IS NOT NULL AS is_over, s.weigh_keys, s.weight, coalesce(s.ended_as = 'used', false) AS won, g.own),
 wrong AS (
 INSERT INTO risk_facts (tenant_id, at, keys, asked)
   SELECT %(tenant)s, %(now)s, ARRAY['{GUESSES_KEY}'], 1 FROM tried
    WHERE NOT tried.won AND NOT tried.own AND NOT tried.is_test),
 credit AS (
 INSERT INTO risk_facts (tenant_id, at, keys, proven)
   SELECT %(tenant)s, %(now)s, tried.weigh_keys, tried.weight FROM tried WHERE tried.won AND tried.weight > 0),
 trust AS (
 INSERT INTO risk_proofs AS p (tenant_id, address, home, at)
   SELECT %(tenant)s, %(address)s, %(home)s, %(now)s FROM tried WHERE tried.won AND %(home)s::text IS NOT NULL
 ON CONFLICT (tenant_id, address, home) DO UPDATE SET at = excluded.at),
"""

_RECORD = """
 UPDATE otp_requests r
 SET status = CASE WHEN tried.won THEN 'verified' ELSE 'locked' END, ended_at = %(now)s, attempts = tried.attempts,
     user_id = (SELECT id FROM born)
 FROM tried WHERE r.tenant_id = %(tenant)s AND r.id = tried.challenge_id AND tried.is_over"""
# A tenant's own system is asked before a user is made: then the code is spent, and nobody comes in by this statement.
_HOOKED = """
 hooked AS (
 SELECT EXISTS (SELECT FROM tenant_hooks h WHERE h.tenant_id = %(tenant)s AND 'user.create' = ANY(h.asked_before))
    AND NOT EXISTS (SELECT FROM users u WHERE u.tenant_id = %(tenant)s AND u.{column} = %(address)s
      AND NOT coalesce(coalesce(u.last_seen_at, u.last_sign_in_at, u.created_at) < %(recycled_before)s, false)) AS waits)"""


# Somebody comes in: the user, the session, room for it, and what is told of it.
_ENTER = f"""
WITH @head@{ORIGIN},
 released AS (
 UPDATE users u SET {{column}} = NULL, {{column}}_verified_at = NULL, version = u.version + 1
   FROM tried, hooked WHERE tried.won AND NOT hooked.waits AND u.tenant_id = %(tenant)s
    AND u.{{column}} = %(address)s AND u.blocked_at IS NULL
    AND coalesce(u.last_seen_at, u.last_sign_in_at, u.created_at) < %(recycled_before)s
 RETURNING u.id),
 born AS (
 INSERT INTO users (tenant_id, id, {{column}}, {{column}}_verified_at, created_at, last_sign_in_at, last_seen_at,
     recycled_from, app_metadata)
   SELECT %(tenant)s, %(user)s, %(address)s, %(now)s, %(now)s, %(now)s, %(now)s, (SELECT id FROM released),
          %(notes)s::jsonb FROM tried, hooked WHERE won AND NOT waits
 ON CONFLICT (tenant_id, {{column}}) DO UPDATE
 SET last_sign_in_at = excluded.last_sign_in_at, last_seen_at = excluded.last_seen_at,
     {{column}}_verified_at = coalesce(users.{{column}}_verified_at, excluded.{{column}}_verified_at)
 WHERE users.blocked_at IS NULL
 RETURNING id, xmax = 0 AS is_new, app_metadata),
 ses AS (
 INSERT INTO sessions (tenant_id, id, user_id, challenge_id, nonce, key_id, generation, amr, auth_time, created_at,
     last_used_at, expires_at, access_until, ip, user_agent)
   SELECT %(tenant)s, %(session)s, born.id, tried.challenge_id, %(session_nonce)s, %(key)s, %(generation)s,
          ARRAY(SELECT jsonb_array_elements_text(%(amr)s::jsonb -> tried.channel)), %(now)s, %(now)s, %(now)s,
          %(session_ends)s, %(access_until)s, %(ip)s, %(user_agent)s FROM born, tried),
 surplus AS (
 UPDATE sessions s SET ended_at = %(now)s, ended_as = 'limit'
   FROM born CROSS JOIN LATERAL (
     SELECT o.id FROM sessions o WHERE o.tenant_id = %(tenant)s AND o.user_id = born.id AND o.ended_at IS NULL
        AND o.expires_at > %(now)s ORDER BY o.last_used_at DESC, o.id DESC OFFSET %(most_others)s) AS old
  WHERE s.tenant_id = %(tenant)s AND s.id = old.id AND s.ended_at IS NULL
 RETURNING s.id),
 rec AS (@record@),
 aud AS (
 INSERT INTO audit_log (tenant_id, created_at, id, action, actor, subject, request_id, client_request_id,
     network_digest, details)
   SELECT %(tenant)s, %(now)s::timestamptz, line.id, line.action, %(actor)s, line.subject, %(request)s,
          %(client_request)s, %(network_digest)s, line.details
   FROM (@judged@
         SELECT %(audit_2)s, %(session)s, jsonb_build_object('user_id', born.id, 'amr', %(amr)s::jsonb -> tried.channel),
                'session.created' FROM born, tried
         UNION ALL
         SELECT %(audit_3)s, released.id, jsonb_build_object('kind', '{{column}}', 'user_id', born.id),
                'user.address_recycled' FROM released, born
         UNION ALL
         SELECT %(audit_4)s, born.id, jsonb_build_object('reason', 'limit', 'sessions', (SELECT count(*) FROM surplus)),
                'session.revoked' FROM born WHERE EXISTS (SELECT FROM surplus)) AS line),
 evt AS (
 INSERT INTO events (tenant_id, id, created_at, type, subject, payload)
   SELECT %(tenant)s, line.id, %(now)s::timestamptz, line.type, line.subject, line.payload
   FROM (@told@
         SELECT %(event_2)s, 'user.created', born.id, '{{{{}}}}'::jsonb FROM born WHERE born.is_new
         UNION ALL SELECT %(event_3)s, 'session.created', %(session)s, jsonb_build_object('user_id', born.id) FROM born
         UNION ALL SELECT %(event_4)s, 'user.address_recycled', released.id,
                          jsonb_build_object('kind', '{{column}}', 'new_user_id', born.id) FROM released, born
         UNION ALL SELECT %(event_5)s, 'session.revoked', born.id, jsonb_build_object('user_id', born.id,
                          'reason', 'limit', 'sessions', (SELECT jsonb_agg(id ORDER BY id) FROM surplus))
                     FROM born WHERE EXISTS (SELECT FROM surplus)
        ) AS line)
SELECT tried.challenge_id, tried.remaining, tried.channel, tried.is_test, tried.ended_as,
       born.id AS user_id, born.is_new AS new_user, born.app_metadata, ARRAY(SELECT id FROM surplus ORDER BY id) AS ended,
       tried.won AND hooked.waits AS waits
  FROM tried CROSS JOIN hooked LEFT JOIN born ON true
"""


def _enter(**parts: str) -> str:
    """The statement with its parts in their places."""
    text = _ENTER
    for name, part in parts.items():
        text = text.replace(f"@{name}@", part)
    return text


_TRY = _enter(head=f"{_TRIED}{_HOOKED},", judged=f"{_JUDGED} UNION ALL", told=f"{_TOLD} UNION ALL", record=_RECORD)
# The code was right, and the tenant's own system lets in.
_ADMIT = _enter(
    head="""
 tried AS (SELECT %(challenge)s::text AS challenge_id, %(channel)s::text AS channel, %(is_test)s AS is_test,
     'used'::text AS ended_as, 0 AS remaining, true AS won),
 hooked AS (SELECT false AS waits),""",
    judged="SELECT '' AS id, '' AS subject, '{{}}'::jsonb AS details, '' AS action WHERE false UNION ALL",
    told="SELECT '' AS id, '' AS type, '' AS subject, '{{}}'::jsonb AS payload WHERE false UNION ALL",
    record="""
 UPDATE otp_requests r SET user_id = (SELECT id FROM born) FROM tried
  WHERE r.tenant_id = %(tenant)s AND r.id = tried.challenge_id""",
)


# A guess alone, in the commit of what it is for.
_JUDGE = f"""
WITH {_TRIED}{ORIGIN},
 rec AS (
 UPDATE otp_requests r
 SET status = CASE WHEN tried.won THEN 'verified' ELSE 'locked' END, ended_at = %(now)s, attempts = tried.attempts,
     user_id = %(user)s
 FROM tried WHERE r.tenant_id = %(tenant)s AND r.id = tried.challenge_id AND tried.is_over),
 aud AS (
 INSERT INTO audit_log (tenant_id, created_at, id, action, actor, subject, request_id, client_request_id,
     network_digest, details)
   SELECT %(tenant)s, %(now)s::timestamptz, line.id, line.action, %(actor)s, line.subject, %(request)s,
          %(client_request)s, %(network_digest)s, line.details FROM ({_JUDGED}) AS line),
 evt AS (
 INSERT INTO events (tenant_id, id, created_at, type, subject, payload)
   SELECT %(tenant)s, line.id, %(now)s::timestamptz, line.type, line.subject, line.payload FROM ({_TOLD}) AS line)
SELECT tried.challenge_id, tried.remaining, tried.channel, tried.is_test, tried.ended_as
  FROM tried
"""

# Walks the primary key a batch at a time: an index on expires_at would cost every update of a slot its place in the page.
SWEEP = """
WITH batch AS (
 SELECT tenant_id, address, purpose, expires_at, nonce FROM otp_slots
 WHERE (tenant_id, address, purpose) > (%(tenant)s, %(address)s, %(purpose)s)
 ORDER BY tenant_id, address, purpose LIMIT %(most)s),
 gone AS (DELETE FROM otp_slots s USING batch b
   WHERE (s.tenant_id, s.address, s.purpose) = (b.tenant_id, b.address, b.purpose) AND s.expires_at < %(kept_since)s),
 blank AS (UPDATE otp_slots s SET nonce = NULL, code_mac = NULL, version = version + 1 FROM batch b
   WHERE (s.tenant_id, s.address, s.purpose) = (b.tenant_id, b.address, b.purpose)
     AND s.expires_at <= %(now)s AND s.expires_at >= %(kept_since)s AND s.nonce IS NOT NULL)
SELECT tenant_id, address, purpose FROM batch ORDER BY tenant_id DESC, address DESC, purpose DESC LIMIT 1
"""

END_ALL = """
WITH batch AS (
 SELECT tenant_id, address, purpose FROM otp_slots
 WHERE (tenant_id, address, purpose) > (%(tenant)s, %(address)s, %(purpose)s)
 ORDER BY tenant_id, address, purpose LIMIT %(most)s),
 ended AS (UPDATE otp_slots s SET version = version + 1, ended_at = %(now)s, ended_as = 'withdrawn', nonce = NULL,
     code_mac = NULL FROM batch b
   WHERE (s.tenant_id, s.address, s.purpose) = (b.tenant_id, b.address, b.purpose) AND s.ended_at IS NULL
   RETURNING s.tenant_id, s.challenge_id),
 rec AS (UPDATE otp_requests r SET status = 'expired', ended_at = %(now)s FROM ended e
   WHERE r.tenant_id = e.tenant_id AND r.id = e.challenge_id AND r.status = 'pending')
SELECT tenant_id, address, purpose, (SELECT count(*) FROM ended) AS ended
  FROM batch ORDER BY tenant_id DESC, address DESC, purpose DESC LIMIT 1
"""

# One mailbox at a time, until the commit; a second statement sees what the one before has committed.
LOCK_MAILBOX = "SELECT pg_advisory_xact_lock(hashtextextended(%(mailbox)s, 0))"
COUNT_MAILBOX = """
SELECT count(*) FILTER (WHERE a.asked_at > %(everywhere_since)s) AS everywhere,
       count(*) FILTER (WHERE a.asked_at > %(here_since)s AND a.tenant_id = %(tenant)s) AS here
  FROM otp_asks a WHERE a.mailbox = %(mailbox)s AND NOT a.is_test
   AND a.asked_at > least(%(everywhere_since)s, %(here_since)s)
"""

_COLUMNS = ("phone", "email")
# A number is one mailbox; only mail has tags that make many addresses of one.
_MAILBOX = {
    "phone": "NULL::timestamptz",
    "email": """(SELECT a.asked_at FROM otp_asks a WHERE a.mailbox = %(mailbox)s AND a.tenant_id = %(tenant)s
        AND a.asked_at > %(mailbox_since)s ORDER BY a.asked_at DESC OFFSET %(mailbox_skip)s LIMIT 1)""",
}
LOOK = {column: _LOOK.format(column=column, mailbox=_MAILBOX[column]) for column in _COLUMNS}
# The same with what weighs on an ask beside it: one round trip.
LOOK_AND_WEIGH = {column: f"SELECT * FROM ({LOOK[column]}) AS looked, ({RECENT}) AS weighs" for column in _COLUMNS}
TRY = {column: _TRY.format(column=column) for column in _COLUMNS}
ADMIT = {column: _ADMIT.format(column=column) for column in _COLUMNS}
JUDGE = {column: _JUDGE.format(column=column) for column in _COLUMNS}
