"""What came of a scenario, in figures."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from benchmarks.fraud.house import DAILY_BUDGET, House, Seen

GOT: Final = frozenset({"sent", "challenged_sent"})
TURNED_AWAY: Final = frozenset(
    {"blocked", "budget", "challenged_blocked", "challenged_challenged", "challenged_budget"}
)


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares of one; None where there was no attack, or no known customer.

    `lost_first` is the money that was lost before the first ask was not served, `lost_a_day` that of the whole attack
    as a share of a day's budget.
    `known` is the share of known customers, at home, who got a code at the first try.
    `guessed` are wrong codes of the attacker that were judged.
    `spoke` are the two signals that spoke most often where the attack was refused.
    """

    honest: int
    challenged: float
    blocked: float
    attack: int
    prevented: float | None
    lost_first: float | None
    lost_a_day: float | None
    known: float | None
    seconds_to_first: float | None
    guessed: int
    spoke: Sequence[str]


def figures_of(house: House) -> Figures:
    """The figures of a scenario that has run."""
    honest = [one for one in house.seen if one.who == "honest"]
    attack = [one for one in house.seen if one.group == "attack"]
    known = [one for one in honest if one.first and one.is_known]
    return Figures(
        honest=len(honest),
        challenged=_share(honest, lambda one: one.outcome.startswith("challenged")),
        blocked=_share(honest, lambda one: one.outcome in TURNED_AWAY),
        attack=len(attack),
        prevented=1 - _lost(attack) / _worth(attack) if attack else None,
        lost_first=_lost(_before_first(attack)) / _worth(attack) if attack else None,
        lost_a_day=_lost(attack) / DAILY_BUDGET if attack else None,
        known=_share(known, lambda one: one.outcome in GOT) if known else None,
        seconds_to_first=_seconds(attack),
        guessed=sum(house.guessed for _ in attack[:1]),
        spoke=_spoke(attack),
    )


def _spoke(attack: Sequence[Seen]) -> Sequence[str]:
    spoke = Counter(name for one in attack if one.outcome not in GOT for name in one.reasons)
    return [name for name, _ in spoke.most_common(2)]


def total(all_figures: Sequence[Figures]) -> tuple[float, float]:
    """Challenged and blocked over the whole set of honest asks."""
    honest = sum(one.honest for one in all_figures)
    return (
        sum(one.challenged * one.honest for one in all_figures) / honest,
        sum(one.blocked * one.honest for one in all_figures) / honest,
    )


def _share(seen: Sequence[Seen], is_one: Callable[[Seen], bool]) -> float:
    return sum(is_one(one) for one in seen) / len(seen) if seen else 0.0


def _worth(attack: Sequence[Seen]) -> int:
    return sum(one.cost for one in attack)


def _lost(attack: Sequence[Seen]) -> int:
    return sum(one.cost for one in attack if one.outcome in GOT)


def _first(attack: Sequence[Seen]) -> int:
    return next((place for place, one in enumerate(attack) if one.outcome not in GOT), len(attack))


def _before_first(attack: Sequence[Seen]) -> Sequence[Seen]:
    return attack[: _first(attack)]


def _seconds(attack: Sequence[Seen]) -> float | None:
    place = _first(attack)
    return (attack[place].at - attack[0].at).total_seconds() if place < len(attack) else None
