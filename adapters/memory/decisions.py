"""Decisions of a world, read again: the same rules as on Postgres, in Python."""

from collections import Counter
from collections.abc import Iterator, Sequence

from adapters.memory.stored import StoredRequest
from adapters.memory.world import MemoryWorld
from application.ports.decisions import Decisions
from application.ports.risk import Decision
from domain.fraud_stats import BUDGET, SOLVED_WITHIN, FraudStats, RuleLine, by_money
from domain.ids import TenantId
from domain.replay import Recorded
from domain.stats import Period


class MemoryDecisions(Decisions):
    """The decisions of a MemoryWorld."""

    def __init__(self, world: MemoryWorld) -> None:
        self._world = world

    def figures(self, *, tenant_id: TenantId, period: Period) -> FraudStats:
        """See Decisions."""
        with self._world.lock:
            mine = [one for _, one in self._mine(tenant_id, period)]
            count = Counter(one.outcome for one in mine)
            solved = [one for one in mine if one.outcome == "challenge" and any(self._later(one))]
            stopped = [one for one in mine if one.outcome != "allow" and one not in solved]
            return FraudStats(
                period=period,
                asked=len(mine),
                allowed=count["allow"],
                challenged=count["challenge"],
                solved=len(solved),
                blocked=count["block"],
                budget=count[BUDGET],
                spent_micros=sum(one.cost_micros for one in mine if one.outcome == "allow"),
                prevented_micros=sum(one.cost_micros for one in stopped),
                by_rule=by_money(list(_lines(mine, stopped))),
            )

    def page(self, *, tenant_id: TenantId, period: Period, after: str, most: int) -> Sequence[Recorded]:
        """See Decisions."""
        with self._world.lock:
            found = [
                Recorded(f"{place:012}", one.at, one.outcome, one.facts, one.cost_micros, self._verified(one))
                for place, one in self._mine(tenant_id, period)
                if f"{place:012}" > after
            ]
        return found[:most]

    def _mine(self, tenant_id: TenantId, period: Period) -> list[tuple[int, Decision]]:
        return [
            (place, one)
            for place, one in enumerate(self._world.decisions)
            if one.tenant_id == tenant_id and period.since <= one.at < period.until
        ]

    def _later(self, one: Decision) -> Iterator[StoredRequest]:
        """The next codes that the address got within the time in which puzzles are solved."""
        for (owner, _), request in self._world.requests.items():
            challenge = request.challenge
            is_code = challenge.expires_at > challenge.created_at
            is_later = one.at <= challenge.created_at <= one.at + SOLVED_WITHIN
            if (owner, request.address) == (one.tenant_id, one.address) and is_code and is_later:
                yield request

    def _verified(self, one: Decision) -> bool:
        if one.outcome == "allow":
            request = self._world.requests.get((one.tenant_id, one.challenge_id))
            return request is not None and request.status == "verified"
        return any(request.status == "verified" for request in self._later(one))


def _lines(mine: Sequence[Decision], stopped: Sequence[Decision]) -> Iterator[RuleLine]:
    shadows = [one for one in mine if one.outcome == "allow" and one.score.would != "allow"]
    rules = {rule for one in (*stopped, *shadows) for rule in _rules(one, shadow=one in shadows)}
    for rule in rules:
        refused = [one for one in stopped if rule in _rules(one, shadow=False)]
        in_shadow = sum(rule in _rules(one, shadow=True) for one in shadows)
        yield RuleLine(rule, len(refused), sum(one.cost_micros for one in refused), in_shadow)


def _rules(one: Decision, *, shadow: bool) -> set[str]:
    if one.outcome == BUDGET:
        return {BUDGET}
    return {reason.signal for reason in one.score.reasons if shadow or not reason.shadow}
