"""The figures of a tenant's messages, counted in one statement."""

from typing import Final

from adapters.postgres.database import Database, Row
from domain.ids import ChallengeId, MessageId, TenantId
from domain.stats import By, Line, Period, Stats, in_order

_DAY: Final = "to_char({}.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD')"
_COUNTRY: Final = """CASE WHEN position('@' IN {}.address) > 0 THEN 'email'
   ELSE coalesce(nullif({}, ''), 'unknown') END"""
_FIRST_COUNTRY: Final = """(SELECT m.country FROM messages m
   WHERE m.tenant_id = %(tenant)s AND m.challenge_id = r.id LIMIT 1)"""
# A hand-over counts as taken where the provider said so, or reported on it later although its answer was not heard.
_TAKEN: Final = "(a.outcome = 'accepted' OR a.status IN ('sent', 'delivered', 'undelivered'))"
# A provider's codes are those of which it took a message.
_CARRIED: Final = f"""
   LEFT JOIN messages m ON m.tenant_id = %(tenant)s AND m.challenge_id = r.id
   LEFT JOIN message_attempts a ON a.tenant_id = %(tenant)s AND a.message_id = m.id AND {_TAKEN}"""

# What a code is counted under, what is joined for it, and how it is counted once.
_ASKED: Final = {
    By.DAY: (_DAY.format("r"), "", "count(*)"),
    By.COUNTRY: (_COUNTRY.format("r", _FIRST_COUNTRY), "", "count(*)"),
    By.PROVIDER: ("a.provider", _CARRIED, "count(DISTINCT id)"),
}
_SENT_BY: Final = {By.DAY: _DAY.format("m"), By.COUNTRY: _COUNTRY.format("m", "m.country"), By.PROVIDER: "a.provider"}

# An ask that was refused was expired at once: it was no code, and is counted with the blocked ones (`fraud_stats`).
# The ids sort by time, so the primary keys are the indexes on time.
_STATEMENT: Final = """
WITH mine AS (
 SELECT r.* FROM otp_requests r
  WHERE r.tenant_id = %(tenant)s AND r.id >= %(first_request)s AND r.id <= %(last_request)s
    AND r.created_at >= %(since)s AND r.created_at < %(until)s AND NOT r.is_test AND r.expires_at > r.created_at),
 asked AS (SELECT r.id, r.status, {key} AS key FROM mine r{joined}),
 asks AS (
 SELECT coalesce(key, '') AS key, grouping(key) AS is_total, {once} AS requested,
        {once} FILTER (WHERE status = 'verified') AS verified
   FROM asked GROUP BY GROUPING SETS ((key), ())),
 handed AS (
 SELECT a.status, a.cost_micros, a.receipt_at, {taken} AS taken, {sent_by} AS key,
        extract(epoch FROM a.delivered_at - m.created_at)::float8 AS seconds
   FROM messages m JOIN message_attempts a ON a.tenant_id = m.tenant_id AND a.message_id = m.id
  WHERE m.tenant_id = %(tenant)s AND m.id >= %(first_message)s AND m.id <= %(last_message)s
    AND m.created_at >= %(since)s AND m.created_at < %(until)s),
 sends AS (
 SELECT coalesce(key, '') AS key, grouping(key) AS is_total, count(*) FILTER (WHERE taken) AS sent,
        count(*) FILTER (WHERE taken AND receipt_at IS NOT NULL) AS reported,
        count(*) FILTER (WHERE status = 'delivered') AS delivered,
        count(*) FILTER (WHERE status = 'undelivered') AS undelivered,
        count(*) FILTER (WHERE status = 'failed') AS failed, sum(cost_micros)::bigint AS cost_micros,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds) AS p50,
        percentile_cont(0.95) WITHIN GROUP (ORDER BY seconds) AS p95
   FROM handed GROUP BY GROUPING SETS ((key), ()))
SELECT coalesce(asks.key, sends.key) AS key, coalesce(asks.is_total, sends.is_total) = 1 AS is_total,
       coalesce(requested, 0) AS requested, coalesce(verified, 0) AS verified, coalesce(sent, 0) AS sent,
       coalesce(reported, 0) AS reported, coalesce(delivered, 0) AS delivered, coalesce(undelivered, 0) AS undelivered,
       coalesce(failed, 0) AS failed, cost_micros, p50, p95
  FROM asks FULL JOIN sends ON asks.key = sends.key AND asks.is_total = sends.is_total
"""
STATEMENTS: Final = {
    by: _STATEMENT.format(key=key, joined=joined, once=once, sent_by=_SENT_BY[by], taken=_TAKEN)
    for by, (key, joined, once) in _ASKED.items()
}
LOWEST: Final = bytes(10)
HIGHEST: Final = b"\xff" * 10


def stats_of(database: Database, tenant_id: TenantId, period: Period, by: By) -> Stats:
    """See History."""
    since, until = period.since, period.until
    found = database.run(STATEMENTS[by], {
        "tenant": tenant_id, "since": since, "until": until,
        "first_request": ChallengeId.make(since, LOWEST), "last_request": ChallengeId.make(until, HIGHEST),
        "first_message": MessageId.make(since, LOWEST), "last_message": MessageId.make(until, HIGHEST),
    })  # fmt: skip
    lines = {(row.is_total, row.key): _line(row) for row in found if row.is_total or row.key}
    total = lines.pop((True, ""), Line(""))
    return Stats(period, by, in_order(by, list(lines.values())), total)


def _line(row: Row) -> Line:
    return Line(
        key=row.key,
        requested=row.requested,
        verified=row.verified,
        sent=row.sent,
        reported=row.reported,
        delivered=row.delivered,
        undelivered=row.undelivered,
        failed=row.failed,
        cost_micros=row.cost_micros,
        p50_seconds=row.p50,
        p95_seconds=row.p95,
    )
