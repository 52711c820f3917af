"""An ask is weighed: what is known of it, what it scores, and what follows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from application.audit.scribe import Scribe
from application.ports.puzzles import Puzzles, Work
from application.ports.risk import Decision, Known, Refused, Reputation, Weighed
from application.ports.tally import Counter, Tally
from application.risk.gather_facts import Ask, Gathered, GatherFacts, Weighing
from domain.address import Address, country_of
from domain.audit import Action, keyed_digest
from domain.ids import ChallengeId, TenantId
from domain.otp import HOUR, OtpSlot, refuse
from domain.rate_limit import Block
from domain.risk import ChallengeRequired, RequestBlocked, RiskScore, Verdict, assess
from domain.risk_effects import counted, held_by, marked, tried
from domain.spend import INSTALLATION, Budgets, Window

# A further ask of one address within the hour says little more than the first.
AGAIN_WEIGHS: Final = 0.2
PUZZLE_BYTES: Final = 16
PUZZLE_LIVES: Final = timedelta(minutes=10)
BUDGET: Final = "budget"


@dataclass(frozen=True, slots=True)
class WeighAsk:
    """Score an ask by what is known of its number, its network and the money, and refuse it where that is due.

    A refusal is recorded before it is said.
    A solved puzzle opens what is challenged, nothing opens what is blocked, and money stands above both.
    Raises RequestBlocked, ChallengeRequired and RateLimited (`budget`).
    """

    reputation: Reputation
    puzzles: Puzzles
    gather: GatherFacts
    scribe: Scribe
    everywhere: Budgets
    tally: Tally

    def begin(self, ask: Ask) -> Weighing:
        """What is to be looked up about an ask, before anything is known of it."""
        return self.gather.begin(ask, self.everywhere)

    def work(self, proof: str | None, tenant_id: TenantId, address: Address, now: datetime) -> Work | None:
        """The puzzle that was solved for this address, if it is one of ours, in time and rightly solved."""
        return self.puzzles.judge(proof, bound_to=_bound(tenant_id, address), now=now) if proof else None

    def __call__(self, weighing: Weighing, slot: OtpSlot, known: Known) -> Weighed:
        ask, found = weighing.ask, self.gather(weighing, slot, known)
        work = None if known.is_spent else ask.work
        weight = AGAIN_WEIGHS if slot.asked_since(ask.now - HOUR) else 1.0
        score = assess(found.facts, ask.tenant.settings.risk_policy)
        if score.verdict is Verdict.BLOCK or (score.verdict is Verdict.CHALLENGE and not work):
            self._refuse(ask, found, score, score.verdict.value, weight)
            raise self._said(ask, score)
        self._pay(ask, found, score, weight)
        keys = counted(found.keys, found.known.blocks, ask.now, worked=work is not None)
        untried = tried(found.keys, found.facts) if work else ()
        decision = self._decision(ask, found, score, Verdict.ALLOW.value)
        return Weighed(decision, keys, weight, weighing.windows, work, untried)

    def _said(self, ask: Ask, score: RiskScore) -> RequestBlocked | ChallengeRequired:
        if score.verdict is Verdict.BLOCK:
            return RequestBlocked()
        return ChallengeRequired(challenge=self._puzzle(ask, score))

    def _puzzle(self, ask: Ask, score: RiskScore) -> Mapping[str, Any]:
        id, until = self.scribe.dice.roll(PUZZLE_BYTES).hex(), ask.now + PUZZLE_LIVES
        bound = _bound(ask.tenant.id, ask.address)
        return self.puzzles.make(id=id, bound_to=bound, score=score.score, until=until)

    def _pay(self, ask: Ask, found: Gathered, score: RiskScore, weight: float) -> None:
        """A budget that is used up lets nobody through but who proved the address here; the installation's nobody."""
        cost, spent = found.cost_micros, found.known.spent
        reached = [*ask.tenant.settings.spend_budgets.reached(spent, cost), *self.everywhere.reached(spent, cost)]
        if score.trusted:
            reached = [window for window in reached if window.scope == INSTALLATION]
        if cost and reached:
            self._refuse(ask, found, score, BUDGET, weight)
            refuse(Block(BUDGET, max(window.end for window in reached)), ask.now)
        for window in (*ask.tenant.settings.spend_budgets.near(spent, cost), *self.everywhere.near(spent, cost)):
            self._warn(ask, window)

    def _warn(self, ask: Ask, window: Window) -> None:
        payload = {"scope": window.scope, "span": window.span, "since": window.start.isoformat(), "reached": 0.8}
        event = self.scribe.event(
            "budget.reached", at=ask.now, tenant_id=ask.tenant.id, subject=ask.tenant.id, payload=payload
        )
        self.reputation.warn(tenant_id=ask.tenant.id, window=window, event=event)

    def _decision(self, ask: Ask, found: Gathered, score: RiskScore, outcome: str) -> Decision:
        return Decision(
            tenant_id=ask.tenant.id,
            challenge_id=self.scribe.id(ChallengeId, ask.now),
            at=ask.now,
            address=ask.address.text,
            channel=ask.channel,
            country=country_of(ask.address),
            score=score,
            facts=found.facts.plain(),
            cost_micros=found.cost_micros,
            outcome=outcome,
        )

    def _refuse(self, ask: Ask, found: Gathered, score: RiskScore, outcome: str, weight: float) -> None:
        decision, blocks = self._decision(ask, found, score, outcome), found.known.blocks
        held, is_risk = held_by(found.keys, blocks, ask.now), outcome != BUDGET
        mark = marked(found.keys, found.facts, blocks, ask.now, score.shut) if is_risk and not held else None
        details = {"reason": outcome, "score": score.score, "signals": [one.signal for one in score.reasons]}
        id, subject = ask.tenant.id, decision.challenge_id
        self.tally.count(Counter.REFUSED, outcome=_weightiest(score) if is_risk else BUDGET)
        self.reputation.refuse(
            tenant_id=id,
            refused=Refused(
                decision=decision,
                keys=tried(found.keys, found.facts) if is_risk else (),
                weight=weight,
                mark=mark,
                tried=held,
                intent=ask.intent,
                audit=self.scribe.audit(
                    ask.caller, Action.OTP_REFUSED, at=ask.now, tenant_id=id, subject=subject, details=details
                ),
                event=self.scribe.event("request.blocked", at=ask.now, tenant_id=id, subject=subject, payload=details),
            ),
        )


def _weightiest(score: RiskScore) -> str:
    """The signal that weighed most, of a closed list."""
    return max(score.reasons, key=lambda one: one.points).signal if score.reasons else "none"


def _bound(tenant_id: TenantId, address: Address) -> str:
    """A puzzle is for one address of one tenant; its signature holds it, so this needs no key that might change."""
    return keyed_digest(b"puzzle", tenant_id, address.text)
