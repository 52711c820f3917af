"""The statements of the outbox: plain SQL of Postgres 13, every moment an argument, one round trip each."""

from typing import Final

from domain.delivery import BREAKER_FAILURES, MOST_PER_CHALLENGE, MOST_PER_MESSAGE, RECEIPTS_LOOKED_AT

# The lease is the fence: who comes after it ran out and went to another writes nothing to the message.
FENCE: Final = "m.tenant_id = %(tenant)s AND m.id = %(message)s AND m.lease_id = %(lease)s"
SLOT: Final = """s.tenant_id = m.tenant_id AND s.address = m.address AND s.purpose = m.purpose
     AND s.challenge_id = m.challenge_id"""

# Tenants take turns: `owing` hops from tenant to tenant in the index, `turn` deals out one message of each at a time.
# From there on rows are found by where they lie: a plan for all values would join all that is due, however much it is.
# A row that was moved meanwhile is somebody else's, and comes again if it is not.
CLAIM: Final = f"""
WITH RECURSIVE owing (tenant_id) AS (
 (SELECT tenant_id FROM messages WHERE due_at IS NOT NULL ORDER BY tenant_id LIMIT 1)
 UNION ALL
 SELECT (SELECT m.tenant_id FROM messages m WHERE m.due_at IS NOT NULL AND m.tenant_id > o.tenant_id
         ORDER BY m.tenant_id LIMIT 1)
   FROM owing o WHERE o.tenant_id IS NOT NULL),
 turn AS (
 SELECT d.at, d.id, d.due_at, row_number() OVER (PARTITION BY d.tenant_id ORDER BY d.due_at, d.id) AS place
   FROM owing o CROSS JOIN LATERAL (
     SELECT m.ctid AS at, m.tenant_id, m.id, m.due_at FROM messages m
      WHERE m.tenant_id = o.tenant_id AND m.due_at <= %(now)s ORDER BY m.due_at LIMIT %(seen)s) AS d
  WHERE o.tenant_id <> ALL(%(full)s::text[])),
 free AS (
 SELECT m.at, m.before, turn.place
   FROM (SELECT * FROM turn ORDER BY place, due_at) AS turn CROSS JOIN LATERAL (
     SELECT m.ctid AS at, m.status AS before FROM messages m
      WHERE m.ctid = turn.at AND m.id = turn.id AND m.due_at <= %(now)s FOR UPDATE SKIP LOCKED) AS m
  LIMIT %(most)s),
 mine AS (
 UPDATE messages m SET lease_id = %(lease)s, due_at = %(until)s,
        status = CASE WHEN m.status = 'queued' THEN 'sending' ELSE m.status END
 FROM free WHERE m.ctid = free.at
 RETURNING m.*, free.before, free.place)
SELECT m.*, t.slug, t.name, t.settings, t.branding - 'texts' AS branding, t.created_at AS tenant_created_at,
       t.deleted_at, t.version AS tenant_version, t.images,
       s.nonce, s.key_id, coalesce(s.code_length, 0) AS code_length,
       EXISTS (SELECT FROM tenant_hooks h
                WHERE h.tenant_id = m.tenant_id AND 'code.send' = ANY(h.asked_before)) AS asks_hook,
       CASE WHEN m.attempts > 0 THEN (
         SELECT json_agg(json_build_array(a.number, a.provider, a.outcome, a.status) ORDER BY a.number)
           FROM message_attempts a WHERE a.tenant_id = m.tenant_id AND a.message_id = m.id) END AS tries
  FROM mine m JOIN tenants t ON t.id = m.tenant_id
  LEFT JOIN otp_slots s ON {SLOT} AND s.ended_at IS NULL AND t.deleted_at IS NULL
 ORDER BY m.place, m.created_at
"""  # noqa: S608 - a constant

# Counted before it happens: a worker that dies in between has still used one of the hand-overs that the caps allow.
BEGIN: Final = f"""
WITH probe AS (
 UPDATE provider_breakers SET open_until = %(rest_until)s WHERE provider = %(provider)s AND open_until <= %(now)s
    AND EXISTS (SELECT FROM messages m JOIN otp_slots s ON {SLOT} WHERE {FENCE} AND s.ended_at IS NULL
                AND s.expires_at > %(now)s AND s.handovers < {MOST_PER_CHALLENGE})
 RETURNING provider),
 gate AS (
 SELECT EXISTS (SELECT FROM probe) OR NOT EXISTS (
   SELECT FROM provider_breakers b WHERE b.provider = %(provider)s AND b.open_until IS NOT NULL) AS passes),
 slot AS (
 SELECT s.tenant_id, s.address, s.purpose
   FROM messages m JOIN otp_slots s ON {SLOT}
  WHERE m.tenant_id = %(tenant)s AND m.id = %(message)s AND s.ended_at IS NULL AND s.expires_at > %(now)s
    AND s.handovers < {MOST_PER_CHALLENGE} AND (SELECT passes FROM gate) FOR UPDATE OF s),
 mine AS (
 UPDATE messages m SET attempts = m.attempts + 1, handovers = m.handovers + 1, provider = %(provider)s,
        status = 'sending'
  WHERE {FENCE} AND m.handovers < {MOST_PER_MESSAGE} AND EXISTS (SELECT FROM slot)
 RETURNING m.attempts, m.country),
 used AS (
 UPDATE otp_slots s SET handovers = s.handovers + 1 FROM slot
  WHERE s.tenant_id = slot.tenant_id AND s.address = slot.address AND s.purpose = slot.purpose
    AND EXISTS (SELECT FROM mine)),
 begun AS (
 INSERT INTO message_attempts (tenant_id, message_id, number, provider, channel, country, status, started_at)
   SELECT %(tenant)s, %(message)s, attempts, %(provider)s, %(channel)s, coalesce(country, ''), 'sending', %(now)s
     FROM mine
 RETURNING number)
SELECT gate.passes, (SELECT number FROM begun) AS number,
       (SELECT s.handovers FROM messages m JOIN otp_slots s ON {SLOT}
         WHERE m.tenant_id = %(tenant)s AND m.id = %(message)s AND s.ended_at IS NULL) >= {MOST_PER_CHALLENGE} AS capped
  FROM gate
"""  # noqa: S608 - a constant

# A receipt may have been faster than this: what it said of the status stays.
# The ask has counted one message in the budgets; each that another provider took after it counts here.
FINISH: Final = f"""
WITH ended AS (
 UPDATE message_attempts SET outcome = %(outcome)s, error_code = coalesce(error_code, %(error_code)s),
        provider_reference = coalesce(provider_reference, %(reference)s), ended_at = %(ended_at)s,
        status = CASE WHEN status = 'sending' THEN %(status)s ELSE status END,
        cost_micros = CASE WHEN %(accepted)s THEN coalesce(cost_micros, (
          SELECT p.micros FROM prices p WHERE p.provider = message_attempts.provider
             AND p.channel = message_attempts.channel AND p.country IN (message_attempts.country, '*')
           ORDER BY p.country = '*' LIMIT 1)) ELSE cost_micros END
  WHERE tenant_id = %(tenant)s AND message_id = %(message)s AND number = %(number)s AND outcome IS NULL
 RETURNING number, cost_micros),
 paid_again AS (
 INSERT INTO risk_facts (tenant_id, at, keys, scopes, cost_micros)
   SELECT m.tenant_id, %(ended_at)s, '{{}}', ARRAY['t', '*'] || CASE WHEN m.address LIKE '+%%'
          THEN ARRAY['c:' || m.country, 'p4:' || left(m.address, -4)] ELSE '{{}}' END, ended.cost_micros
     FROM ended JOIN messages m ON m.tenant_id = %(tenant)s AND m.id = %(message)s
    WHERE %(accepted)s AND ended.cost_micros > 0 AND EXISTS (SELECT FROM message_attempts e
      WHERE e.tenant_id = m.tenant_id AND e.message_id = m.id AND e.number < ended.number AND e.outcome = 'accepted')),
 ill AS (
 INSERT INTO provider_breakers AS b (provider, failures)
   SELECT %(provider)s, 1 FROM ended WHERE %(trouble)s
 ON CONFLICT (provider) DO UPDATE SET failures = least(b.failures + 1, 1000),
    open_until = CASE WHEN b.failures + 1 >= {BREAKER_FAILURES} THEN %(rest_until)s::timestamptz ELSE b.open_until END),
 well AS (
 UPDATE provider_breakers SET failures = 0, open_until = NULL
  WHERE provider = %(provider)s AND %(healthy)s AND (failures > 0 OR open_until IS NOT NULL)),
 slot AS (
 UPDATE otp_slots s SET handovers = s.handovers - CASE WHEN %(reached)s THEN 0 ELSE 1 END,
        channel = CASE WHEN %(accepted)s THEN %(channel)s ELSE s.channel END
   FROM messages m, ended
  WHERE m.tenant_id = %(tenant)s AND m.id = %(message)s AND {SLOT}
    AND (NOT %(reached)s OR (%(accepted)s AND s.channel <> %(channel)s))),
 done AS (
 UPDATE messages m SET status = %(next)s, due_at = %(due_at)s, dropped_as = %(dropped_as)s,
        lease_id = CASE WHEN %(goes_on)s THEN m.lease_id END,
        handovers = m.handovers - CASE WHEN %(reached)s THEN 0 ELSE 1 END,
        sent_at = CASE WHEN %(accepted)s THEN coalesce(m.sent_at, %(ended_at)s::timestamptz) ELSE m.sent_at END,
        ended_at = CASE WHEN %(next)s = 'failed' THEN %(ended_at)s::timestamptz END
   FROM ended WHERE {FENCE}
 RETURNING m.id, m.challenge_id),
 evt AS (
 INSERT INTO events (tenant_id, id, created_at, type, subject, payload)
   SELECT %(tenant)s, %(event)s, %(ended_at)s, 'message.failed', done.challenge_id,
          jsonb_build_object('message_id', done.id, 'provider', %(provider)s::text, 'outcome', %(outcome)s::text)
     FROM done WHERE %(next)s = 'failed')
SELECT id FROM done
"""  # noqa: S608 - a constant

SETTLE: Final = f"""
WITH done AS (
 UPDATE messages m SET status = %(next)s, due_at = %(due_at)s, lease_id = NULL, dropped_as = %(dropped_as)s,
        ended_at = CASE WHEN %(next)s IN ('failed', 'dropped') THEN %(now)s::timestamptz ELSE m.ended_at END
  WHERE {FENCE} RETURNING m.id, m.challenge_id, m.provider),
 evt AS (
 INSERT INTO events (tenant_id, id, created_at, type, subject, payload)
   SELECT %(tenant)s, %(event)s, %(now)s, 'message.failed', done.challenge_id,
          jsonb_build_object('message_id', done.id, 'provider', done.provider, 'outcome', %(dropped_as)s::text)
     FROM done
    WHERE %(next)s = 'failed' OR (%(next)s = 'undelivered' AND %(due_at)s::timestamptz IS NULL))
SELECT id FROM done
"""  # noqa: S608 - a constant

# Of those that have had their time, and not of this message itself.
HABIT: Final = f"""
SELECT count(*) AS known, count(receipt_at) AS with_receipt FROM (
 SELECT a.receipt_at FROM message_attempts a
  WHERE a.provider = %(provider)s AND a.country = %(country)s AND a.outcome = 'accepted' AND a.ended_at <= %(since)s
    AND NOT (a.tenant_id = %(tenant)s AND a.message_id = %(message)s)
  ORDER BY a.ended_at DESC LIMIT {RECEIPTS_LOOKED_AT}) AS lately
"""  # noqa: S608 - a constant

_RANK = "CASE {} WHEN 'delivered' THEN 3 WHEN 'undelivered' THEN 2 WHEN 'sent' THEN 1 ELSE 0 END"

# A status never goes back.  That a provider has it after all, whose answer was lost, ends the wait for another try.
# The first receipt of any kind is noted, since it tells that this provider sends them.
RECEIVE: Final = f"""
WITH old AS (
 SELECT a.tenant_id, a.message_id, a.number, a.status,
        {_RANK.format("%(status)s::text")} > {_RANK.format("a.status")} AS moves
   FROM message_attempts a
  WHERE a.tenant_id = %(tenant)s AND a.message_id = %(message)s AND a.number = %(number)s
    AND a.provider = %(provider)s AND coalesce(a.provider_reference, %(reference)s) IS NOT DISTINCT FROM
        coalesce(%(reference)s, a.provider_reference) FOR UPDATE),
 told AS (
 UPDATE message_attempts a SET receipt_at = coalesce(a.receipt_at, %(now)s),
        provider_reference = coalesce(a.provider_reference, %(reference)s),
        status = CASE WHEN old.moves THEN %(status)s ELSE a.status END,
        error_code = CASE WHEN old.moves THEN coalesce(%(error_code)s, a.error_code) ELSE a.error_code END,
        delivered_at = CASE WHEN old.moves AND %(status)s = 'delivered' THEN %(now)s ELSE a.delivered_at END,
        undelivered_at = CASE WHEN old.moves AND %(status)s = 'undelivered' THEN %(now)s ELSE a.undelivered_at END,
        cost_micros = coalesce(a.cost_micros, (
          SELECT p.micros FROM prices p WHERE p.provider = a.provider AND p.channel = a.channel
             AND p.country IN (a.country, '*') ORDER BY p.country = '*' LIMIT 1))
   FROM old WHERE a.tenant_id = old.tenant_id AND a.message_id = old.message_id AND a.number = old.number
 RETURNING a.number, a.provider, old.status AS before, old.moves),
 message AS (
 UPDATE messages m SET status = %(status)s, lease_id = NULL,
        delivered_at = CASE WHEN %(status)s = 'delivered' THEN %(now)s END,
        sent_at = coalesce(m.sent_at, %(now)s), ended_at = CASE WHEN %(status)s = 'delivered' THEN %(now)s END,
        due_at = CASE WHEN %(status)s = 'undelivered' AND NOT %(permanent)s AND m.expires_at > %(now)s
                 THEN %(now)s::timestamptz END
   FROM told
  WHERE m.tenant_id = %(tenant)s AND m.id = %(message)s AND told.moves AND m.status <> 'delivered'
    AND (%(status)s = 'delivered'
         OR (%(status)s = 'undelivered' AND told.number = m.attempts AND m.status IN ('sent', 'sending'))
         OR (%(status)s = 'sent' AND told.number = m.attempts AND m.status IN ('queued', 'failed')))
 RETURNING m.challenge_id, m.due_at),
 evt AS (
 INSERT INTO events (tenant_id, id, created_at, type, subject, payload)
   SELECT %(tenant)s, %(event)s, %(now)s,
          CASE WHEN %(status)s IN ('delivered', 'sent') THEN 'message.' || %(status)s::text
               WHEN message.due_at IS NULL THEN 'message.failed' ELSE 'message.undelivered' END, message.challenge_id,
          jsonb_build_object('message_id', %(message)s::text, 'provider', told.provider)
     FROM message, told)
SELECT told.before, told.provider, m.created_at, m.country
  FROM told JOIN messages m ON m.tenant_id = %(tenant)s AND m.id = %(message)s WHERE told.moves
"""  # noqa: S608 - a constant
