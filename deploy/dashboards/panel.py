"""A panel as it is meant: title, unit, questions and where trouble begins."""

from dataclasses import dataclass
from typing import Final, Literal

# Labels that every question about a whole installation, or about chosen instances, carries.
ALL: Final = 'job=~"$job"'
HERE: Final = 'job=~"$job", instance=~"$instance"'
Kind = Literal["timeseries", "stat"]


@dataclass(frozen=True, slots=True)
class Query:
    """One question in PromQL, and how its lines are called; `legend` has labels as `{{label}}`."""

    promql: str
    legend: str


@dataclass(frozen=True, slots=True)
class Panel:
    """What one panel shows.

    `bad` is where trouble begins, `warn` what comes before it; with `low_is_bad` it lies below.
    `most` is the top of the axis where there is one.
    """

    title: str
    says: str
    unit: str
    queries: tuple[Query, ...]
    kind: Kind = "timeseries"
    warn: float | None = None
    bad: float | None = None
    low_is_bad: bool = False
    stacked: bool = False
    most: float | None = None
    decimals: int | None = None

    @property
    def steps(self) -> list[dict[str, object]]:
        """Grafana's thresholds: a colour from each value on, the first from nowhere."""
        named = [("orange", self.warn), ("red", self.bad)]
        if not self.low_is_bad:
            return [{"color": "green", "value": None}, *({"color": c, "value": v} for c, v in named if v is not None)]
        below = [(colour, value) for colour, value in reversed(named) if value is not None]
        colours = [colour for colour, _ in below] + ["green"]
        starts = [None, *(value for _, value in below)]
        return [{"color": colour, "value": start} for colour, start in zip(colours, starts, strict=True)]


@dataclass(frozen=True, slots=True)
class Row:
    """Panels side by side, of one height, that share the width."""

    height: int
    panels: tuple[Panel, ...]


@dataclass(frozen=True, slots=True)
class Dashboard:
    """A dashboard: its rows from above; `by_instance` lets people choose instances."""

    name: str
    title: str
    says: str
    rows: tuple[Row, ...]
    by_instance: bool = False


def rate(metric: str, labels: str, by: str = "", per: int = 1) -> str:
    """What a counter grows by, added up over instances: a second, or `per` seconds."""
    grown = f"sum{f' by ({by})' if by else ''} (rate({metric}{{{labels}}}[$__rate_interval]))"
    return grown if per == 1 else f"{per} * {grown}"


def quantile(q: float, metric: str, labels: str, by: str = "") -> str:
    """What a share of the observations lies below, over instances."""
    kept = f"le, {by}" if by else "le"
    return f"histogram_quantile({q}, sum by ({kept}) (rate({metric}_bucket{{{labels}}}[$__rate_interval])))"


def or_nothing(good: str, other: str) -> str:
    """The first, or 0 for each label that only the other has."""
    return f"({good} or 0 * {other})"
