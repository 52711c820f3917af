"""How hard a country, prefix or network is leaned on: unproven asks as a multiple of what it may have.

At 1 a stranger has to work for the code.
Where those who worked prove nothing either, their prefix is shut for a while.
"""

import math
from collections.abc import Mapping
from typing import Final

from domain.risk_keys import COUNTRY, GUESSES, GUESSES_FREE, GUESSES_SHARE, TENANT, WORKED, WORKED_COUNTRY
from domain.traffic import Count, Traffic, norm_of

# Unproven asks that are nobody's business: in ten minutes, an hour and a day.
ALLOWED: Final[Mapping[str, tuple[float, float, float]]] = {
    "prefix3": (4.0, 4.0, 8.0),
    "prefix4": (5.0, 5.0, 10.0),
    "prefix5": (6.0, 7.0, 14.0),
    "prefix6": (7.0, 9.0, 18.0),
    "country": (10.0, 20.0, 60.0),
    # Those who solved a puzzle and proved nothing.
    "worked3": (2.0, 2.0, 3.0),
    "worked4": (3.0, 3.0, 4.0),
    "worked5": (4.0, 4.0, 6.0),
    "worked6": (5.0, 5.0, 8.0),
    "worked": (8.0, 12.0, 24.0),
    "network": (6.0, 6.0, 12.0),
    "neighbourhood": (10.0, 12.0, 24.0),
    "mail": (20.0, 30.0, 60.0),
}
# A prefix that was shut a while ago gets this part of its allowance.
AFTER_BLOCK: Final = 0.3
LEAST: Final = 0.15
SIGMAS: Final = 1.5


def pressures(traffic: Mapping[str, Traffic], suspects: frozenset[str] = frozenset()) -> dict[str, float]:
    """Level to pressure.

    Of those who solved puzzles, a prefix is allowed less where the whole country's prove nothing, and where it was shut
    lately.
    """
    norm = norm_of(traffic[TENANT], traffic.get(COUNTRY, traffic[TENANT]))
    found = {level: _pressure(seen, ALLOWED[level], norm) for level, seen in traffic.items() if level in ALLOWED}
    found[GUESSES] = guessing(traffic)
    scale = max(LEAST, 1 / (1 + found.get(WORKED_COUNTRY, 0.0)))
    for level, narrow in WORKED.items():
        if level in found:
            found[level] /= scale * (AFTER_BLOCK if narrow in suspects else 1.0)
    return found


def guessing(traffic: Mapping[str, Traffic]) -> float:
    """Wrong codes of strangers over the whole tenant, against those that a tenant with so many proofs may have."""
    if GUESSES not in traffic:
        return 0.0
    return traffic[GUESSES].minutes.asked / (GUESSES_FREE + traffic[TENANT].minutes.proven * GUESSES_SHARE)


def _pressure(seen: Traffic, allowed: tuple[float, float, float], norm: float) -> float:
    """The hardest of the ten minutes', the hour's and the day's."""
    return max(
        seen.unproven(count, norm) / (floor + _noise(count, norm))
        for count, floor in zip((seen.minutes, seen.hour, seen.day), allowed, strict=True)
    )


def _noise(count: Count, norm: float) -> float:
    """How far honest traffic of that size strays from its share."""
    return SIGMAS * math.sqrt(count.proven * (1 - norm) / norm)
