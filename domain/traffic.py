"""How much was asked for and how much of it was proven: counts that fade instead of windows that move.

A count with the time constant T holds what came in, each weighed by e^(-age/T).
That is one number without buckets, so there are no edges to hide behind.
An ask that is a moment old has not had the time to be proven.
`young` holds those, so that a launch or a campaign does not look like an attack.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

MINUTES: Final = 600.0
HOUR: Final = 3600.0
DAY: Final = 86_400.0
WEEKS: Final = 14 * DAY
# People need most of a minute from the ask to the proof; an ask counts as unproven by 1 - e^(-age/60 s).
YOUNG: Final = 60.0


@dataclass(frozen=True, slots=True)
class Count:
    """Asks and proofs under one time constant."""

    asked: float = 0.0
    proven: float = 0.0

    def faded(self, factor: float) -> "Count":
        """What is left of it."""
        return Count(self.asked * factor, self.proven * factor)

    def plus(self, asked: float, proven: float) -> "Count":
        """With more of both."""
        return Count(self.asked + asked, self.proven + proven)

    def minus(self, other: "Count") -> "Count":
        """With less of both, never below nothing."""
        return Count(max(0.0, self.asked - other.asked), max(0.0, self.proven - other.proven))


@dataclass(frozen=True, slots=True)
class Traffic:
    """What one country, prefix, network or tenant has asked for and proven, as of `at`."""

    at: datetime
    minutes: Count = Count()
    hour: Count = Count()
    day: Count = Count()
    weeks: Count = Count()
    young: float = 0.0

    def as_of(self, now: datetime) -> "Traffic":
        """The same, faded to a later moment; an earlier one changes nothing."""
        age = (now - self.at).total_seconds()
        if age <= 0:
            return self
        return Traffic(
            now,
            self.minutes.faded(math.exp(-age / MINUTES)),
            self.hour.faded(math.exp(-age / HOUR)),
            self.day.faded(math.exp(-age / DAY)),
            self.weeks.faded(math.exp(-age / WEEKS)),
            self.young * math.exp(-age / YOUNG),
        )

    def plus(self, asked: float, proven: float, at: datetime) -> "Traffic":
        """With an ask or a proof more."""
        one = Count(asked, proven)
        return self.joined(Traffic(at, one, one, one, one, asked))

    def joined(self, other: "Traffic") -> "Traffic":
        """Both together, as of the later one's moment."""
        now = max(self.at, other.at)
        one, two = self.as_of(now), other.as_of(now)
        return Traffic(
            now,
            one.minutes.plus(two.minutes.asked, two.minutes.proven),
            one.hour.plus(two.hour.asked, two.hour.proven),
            one.day.plus(two.day.asked, two.day.proven),
            one.weeks.plus(two.weeks.asked, two.weeks.proven),
            one.young + two.young,
        )

    def tried(self, weight: float, at: datetime) -> "Traffic":
        """With an ask that was refused: no message went out, so it weighs for some minutes only.

        A negative weight takes one back.
        """
        before = self.as_of(at)
        return replace(before, minutes=before.minutes.minus(Count(-weight)))

    def without(self, other: "Traffic") -> "Traffic":
        """What is left where a part was explained and shut away."""
        gone = other.as_of(self.at)
        return Traffic(
            self.at,
            self.minutes.minus(gone.minutes),
            self.hour.minus(gone.hour),
            self.day.minus(gone.day),
            self.weeks,
            max(0.0, self.young - gone.young),
        )

    def unproven(self, count: Count, norm: float) -> float:
        """Asks that had their time, beyond those that such a number of proofs explains.

        `norm` is the share of asks that is proven where all is well.
        """
        return max(0.0, count.asked - self.young - count.proven / norm)


PRIOR: Final = 0.65
PRIOR_WEIGHT: Final = 60.0
# A share of proofs that is below what was learned is no attack yet.
LENIENCE: Final = 0.85
NORM_LOW: Final = 0.35
NORM_HIGH: Final = 0.75


def norm_of(tenant: Traffic, country: Traffic) -> float:
    """The share of asks that is proven in a country where all is well: learned over weeks, with a Beta prior.

    Held between 0.35 and 0.75, so that a slow attacker cannot teach that nobody proves anything.
    """
    usual = _posterior(tenant.weeks, PRIOR)
    return min(NORM_HIGH, max(NORM_LOW, LENIENCE * _posterior(country.weeks, usual)))


def _posterior(count: Count, prior: float) -> float:
    return min(1.0, (count.proven + prior * PRIOR_WEIGHT) / (count.asked + PRIOR_WEIGHT))


def nothing(now: datetime) -> Traffic:
    """No traffic at all."""
    return Traffic(now)


def all_as_of(traffic: Mapping[str, Traffic], keys: Mapping[str, str], now: datetime) -> dict[str, Traffic]:
    """By level: what is known of each key, as of now."""
    return {level: traffic[key].as_of(now) if key in traffic else nothing(now) for level, key in keys.items()}
