"""What Prometheus says to every question of a dashboard's file."""

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from deploy.dashboards.scraper import Line, Prometheus, Refused

# What Grafana puts in place of its variables: all jobs and instances, and a span with enough scrapes for a rate.
VARIABLES: Final = {"$job": ".+", "$instance": ".+", "$__rate_interval": "20s"}
LABEL: Final = re.compile(r"\{\{\s*(\w+)\s*\}\}")


@dataclass(frozen=True, slots=True)
class Drawn:
    """A panel and its lines, each with its name; `refusals` are Prometheus's words to questions that it refuses."""

    title: str
    kind: str
    place: Mapping[str, int]
    unit: str
    steps: list[dict[str, Any]]
    most: float | None
    decimals: int | None
    is_stacked: bool
    has_thresholds: bool
    lines: list[tuple[str, Line]]
    refusals: list[str]

    @property
    def low_is_bad(self) -> bool:
        """Whether trouble lies below the thresholds."""
        return bool(self.steps[0]["color"] == "red")


def answered(prometheus: Prometheus, document: Mapping[str, Any], start: float, end: float) -> Iterator[Drawn]:
    """Ask everything that a dashboard's panels ask."""
    for panel in document["panels"]:
        lines: list[tuple[str, Line]] = []
        refusals: list[str] = []
        for target in panel["targets"]:
            try:
                found = prometheus.ask(filled(target["expr"]), start, end)
            except Refused as refusal:
                refusals.append(f"{target['expr']}: {refusal}")
                continue
            lines += [(_named(target["legendFormat"], one), one) for one in map(_known, found) if one.points]
        yield _drawn(panel, lines, refusals)


def filled(promql: str) -> str:
    """The question with Grafana's variables filled in."""
    for name, value in VARIABLES.items():
        promql = promql.replace(name, value)
    return promql


def _known(line: Line) -> Line:
    """Without moments at which nothing can be said, such as the median of no calls."""
    return Line(line.labels, [(moment, value) for moment, value in line.points if math.isfinite(value)])


def _named(legend: str, line: Line) -> str:
    return LABEL.sub(lambda match: line.labels.get(match[1], ""), legend).strip()


def _drawn(panel: Mapping[str, Any], lines: list[tuple[str, Line]], refusals: list[str]) -> Drawn:
    defaults = panel["fieldConfig"]["defaults"]
    custom = defaults.get("custom", {})
    return Drawn(
        title=panel["title"], kind=panel["type"], place=panel["gridPos"], unit=defaults["unit"],
        steps=defaults["thresholds"]["steps"], most=defaults.get("max"), decimals=defaults.get("decimals"),
        is_stacked=custom.get("stacking", {}).get("mode") == "normal",
        has_thresholds=custom.get("thresholdsStyle", {}).get("mode") == "dashed", lines=lines, refusals=refusals,
    )  # fmt: skip
