"""A dashboard drawn as a PNG, laid out as Grafana lays it out."""

import math
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from deploy.dashboards.answers import Drawn
from deploy.dashboards.scraper import Line
from deploy.dashboards.units import written

COLUMN, HEIGHT, TOP = 0.95, 0.42, 0.6
COLOURS: Final = {"green": "#3c9a4e", "orange": "#e8941a", "red": "#d03030"}
LINES: Final = (
    "#1f77b4", "#ff7f0e", "#2ca02c", "#d62728", "#9467bd", "#8c564b", "#e377c2", "#7f7f7f", "#bcbd22", "#17becf",
)  # fmt: skip
NARROW: Final = 6
LEGEND_LINE: Final = 0.17
FONT: Final = 8


def draw(document: Mapping[str, Any], panels: Sequence[Drawn], path: Path) -> None:
    """Every panel at its place in the grid."""
    import matplotlib as mpl

    mpl.use("Agg")
    import matplotlib.pyplot as plt

    bottom = max(one.place["y"] + one.place["h"] for one in panels)
    size = 24 * COLUMN, bottom * HEIGHT + TOP
    figure = plt.figure(figsize=size, facecolor="#f4f5f7")
    figure.text(0.012, 1 - 0.35 / size[1], document["title"], fontsize=16, weight="bold", va="center")
    for one in panels:
        _panel(figure, one, size)
    figure.savefig(path, dpi=80)
    plt.close(figure)


def _panel(figure: Any, one: Drawn, size: tuple[float, float]) -> None:
    x, y, w, h = (one.place[name] for name in "xywh")
    left, top = x * COLUMN + 0.08, size[1] - TOP - y * HEIGHT
    width, height = w * COLUMN - 0.16, h * HEIGHT - 0.1
    card = figure.add_axes((left / size[0], (top - height) / size[1], width / size[0], height / size[1]))
    card.set_xticks([])
    card.set_yticks([])
    card.set_title(one.title, loc="left", fontsize=FONT + 2, weight="bold", y=1 - 0.26 / height, x=0.1 / width)
    for spine in card.spines.values():
        spine.set_color("#d0d4da")
    if not one.lines:
        card.text(0.5, 0.45, "No data", ha="center", va="center", color="#888888", fontsize=FONT + 3)
    elif one.kind == "stat":
        _stat(card, one)
    else:
        room = LEGEND_LINE * math.ceil(len(one.lines) / _columns(one)) + 0.28
        inner = (left + 0.75, top - height + room + 0.12, width - 0.95, height - room - 0.55)
        _lines(figure.add_axes((inner[0] / size[0], inner[1] / size[1], inner[2] / size[0], inner[3] / size[1])), one)


def _stat(card: Any, one: Drawn) -> None:
    value = one.lines[0][1].points[-1][1]
    colour = [step["color"] for step in one.steps if step["value"] is None or value >= step["value"]][-1]
    said = written(value, one.unit, one.decimals)
    card.text(0.5, 0.42, said, ha="center", va="center", fontsize=22, weight="bold", color=COLOURS[colour])


def _lines(plot: Any, one: Drawn) -> None:
    plot.set_prop_cycle(color=LINES)
    names = [f"{name}   last {_said(line, -1, one)}, max {_said(line, None, one)}" for name, line in one.lines]
    if one.is_stacked:
        moments = sorted({moment for _, line in one.lines for moment, _ in line.points})
        heights = [[dict(line.points).get(moment, 0.0) for moment in moments] for _, line in one.lines]
        plot.stackplot(moments, heights, labels=names, colors=LINES, alpha=0.7)
    else:
        for name, (_, line) in zip(names, one.lines, strict=True):
            plot.plot(*zip(*line.points, strict=True), label=name, lw=1.4)
    _axes(plot, one)
    width, height = plot.get_position().size * plot.figure.get_size_inches()
    plot.legend(
        loc="upper left", bbox_to_anchor=(-0.6 / width, -0.28 / height), ncols=_columns(one), fontsize=FONT - 1,
        frameon=False, borderpad=0, labelspacing=0.25, handlelength=1.2,
    )  # fmt: skip


def _axes(plot: Any, one: Drawn) -> None:
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    highest = max(value for _, line in one.lines for _, value in line.points)
    for below, step in pairwise(one.steps):
        if one.has_thresholds and (one.most or step["value"] <= 3 * highest):
            plot.axhline(step["value"], color=COLOURS[(below if one.low_is_bad else step)["color"]], ls="--", lw=1)
    plot.set_ylim(0, one.most * 1.03 if one.most else None)
    plot.yaxis.set_major_locator(MaxNLocator(5))
    plot.yaxis.set_major_formatter(FuncFormatter(lambda value, _: written(value, one.unit)))
    plot.xaxis.set_major_locator(MaxNLocator(5))
    plot.xaxis.set_major_formatter(FuncFormatter(_clock))
    plot.tick_params(labelsize=FONT - 1, color="#999999")
    plot.grid(color="#e6e8ec", lw=0.6)
    plot.spines[["top", "right"]].set_visible(False)


def _columns(one: Drawn) -> int:
    """How many names of lines stand side by side."""
    return 1 if one.place["w"] <= NARROW else 2


def _clock(moment: float, _: Any) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%H:%M:%S")


def _said(line: Line, place: int | None, one: Drawn) -> str:
    values = [value for _, value in line.points]
    return written(max(values) if place is None else values[place], one.unit, one.decimals)
