"""Many turns in few figures: medians, how far they lie apart, and how the first peer stands to each other one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from benchmarks.peers.turn import Phase, Turn

PHASES: Final = ("ask", "prove")


@dataclass(frozen=True, slots=True)
class Spread:
    """A figure of several turns: the median, and the least and the most."""

    median: float
    least: float
    most: float


@dataclass(frozen=True, slots=True)
class Line:
    """A peer's figures of one phase; latencies in seconds, CPU in milliseconds a call by role."""

    name: str
    rate: Spread
    done_rate: Spread
    p50: float
    p99: float
    cpu: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Ratio:
    """How many times the calls of a peer the first one got through, in the same repeat."""

    name: str
    ask: Spread
    prove: Spread


@dataclass(frozen=True, slots=True)
class Summary:
    """All of it, in the order of the peers; memory is in bytes by role."""

    phases: Mapping[str, Sequence[Line]]
    pss: Mapping[str, Mapping[str, float]]
    ratios: Sequence[Ratio]


def summary_of(turns: Sequence[Turn], names: Sequence[str]) -> Summary:
    """Each of these names must have taken its turn in every repeat."""
    by_name = {name: [turn for turn in turns if turn.name == name] for name in names}
    lines = {kind: [_line(name, [_phase(turn, kind) for turn in by_name[name]]) for name in names] for kind in PHASES}
    pss = {name: _medians([turn.pss for turn in found]) for name, found in by_name.items()}
    first = by_name[names[0]]
    return Summary(lines, pss, [_ratio(name, first, by_name[name]) for name in names[1:]])


def spread(values: Sequence[float]) -> Spread:
    """Of at least one value."""
    return Spread(median(values), min(values), max(values))


def _phase(turn: Turn, kind: str) -> Phase:
    return turn.ask if kind == PHASES[0] else turn.prove


def _line(name: str, phases: Sequence[Phase]) -> Line:
    rates, done = ([getattr(one, what) for one in phases] for what in ("rate", "done_rate"))
    p50, p99 = (median(getattr(one, what) for one in phases) for what in ("p50", "p99"))
    return Line(name, spread(rates), spread(done), p50, p99, _medians([one.cpu for one in phases]))


def _medians(found: Sequence[Mapping[str, float]]) -> dict[str, float]:
    return {role: median(one[role] for one in found) for role in found[0]}


def _ratio(name: str, first: Sequence[Turn], other: Sequence[Turn]) -> Ratio:
    def of(rate: Callable[[Turn], float]) -> Spread:
        return spread([rate(one) / rate(another) for one, another in zip(first, other, strict=True)])

    return Ratio(name, of(lambda turn: turn.ask.rate), of(lambda turn: turn.prove.rate))
