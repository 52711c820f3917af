"""A policy, tried on what was recorded: what it would have refused, and who that would have been."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from domain.risk import RiskScore, Verdict, assess
from domain.risk_facts import RiskFacts
from domain.risk_policy import RiskPolicy


@dataclass(frozen=True, slots=True)
class Recorded:
    """A decision as it was made, and what came of it.

    `outcome` is `allow`, `challenge`, `block` or `budget`; `verified`: that code, or the address's next within 15
    minutes, was proven.
    """

    cursor: str
    at: datetime
    outcome: str
    facts: Mapping[str, Any]
    cost_micros: int
    verified: bool


@dataclass(slots=True)
class Bar:
    """An hour of the picture: asks that the policy lets through, makes work and blocks, and its mistakes."""

    allow: int = 0
    challenge: int = 0
    block: int = 0
    mistakes: int = 0


@dataclass(slots=True)
class Replay:
    """What is added up while recorded decisions are judged again by `policy`.

    A mistake is an ask that the policy blocks and that was proven; `worked` are those who work and prove it.
    `saved_micros` is the cost of codes that were sent, never proven, and that the policy refuses.
    Asks that were refused for money are counted and not judged: money stands above every policy.
    """

    policy: RiskPolicy
    recorded: Counter[str] = field(default_factory=Counter)
    judged: Counter[str] = field(default_factory=Counter)
    newly_refused: int = 0
    newly_allowed: int = 0
    worked: int = 0
    mistakes: int = 0
    mistake_micros: int = 0
    saved_micros: int = 0
    signals: dict[str, Counter[str]] = field(default_factory=dict)
    hours: dict[datetime, Bar] = field(default_factory=dict)

    def add(self, found: Iterable[Recorded]) -> None:
        """Judge some more."""
        policy = replace(self.policy, shadow=False)
        for one in found:
            self.recorded[one.outcome] += 1
            if one.outcome in list(Verdict):
                self._judge(one, assess(RiskFacts.read(one.facts), policy))

    def _judge(self, one: Recorded, score: RiskScore) -> None:
        verdict, was = score.verdict, Verdict(one.outcome)
        self.judged[verdict.value] += 1
        self.newly_refused += was is Verdict.ALLOW and verdict is not Verdict.ALLOW
        self.newly_allowed += was is not Verdict.ALLOW and verdict is Verdict.ALLOW
        self.worked += verdict is Verdict.CHALLENGE and one.verified
        bar = self.hours.setdefault(one.at.replace(minute=0, second=0, microsecond=0), Bar())
        setattr(bar, verdict.value, getattr(bar, verdict.value) + 1)
        if verdict is not Verdict.ALLOW:
            self._refuse(one, score, bar)

    def _refuse(self, one: Recorded, score: RiskScore, bar: Bar) -> None:
        is_mistake = score.verdict is Verdict.BLOCK and one.verified
        is_saved = one.outcome == Verdict.ALLOW.value and not one.verified
        bar.mistakes += is_mistake
        counted = Counter(
            asks=1,
            mistakes=int(is_mistake),
            mistake_micros=one.cost_micros * is_mistake,
            saved_micros=one.cost_micros * is_saved,
        )
        self.mistakes += counted["mistakes"]
        self.mistake_micros += counted["mistake_micros"]
        self.saved_micros += counted["saved_micros"]
        for reason in score.reasons:
            if not reason.shadow:
                self.signals.setdefault(reason.signal, Counter()).update(counted)

    @property
    def asks(self) -> int:
        """All that was recorded."""
        return self.recorded.total()

    @property
    def by_signal(self) -> Sequence[tuple[str, Mapping[str, int]]]:
        """What each signal had a part in, the most asks first."""
        return sorted(self.signals.items(), key=lambda item: (-item[1]["asks"], item[0]))
