"""What is to be complained of after a soak."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from benchmarks.load.growth import BOUNDS, MB
from benchmarks.load.house import House
from benchmarks.load.people import People
from benchmarks.load.samples import Sample, strangers, trends_of
from benchmarks.load.stores import LAGS, count

# The seed's limit for a container; our bound for what waits in the worker.
MOST_MEMORY: Final = 256 * 1024 * 1024
MOST_LAG: Final = 15.0
SETTLES_IN: Final = 60.0
OWED: Final = "SELECT count(*) FROM messages WHERE status IN ('queued', 'sending')"
USERS: Final = "SELECT count(*) FROM users"
SESSIONS: Final = "SELECT count(*) FROM sessions"
WON: Final = "SELECT count(*) FROM audit_log WHERE action = 'otp.verified'"
NOT_SENT: Final = "SELECT count(*) FROM messages WHERE status <> 'sent'"


@dataclass(frozen=True, slots=True)
class Kept:
    """Rows, against what was acknowledged; each person signed in once."""

    acknowledged: int
    users: int
    sessions: int
    won: int
    not_sent: int


def kept_in(house: House, acknowledged: int) -> Kept:
    """Count, as soon as nothing is owed any more."""
    until = time.monotonic() + SETTLES_IN
    while count(house, OWED) and time.monotonic() < until:
        time.sleep(0.2)
    users, sessions, won, not_sent = (count(house, query) for query in (USERS, SESSIONS, WON, NOT_SENT))
    return Kept(acknowledged, users, sessions, won, not_sent)


def complaints(samples: Sequence[Sample], people: People, kept: Kept) -> list[str]:
    """Every reason why this is not good; none: it is."""
    return [*_failures(people), *_missing(kept), *_growth(samples)]


def _failures(people: People) -> Iterator[str]:
    if not people.figures.sign_ins:
        yield "nobody has signed in"
    if people.figures.failed:
        yield f"{people.figures.failed} calls failed, such as {people.figures.failures[:3]}"
    if people.provider.strays or people.provider.forged:
        yield f"{people.provider.strays} messages came twice or too late, {people.provider.forged} were not signed"


def _missing(kept: Kept) -> Iterator[str]:
    for name in ("users", "sessions", "won"):
        if getattr(kept, name) < kept.acknowledged:
            yield f"{kept.acknowledged} sign-ins were acknowledged, but there are {getattr(kept, name)} {name}"
    if kept.not_sent:
        yield f"{kept.not_sent} messages are not sent"


def _growth(samples: Sequence[Sample]) -> Iterator[str]:
    for (place, name), trend in trends_of(samples).items():
        if name in BOUNDS and not BOUNDS[name].allows(trend):
            yield f"{place}: {name} grows by {trend.in_ten_minutes:,.1f} in ten minutes"
        if name in LAGS and trend.most > MOST_LAG:
            yield f"{name} was {trend.most:.0f}"
    if (most := max(one.pss for one in samples)) > MOST_MEMORY:
        yield f"the processes took {most / MB:.0f} MB"
    if came_or_went := strangers(samples):
        yield f"processes came or went: {sorted(came_or_went)}"
