"""The statements of the reputation: facts are written one by one and added up a moment later by the worker.

An ask writes one row and waits for no other ask; who weighs the next one reads what was added up and what was not yet.
"""

from typing import Final

from domain.traffic import DAY, HOUR, MINUTES, WEEKS, YOUNG

SPANS: Final = {"minutes": MINUTES, "hour": HOUR, "day": DAY, "weeks": WEEKS}
COUNTS: Final = tuple(f"{span}_{kind}" for span in SPANS for kind in ("asked", "proven"))
# More than that are read only while no worker runs, and then nothing is sent either.
TAIL: Final = 20_000

_FADES: Final = {**{f"{span}_{kind}": span for span in SPANS for kind in ("asked", "proven")}, "young": "young"}
_LIVES: Final = SPANS | {"young": YOUNG}
_NAMES: Final = ", ".join(_FADES)
_COLUMNS: Final = ", ".join(f"t.{name}" for name in COUNTS)


def _left(age: str, after: str = "") -> str:
    """What is left after an age in seconds, by span, at least e^-60: where a product is too small Postgres fails.

    `date_part` gives a double; since Postgres 14 `extract` gives a numeric, whose exp() takes a hundred times as long.
    """
    return ", ".join(f"exp(-least(greatest(0, {age}) / {life}, 60)) AS {span}{after}" for span, life in _LIVES.items())


def _value(column: str) -> str:
    """What one fact adds to a column as it fades."""
    value = "asked + tries" if column == "minutes_asked" else column.partition("_")[2] or "asked"
    return f"({value}) * {_FADES[column]}_left"


# Each fact is faded once to one moment, and only then counted under each of its keys.
_FADED: Final = ", ".join(f"{_value(name)} AS {name}" for name in _FADES)
_TAKEN_BACK: Final = ", ".join("-asked * minutes_left" if name == "minutes_asked" else "0" for name in _FADES)
_SUMS: Final = ", ".join(f"sum({name}) AS {name}" for name in _FADES)
# What was there and what comes in, each faded to the later of their moments; next to nothing is nothing.
_JOINED: Final = ", ".join(
    f"greatest(0, CASE WHEN t.{name} < 1e-9 THEN 0 ELSE t.{name} * {span}_old END + excluded.{name} * {span}_new)"
    for name, span in _FADES.items()
)


def _each(source: str, last: str) -> str:
    """A row for each key of each fact, with what it adds to the columns at the moment `last`."""
    return f""" aged AS (SELECT *, date_part('epoch', {last} - at) AS age FROM {source} OFFSET 0),
 fading AS (SELECT *, {_left("age", "_left")} FROM aged OFFSET 0),
 faded AS (SELECT tenant_id, keys, untried, asked, minutes_left, {_FADED} FROM fading),
 each AS (SELECT tenant_id, unnest(keys) AS key, {_NAMES} FROM faded
   UNION ALL SELECT tenant_id, unnest(untried), {_TAKEN_BACK} FROM faded WHERE untried <> '{{}}')"""  # noqa: S608


RECENT: Final = f"""
WITH facts AS (SELECT * FROM risk_facts WHERE tenant_id = %(tenant)s LIMIT {TAIL}),
{_each("facts", "%(now)s::timestamptz")},
 tail AS (SELECT key, {_SUMS} FROM each WHERE key = ANY(%(keys)s) GROUP BY key),
 costs AS MATERIALIZED (
  SELECT scope, date_trunc('hour', at) AS hour, sum(cost_micros) AS micros
    FROM (SELECT unnest(scopes) AS scope, at, cost_micros FROM facts WHERE cost_micros > 0) AS one
   WHERE scope = ANY(%(scopes)s::text[]) GROUP BY 1, 2),
 money AS (
  SELECT w.scope, w.span, w.start, coalesce(s.warned, false) AS warned,
         coalesce(s.micros, 0) + coalesce((SELECT sum(c.micros) FROM costs c
                     WHERE c.scope = w.scope AND w.scope <> '*' AND c.hour >= w.start), 0) AS micros
    FROM unnest(%(owners)s::text[], %(scopes)s::text[], %(spans)s::text[], %(starts)s::timestamptz[])
         AS w(owner, scope, span, start)
    LEFT JOIN risk_spent s ON s.tenant_id = w.owner AND s.scope = w.scope AND s.span = w.span AND s.start = w.start)
SELECT
 (SELECT jsonb_agg(jsonb_build_array(t.key, extract(epoch FROM t.at), {_COLUMNS}, t.young))
    FROM risk_traffic t WHERE t.tenant_id = %(tenant)s AND t.key = ANY(%(keys)s)) AS traffic,
 (SELECT jsonb_agg(jsonb_build_array(key, {_NAMES})) FROM tail) AS tail,
 (SELECT jsonb_agg(jsonb_build_array(b.key, extract(epoch FROM b.since), extract(epoch FROM b.until), b.level, b.tries,
         extract(epoch FROM b.tried_at), extract(epoch FROM b.watched_until)))
    FROM risk_blocks b WHERE b.tenant_id = %(tenant)s AND b.key = ANY(%(keys)s)) AS blocks,
 (SELECT jsonb_agg(jsonb_build_array(scope, span, extract(epoch FROM start), micros, warned)) FROM money) AS spent,
 (SELECT count(*) FROM otp_slots s WHERE s.tenant_id = %(tenant)s AND s.address BETWEEN %(low)s AND %(high)s
     AND s.address <> %(address)s AND length(s.address) = length(%(address)s) AND s.purpose = 'sign_in'
     AND s.sent_at > %(hour_ago)s AND s.ended_as IS DISTINCT FROM 'used') AS neighbours,
 (SELECT count(DISTINCT a.country) FROM (SELECT * FROM otp_asks o WHERE o.tenant_id = %(tenant)s
     AND o.network = %(network)s AND o.asked_at > %(hour_ago)s ORDER BY o.asked_at DESC LIMIT 200) a
   JOIN otp_slots s ON s.tenant_id = a.tenant_id AND s.address = a.address AND s.purpose = 'sign_in'
   WHERE s.ended_as IS DISTINCT FROM 'used') AS countries,
 (SELECT p.micros FROM prices p WHERE p.provider = %(route)s AND p.channel = %(channel)s
     AND p.country IN (%(country)s, '*') ORDER BY p.country = '*' LIMIT 1) AS price,
 (SELECT n.kind FROM networks n WHERE n.network >>= %(ip)s::inet OR n.asn = %(asn)s
   ORDER BY n.kind = 'tor' DESC LIMIT 1) AS network_kind,
 (SELECT jsonb_build_array(l.line_type, l.sim_swapped) FROM phone_lines l WHERE l.tenant_id = %(tenant)s
     AND l.address = %(address)s AND l.found_at > %(line_since)s) AS line,
 EXISTS (SELECT FROM spent_puzzles z WHERE z.tenant_id = %(tenant)s AND z.id = %(work)s) AS is_spent
"""  # noqa: S608 - constants

SETTLE: Final = f"""
WITH taken AS (
  DELETE FROM risk_facts WHERE ctid = ANY (ARRAY(
    SELECT ctid FROM risk_facts WHERE %(tenant)s::text IS NULL OR tenant_id = %(tenant)s
     LIMIT %(most)s FOR UPDATE SKIP LOCKED)) RETURNING *),
{_each("taken", "(SELECT max(at) FROM taken)")},
 added AS (
  INSERT INTO risk_traffic AS t (tenant_id, key, at, {_NAMES})
  SELECT tenant_id, key, (SELECT max(at) FROM taken), {_SUMS} FROM each GROUP BY tenant_id, key ORDER BY tenant_id, key
  ON CONFLICT (tenant_id, key) DO UPDATE
  SET (at, {_NAMES}) = (
   SELECT later, {_JOINED} FROM (
     SELECT later, {_left("date_part('epoch', later - t.at)", "_old")},
            {_left("date_part('epoch', later - excluded.at)", "_new")}
       FROM (SELECT greatest(t.at, excluded.at) AS later) AS last OFFSET 0) AS fading)),
 paid AS (
  INSERT INTO risk_spent AS s (tenant_id, scope, span, start, micros)
  SELECT CASE scope WHEN '*' THEN '*' ELSE tenant_id END, scope, span,
         date_trunc(span, at AT TIME ZONE 'UTC') AT TIME ZONE 'UTC', sum(cost_micros)
    FROM (SELECT tenant_id, at, cost_micros, unnest(scopes) AS scope FROM taken WHERE cost_micros > 0) AS cost
   CROSS JOIN unnest(ARRAY['hour', 'day', 'month']) AS span
   GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
  ON CONFLICT (tenant_id, scope, span, start) DO UPDATE SET micros = s.micros + excluded.micros)
SELECT count(*) AS settled FROM taken
"""  # noqa: S608 - constants

REFUSE: Final = """
WITH decided AS (
 INSERT INTO risk_decisions (tenant_id, challenge_id, id, at, address, channel, country, outcome, score, would, reasons,
     facts, cost_micros)
 VALUES (%(tenant)s, %(challenge)s, %(audit)s, %(now)s, %(address)s, %(channel)s, %(country)s, %(outcome)s, %(score)s,
     %(would)s, %(reasons)s::jsonb, %(facts)s::jsonb, %(cost)s)),
 fact AS (
 INSERT INTO risk_facts (tenant_id, at, keys, tries) SELECT %(tenant)s, %(now)s, %(keys)s::text[], %(weight)s
  WHERE %(keys)s::text[] <> '{}'),
 tried AS (
 UPDATE risk_blocks
 SET tries = 1 + tries
       * exp(-least(greatest(0, coalesce(date_part('epoch', %(now)s - tried_at), 0)) / %(fades)s, 60)),
     tried_at = %(now)s
  WHERE tenant_id = %(tenant)s AND key = %(tried)s),
 rec AS (
 INSERT INTO otp_requests (tenant_id, id, address, purpose, channel, created_at, expires_at, ended_at, is_test, actor,
     request_id, status)
 VALUES (%(tenant)s, %(challenge)s, %(address)s, %(purpose)s, %(channel)s, %(now)s, %(now)s, %(now)s, false, %(actor)s,
     %(request)s, 'blocked')),
 org AS (INSERT INTO request_origins (tenant_id, request_id, at, ip, user_agent)
   SELECT %(tenant)s, %(request)s, %(now)s, %(ip)s, %(user_agent)s WHERE %(ip)s::text IS NOT NULL
   ON CONFLICT DO NOTHING),
 aud AS (
 INSERT INTO audit_log (tenant_id, created_at, id, action, actor, subject, request_id, client_request_id,
     network_digest, details)
 VALUES (%(tenant)s, %(now)s, %(audit)s, %(action)s, %(actor)s, %(challenge)s, %(request)s, %(client_request)s,
     %(network_digest)s, %(details)s::jsonb))
INSERT INTO events (tenant_id, id, created_at, type, subject, payload)
VALUES (%(tenant)s, %(event)s, %(now)s, %(type)s, %(challenge)s, %(payload)s::jsonb)
"""

MARK: Final = """
INSERT INTO risk_blocks (tenant_id, key, since, until, level, tries, tried_at, watched_until)
VALUES (%(tenant)s, %(key)s, %(since)s, %(until)s, %(level)s, %(tries)s, %(tried_at)s, %(watched_until)s)
ON CONFLICT (tenant_id, key) DO UPDATE
SET since = excluded.since, until = excluded.until, level = excluded.level, tries = excluded.tries,
    tried_at = excluded.tried_at, watched_until = excluded.watched_until
"""
LOCK_KEYS: Final = f"""
SELECT key, extract(epoch FROM at), {", ".join(COUNTS)}, young FROM risk_traffic
 WHERE tenant_id = %(tenant)s AND key = ANY(%(keys)s) ORDER BY key FOR UPDATE
"""  # noqa: S608 - constants
EASE: Final = f"""
UPDATE risk_traffic SET at = %(at)s, {", ".join(f"{name} = %({name})s" for name in _FADES)}
 WHERE tenant_id = %(tenant)s AND key = %(key)s
"""  # noqa: S608 - constants
FORGET: Final = "DELETE FROM risk_traffic WHERE tenant_id = %(tenant)s AND key = ANY(%(keys)s)"
SPEND: Final = """
INSERT INTO spent_puzzles (tenant_id, id, until) VALUES (%(tenant)s, %(work)s, %(work_until)s)
ON CONFLICT DO NOTHING RETURNING 1
"""
WARN: Final = """
WITH mine AS (
 INSERT INTO risk_spent AS s (tenant_id, scope, span, start, warned)
 VALUES (%(owner)s, %(scope)s, %(span)s, %(start)s, true)
 ON CONFLICT (tenant_id, scope, span, start) DO UPDATE SET warned = true WHERE NOT s.warned RETURNING 1)
INSERT INTO events (tenant_id, id, created_at, type, subject, payload)
SELECT %(tenant)s, %(event)s, %(now)s, %(type)s, %(subject)s, %(payload)s::jsonb FROM mine
"""
