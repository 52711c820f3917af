"""Decisions in `risk_decisions`, read again."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from adapters.postgres.database import Database, Row
from application.ports.decisions import Decisions
from domain.fraud_stats import SOLVED_WITHIN, FraudStats, RuleLine, by_money
from domain.ids import TenantId
from domain.replay import Recorded
from domain.stats import Period

SEPARATOR: Final = "\x1f"
# The next code that the address got within the time in which puzzles are solved.
_LATER: Final = """SELECT FROM otp_requests q
   WHERE q.tenant_id = d.tenant_id AND q.address = d.address COLLATE "default"
     AND q.created_at >= d.at AND q.created_at <= d.at + %(within)s AND q.expires_at > q.created_at"""
_FIGURES: Final = f"""
WITH mine AS (
 SELECT d.outcome, d.would, d.reasons, d.cost_micros, d.outcome <> 'allow' AS refused,
        d.outcome = 'challenge' AND EXISTS ({_LATER}) AS solved
   FROM risk_decisions d WHERE d.tenant_id = %(tenant)s AND d.at >= %(since)s AND d.at < %(until)s),
 spoke AS (
 SELECT CASE WHEN m.outcome = 'budget' THEN 'budget' ELSE r.value ->> 'signal' END AS rule, m.cost_micros,
        m.refused AND NOT m.solved AND (m.outcome = 'budget' OR NOT (r.value ->> 'shadow')::boolean) AS stopped,
        NOT m.refused AND m.would <> 'allow' AS in_shadow
   FROM mine m LEFT JOIN LATERAL jsonb_array_elements(m.reasons) r ON m.outcome <> 'budget'),
 rules AS (
 SELECT rule, count(*) FILTER (WHERE stopped) AS asks, coalesce(sum(cost_micros) FILTER (WHERE stopped), 0) AS micros,
        count(*) FILTER (WHERE in_shadow) AS shadow
   FROM spoke WHERE rule IS NOT NULL AND (stopped OR in_shadow) GROUP BY rule)
SELECT count(*) AS asked, count(*) FILTER (WHERE outcome = 'allow') AS allowed,
       count(*) FILTER (WHERE outcome = 'challenge') AS challenged, count(*) FILTER (WHERE solved) AS solved,
       count(*) FILTER (WHERE outcome = 'block') AS blocked, count(*) FILTER (WHERE outcome = 'budget') AS budget,
       coalesce(sum(cost_micros) FILTER (WHERE NOT refused), 0) AS spent,
       coalesce(sum(cost_micros) FILTER (WHERE refused AND NOT solved), 0) AS prevented,
       (SELECT jsonb_agg(jsonb_build_array(rule, asks, micros, shadow)) FROM rules) AS rules
  FROM mine
"""  # noqa: S608 - constants
_PAGE: Final = f"""
SELECT d.challenge_id, d.id, d.at, d.outcome, d.facts, d.cost_micros,
       CASE WHEN d.outcome = 'allow'
            THEN EXISTS (SELECT FROM otp_requests q WHERE q.tenant_id = d.tenant_id AND q.id = d.challenge_id
                            AND q.status = 'verified')
            ELSE EXISTS ({_LATER} AND q.status = 'verified') END AS verified
  FROM risk_decisions d
 WHERE d.tenant_id = %(tenant)s AND d.at >= %(since)s AND d.at < %(until)s AND (d.at, d.id) > (%(at)s, %(id)s)
 ORDER BY d.at, d.id LIMIT %(most)s
"""  # noqa: S608 - constants


class PostgresDecisions(Decisions):
    """One statement for the figures, one for each page."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def figures(self, *, tenant_id: TenantId, period: Period) -> FraudStats:
        """See Decisions."""
        row = self._database.run(
            _FIGURES, {"tenant": tenant_id, "since": period.since, "until": period.until, "within": SOLVED_WITHIN}
        )[0]
        return FraudStats(
            period=period,
            asked=row.asked,
            allowed=row.allowed,
            challenged=row.challenged,
            solved=row.solved,
            blocked=row.blocked,
            budget=row.budget,
            spent_micros=int(row.spent),
            prevented_micros=int(row.prevented),
            by_rule=by_money(
                [RuleLine(rule, asks, int(micros), shadow) for rule, asks, micros, shadow in row.rules or ()]
            ),
        )

    def page(self, *, tenant_id: TenantId, period: Period, after: str, most: int) -> Sequence[Recorded]:
        """See Decisions."""
        at, _, id = after.partition(SEPARATOR)
        wanted = {
            "tenant": tenant_id, "since": period.since, "until": period.until, "within": SOLVED_WITHIN, "most": most,
            "at": datetime.fromisoformat(at) if at else period.since, "id": id,
        }  # fmt: skip
        return [_recorded(row) for row in self._database.run(_PAGE, wanted)]


def _recorded(row: Row) -> Recorded:
    cursor = f"{row.at.isoformat()}{SEPARATOR}{row.id}"
    return Recorded(cursor, row.at, row.outcome, row.facts, row.cost_micros, row.verified)
