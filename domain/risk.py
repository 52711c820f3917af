"""Whether an ask for a code looks like fraud: named signals, their points, and what follows from the sum.

The same facts give the same score, and a worse fact never a lower one.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from domain.refusal import Refusal
from domain.risk_facts import RiskFacts
from domain.risk_policy import RiskPolicy
from domain.risk_signals import FAMILIES, SIGNALS

HIGHEST: Final = 100


class RequestBlocked(Refusal):
    """The risk score says no; which signals is for the tenant's eyes, never in the answer."""

    code = "request_blocked"

    def __init__(self) -> None:
        super().__init__("No code is sent for this request. Try again later.")


class Verdict(StrEnum):
    """What follows from a score."""

    ALLOW = "allow"
    CHALLENGE = "challenge"
    BLOCK = "block"


@dataclass(frozen=True, slots=True)
class Reason:
    """A signal that spoke: its points, a sentence for people, and whether it was only recorded."""

    signal: str
    points: int
    sentence: str
    shadow: bool = False


@dataclass(frozen=True, slots=True)
class RiskScore:
    """0 to 100, with its reasons; `verdict` is what is done, `would` what would be done without shadow."""

    score: int
    verdict: Verdict
    reasons: tuple[Reason, ...] = ()
    would: Verdict = Verdict.ALLOW
    trusted: bool = False
    shut: str | None = None


def assess(facts: RiskFacts, policy: RiskPolicy) -> RiskScore:
    """The score of an ask under a tenant's policy."""
    reasons = tuple(_reasons(facts, policy))
    loud = _sum(reason for reason in reasons if not reason.shadow)
    full = _sum(reasons)
    verdict, would = _verdict(loud, policy), _verdict(full, policy)
    if facts.allowed_by or facts.trusted:
        verdict = Verdict.ALLOW
        would = Verdict.ALLOW
    return RiskScore(
        score=loud,
        verdict=Verdict.ALLOW if policy.shadow else verdict,
        reasons=reasons,
        would=would,
        trusted=facts.trusted,
        shut=facts.shut_level if verdict is Verdict.BLOCK else None,
    )


def _reasons(facts: RiskFacts, policy: RiskPolicy) -> Iterator[Reason]:
    for signal in SIGNALS:
        rule = policy.rule_of(signal.name)
        said = signal.look(facts) if rule.is_on else None
        if said:
            points = min(HIGHEST, round(said[0] * rule.weight / 100))
            if points > 0:
                yield Reason(signal.name, points, said[1], rule.is_shadow)


def _sum(reasons: Iterable[Reason]) -> int:
    """The loudest of each family, added up."""
    loudest: dict[str, int] = {}
    for reason in reasons:
        family = FAMILIES[reason.signal]
        loudest[family] = max(loudest.get(family, 0), reason.points)
    return min(HIGHEST, sum(loudest.values()))


def _verdict(score: int, policy: RiskPolicy) -> Verdict:
    if score >= policy.block_at:
        return Verdict.BLOCK
    return Verdict.CHALLENGE if score >= policy.challenge_at else Verdict.ALLOW


class ChallengeRequired(Refusal):
    """The risk score asks for proof of work first; `challenge` is what is to be solved."""

    code = "challenge_required"

    def __init__(self, **members: Any) -> None:
        super().__init__("Solve the challenge, then ask again with its solution as `proof`.", **members)
