"""The statements of webhook deliveries."""

from typing import Final

from domain.webhook import TRIES_KEPT, DeliveryStatus

_CHOSEN: Final = "('*' = ANY(w.types) OR {type} = ANY(w.types) OR split_part({type}, '.', 1) || '.*' = ANY(w.types))"

ANNOUNCE: Final = f"""
INSERT INTO webhook_deliveries (tenant_id, endpoint_id, event_id, type, created_at, due_at)
SELECT e.tenant_id, w.id, e.id, e.type, e.created_at, e.created_at
  FROM jsonb_to_recordset(%(events)s::jsonb) AS e (tenant_id text, id text, type text, created_at timestamptz)
  JOIN webhook_endpoints w ON w.tenant_id = e.tenant_id COLLATE "C" AND w.disabled_at IS NULL
   AND w.created_at <= e.created_at AND {_CHOSEN.format(type="e.type")}
ON CONFLICT DO NOTHING
"""  # noqa: S608 - constants

# Webhooks take turns: `owing` hops from one to the next in the index, `turn` deals out a few deliveries of each.
# From there on rows are found by where they lie, as the messages that are claimed.
CLAIM: Final = """
WITH RECURSIVE owing (tenant_id, endpoint_id) AS (
 (SELECT tenant_id, endpoint_id FROM webhook_deliveries WHERE due_at IS NOT NULL
   ORDER BY tenant_id, endpoint_id LIMIT 1)
 UNION ALL
 SELECT n.tenant_id, n.endpoint_id FROM owing o CROSS JOIN LATERAL (
   SELECT d.tenant_id, d.endpoint_id FROM webhook_deliveries d
    WHERE d.due_at IS NOT NULL AND (d.tenant_id, d.endpoint_id) > (o.tenant_id, o.endpoint_id)
    ORDER BY d.tenant_id, d.endpoint_id LIMIT 1) AS n),
 open AS (
 SELECT w.tenant_id, w.id, (SELECT count(*) FROM webhook_deliveries l WHERE l.tenant_id = w.tenant_id
          AND l.endpoint_id = w.id AND l.lease_id IS NOT NULL AND l.due_at > %(now)s) AS in_hand
   FROM owing o JOIN webhook_endpoints w ON w.tenant_id = o.tenant_id AND w.id = o.endpoint_id
  WHERE w.disabled_at IS NULL AND (w.failures > 0) = %(struggling)s
    AND (w.paused_until IS NULL OR w.paused_until <= %(now)s)),
 turn AS (
 SELECT d.at, d.event_id, d.due_at,
        row_number() OVER (PARTITION BY d.tenant_id, d.endpoint_id ORDER BY d.due_at, d.event_id) AS place
   FROM open o CROSS JOIN LATERAL (
     SELECT d.ctid AS at, d.* FROM webhook_deliveries d
      WHERE d.tenant_id = o.tenant_id AND d.endpoint_id = o.id AND d.due_at <= %(now)s
     ORDER BY d.due_at LIMIT greatest(0, %(most_each)s - o.in_hand)) AS d),
 free AS (
 SELECT d.at, turn.place
   FROM (SELECT * FROM turn ORDER BY place, due_at) AS turn CROSS JOIN LATERAL (
     SELECT d.ctid AS at FROM webhook_deliveries d
      WHERE d.ctid = turn.at AND d.event_id = turn.event_id AND d.due_at <= %(now)s FOR UPDATE SKIP LOCKED) AS d
  LIMIT %(most)s),
 mine AS (
 UPDATE webhook_deliveries d SET lease_id = %(lease)s, due_at = %(until)s
   FROM free WHERE d.ctid = free.at
 RETURNING d.tenant_id, d.endpoint_id, d.event_id, d.attempts, free.place)
SELECT w.*, m.attempts, e.id AS event_id, e.type, e.subject, e.payload, e.created_at AS happened_at
  FROM mine m JOIN webhook_endpoints w ON w.tenant_id = m.tenant_id AND w.id = m.endpoint_id
  JOIN events e ON e.tenant_id = m.tenant_id AND e.id = m.event_id
 ORDER BY m.place, e.id
"""

# The lease tells whose the delivery is; the row of the webhook is locked before, so that failures count one by one.
FINISH: Final = f"""
WITH hook AS (
 SELECT w.tenant_id, w.id, w.disabled_at FROM webhook_endpoints w
  WHERE w.tenant_id = %(tenant)s AND w.id = %(endpoint)s FOR UPDATE),
 done AS (
 UPDATE webhook_deliveries d
    SET status = %(status)s, due_at = %(due_at)s, lease_id = NULL, attempts = d.attempts + 1,
        ended_at = CASE WHEN %(due_at)s::timestamptz IS NULL THEN %(now)s::timestamptz END,
        tries = (SELECT jsonb_agg(t ORDER BY n) FROM jsonb_array_elements(d.tries || %(try)s::jsonb)
                 WITH ORDINALITY AS e (t, n) WHERE n > jsonb_array_length(d.tries) + 1 - {TRIES_KEPT})
   FROM hook WHERE d.tenant_id = hook.tenant_id AND d.endpoint_id = hook.id AND d.event_id = %(event)s
    AND d.lease_id = %(lease)s
 RETURNING d.event_id),
 well AS (
 UPDATE webhook_endpoints w SET failures = 0, failing_since = NULL, paused_until = NULL
   FROM done WHERE %(success)s AND w.tenant_id = %(tenant)s AND w.id = %(endpoint)s AND w.failures > 0),
 ill AS (
 UPDATE webhook_endpoints w
    SET failures = least(w.failures + 1, 1000000), failing_since = coalesce(w.failing_since, %(now)s),
        paused_until = greatest(w.paused_until, %(rests_until)s),
        disabled_at = CASE WHEN %(disabled_as)s::text IS NULL THEN w.disabled_at
                           ELSE coalesce(w.disabled_at, %(now)s) END,
        disabled_as = coalesce(w.disabled_as, %(disabled_as)s)
   FROM done WHERE NOT %(success)s AND w.tenant_id = %(tenant)s AND w.id = %(endpoint)s),
 news AS (
 SELECT 1 FROM done, hook WHERE %(disabled_as)s::text IS NOT NULL AND hook.disabled_at IS NULL),
 aud AS (
 INSERT INTO audit_log (tenant_id, created_at, id, action, actor, subject, request_id, client_request_id,
     network_digest, details)
   SELECT %(tenant)s, %(now)s, %(audit_id)s, %(action)s, %(actor)s, %(endpoint)s, %(request)s, NULL, NULL,
          %(details)s::jsonb FROM news),
 evt AS (
 INSERT INTO events (tenant_id, id, created_at, type, subject, payload)
   SELECT %(tenant)s, %(told_id)s, %(now)s, %(told_type)s, %(endpoint)s, %(told_payload)s::jsonb FROM news)
SELECT event_id FROM done
"""  # noqa: S608 - constants

_COLUMNS: Final = (
    "d.tenant_id, d.endpoint_id, d.event_id, d.type, d.status, d.attempts, d.created_at, d.due_at, d.ended_at, d.tries"
)
PAGE: Final = f"""
SELECT {_COLUMNS} FROM webhook_deliveries d
 WHERE d.tenant_id = %(tenant)s AND d.endpoint_id = %(endpoint)s AND (%(before)s = '' OR d.event_id < %(before)s)
   {{status}} ORDER BY d.event_id DESC LIMIT %(most)s
"""  # noqa: S608 - constants
# Spelled out, so that the index on those that are dead fits.
OF_STATUS: Final[dict[DeliveryStatus | None, str]] = {status: f"AND d.status = '{status}'" for status in DeliveryStatus}
OF_STATUS[None] = ""
AGAIN: Final = f"""
UPDATE webhook_deliveries d SET status = 'pending', attempts = 0, due_at = %(now)s, lease_id = NULL, ended_at = NULL
 WHERE d.tenant_id = %(tenant)s AND d.endpoint_id = %(endpoint)s AND d.event_id = %(event)s
   AND EXISTS (SELECT FROM events e WHERE e.tenant_id = d.tenant_id AND e.id = d.event_id)
RETURNING {_COLUMNS}
"""  # noqa: S608 - constants
AGAIN_ALL: Final = """
WITH chosen AS (
 SELECT e.tenant_id, e.id, e.type, e.created_at FROM events e
  WHERE e.tenant_id = %(tenant)s AND e.id > %(after)s AND e.created_at >= %(since)s AND e.created_at < %(until)s
    AND ('*' = ANY(%(types)s::text[]) OR e.type = ANY(%(types)s::text[])
         OR split_part(e.type, '.', 1) || '.*' = ANY(%(types)s::text[]))
    AND (NOT %(only_dead)s OR EXISTS (
         SELECT FROM webhook_deliveries d WHERE d.tenant_id = e.tenant_id AND d.endpoint_id = %(endpoint)s
            AND d.event_id = e.id AND d.status = 'dead'))
  ORDER BY e.id LIMIT %(most)s)
INSERT INTO webhook_deliveries AS d (tenant_id, endpoint_id, event_id, type, created_at, due_at)
SELECT c.tenant_id, %(endpoint)s, c.id, c.type, c.created_at, %(now)s FROM chosen c
ON CONFLICT (tenant_id, endpoint_id, event_id) DO UPDATE
SET status = 'pending', attempts = 0, due_at = %(now)s, lease_id = NULL, ended_at = NULL
RETURNING d.event_id
"""
