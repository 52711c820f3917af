"""A replay as a table, as JSON and as a picture."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from domain.replay import Bar, Replay

WIDTH: Final = 48
MOST_LINES: Final = 48
SIGNS: Final = {"allow": "░", "challenge": "▒", "block": "█"}
LEGEND: Final = "░ allowed  ▒ asked to work  █ blocked  ! blocked although it was proven"


def as_rows(found: Replay) -> list[dict[str, Any]]:
    """What happened beside what would have happened."""
    rows = [
        {"what": words, "recorded": found.recorded[name], "policy": found.judged[name] if name != "budget" else ""}
        for name, words in (
            ("allow", "allowed"), ("challenge", "asked to work"), ("block", "blocked"), ("budget", "refused for money"),
        )
    ]  # fmt: skip
    more = {
        "newly refused": found.newly_refused,
        "newly let through": found.newly_allowed,
        "asked to work and proven": found.worked,
        "blocked and proven: mistakes": found.mistakes,
        "cost of the mistakes' codes, micros": found.mistake_micros,
        "saved, micros": found.saved_micros,
    }
    return [*rows, *({"what": what, "recorded": "", "policy": value} for what, value in more.items())]


def told(found: Replay) -> dict[str, Any]:
    """Everything, for programs."""
    return {
        "asks": found.asks,
        "recorded": dict(found.recorded),
        "policy": dict(found.judged),
        "newly_refused": found.newly_refused,
        "newly_allowed": found.newly_allowed,
        "worked": found.worked,
        "mistakes": found.mistakes,
        "mistake_micros": found.mistake_micros,
        "saved_micros": found.saved_micros,
        "by_signal": [{"signal": name, **counts} for name, counts in found.by_signal],
        "hours": [
            {"from": hour, "allow": bar.allow, "challenge": bar.challenge, "block": bar.block, "mistakes": bar.mistakes}
            for hour, bar in sorted(found.hours.items())
        ],
    }


def draw(hours: Mapping[datetime, Bar]) -> str:
    """A line for each span of hours, as long as its asks; the span grows with the period."""
    if not hours:
        return "No decision was recorded in this time; they are kept for 30 days."
    first, last = min(hours), max(hours)
    step = -(-(round((last - first).total_seconds() / 3600) + 1) // MOST_LINES)
    spans: dict[datetime, Bar] = {}
    for hour, bar in sorted(hours.items()):
        start = first + timedelta(hours=step * (round((hour - first).total_seconds() / 3600) // step))
        spans[start] = _joined(spans.get(start, Bar()), bar)
    longest = max(bar.allow + bar.challenge + bar.block for bar in spans.values())
    return "\n".join([LEGEND, *(_line(start, bar, longest) for start, bar in spans.items())])


def _joined(one: Bar, other: Bar) -> Bar:
    return Bar(
        one.allow + other.allow, one.challenge + other.challenge, one.block + other.block, one.mistakes + other.mistakes
    )


def _line(start: datetime, bar: Bar, longest: int) -> str:
    drawn = "".join(sign * _length(getattr(bar, name), longest) for name, sign in SIGNS.items())
    total = bar.allow + bar.challenge + bar.block
    mistakes = f" !{bar.mistakes}" if bar.mistakes else ""
    return f"{start:%m-%d %H:%M} {total:>7,} {drawn}{mistakes}"


def _length(count: int, longest: int) -> int:
    """In proportion, and seen where there is one."""
    return max(count > 0, round(count * WIDTH / longest))
