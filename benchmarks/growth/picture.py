"""A curve, drawn."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any, Final

from benchmarks.growth.figures import KINDS, ROLES, Curve, Point

COLOURS: Final = {"app": "#4c72b0", "worker": "#55a868", "postgres": "#c44e52", "redis": "#8172b2"}
HATCHES: Final = ("", "///")
SHADES: Final = ("#303030", "#909090")
WIDTH: Final = 0.8
# Further rows: what is drawn where a curve has it.
FURTHER: Final[Mapping[str, Sequence[str]]] = {
    "code, ms": ("code_alone_p50_ms", "code_alone_p99_ms"),
    "drained a second": ("drained_a_second", "drained_beside_a_second"),
}


def draw(curve: Curve, path: Path) -> None:
    """CPU of a call by role over p50 and p99, a column for each kind of call, as the file's ending says (SVG, PNG)."""
    import matplotlib as mpl

    mpl.use("Agg")
    import matplotlib.pyplot as plt

    sizes = list(dict.fromkeys(point.size for point in curve.points))
    series = list(dict.fromkeys(point.series for point in curve.points))
    further = [names for names in FURTHER.items() if any(names[1][0] in point.more for point in curve.points)]
    with mpl.rc_context({"svg.hashsalt": curve.name, "font.size": 8}):
        rows = 2 + bool(further)
        figure, axes = plt.subplots(rows, len(KINDS), figsize=(11, 2.6 * rows), squeeze=False, constrained_layout=True)
        for column, kind in enumerate(KINDS):
            _draw_cpu(axes[0][column], curve.points, kind, sizes, series)
            _draw_spans(axes[1][column], curve.points, kind, sizes, series)
        for plot, (title, names) in zip(axes[2] if further else (), further, strict=False):
            _draw_further(plot, curve.points, title, names, sizes)
        for plot in axes[2][len(further) :] if further else ():
            plot.axis("off")
        for row in axes[:2]:
            row[0].legend(fontsize=6, ncols=2, loc="upper left")
        figure.supxlabel(curve.what)
        figure.savefig(path, metadata={"Date": None} if path.suffix == ".svg" else None)
        plt.close(figure)


def _draw_cpu(plot: Any, points: Sequence[Point], kind: str, sizes: list[int], series: list[str]) -> None:
    """A bar for each place and series, in layers by role; those of the second series are hatched."""
    wide = WIDTH / len(series)
    for point in points:
        one, foot, number = point.of(kind), 0.0, series.index(point.series)
        at = sizes.index(point.size) + (number - (len(series) - 1) / 2) * wide
        costs = one.cpu if one else {}
        for role, high in ((role, costs.get(role, 0.0)) for role in ROLES):
            label = f"{role} {point.series}" if point.size == sizes[0] else None
            plot.bar(at, high, wide * 0.92, bottom=foot, color=COLOURS[role], hatch=HATCHES[number], label=label)
            foot += high
    _name(plot, f"{kind}: CPU ms a call", sizes)


def _draw_spans(plot: Any, points: Sequence[Point], kind: str, sizes: list[int], series: list[str]) -> None:
    for name, shade in zip(series, SHADES, strict=False):
        found = [(sizes.index(point.size), one) for point in points if point.series == name and (one := point.of(kind))]
        at = [place for place, _ in found]
        plot.plot(at, [one.p50 for _, one in found], "o-", color=shade, label=f"p50 {name}")
        plot.plot(at, [one.p99 for _, one in found], "^--", color=shade, label=f"p99 {name}")
    _name(plot, f"{kind}: ms", sizes)


def _draw_further(plot: Any, points: Sequence[Point], title: str, names: Sequence[str], sizes: list[int]) -> None:
    for name, shade in zip(names, SHADES, strict=True):
        found = [(sizes.index(point.size), median(point.more[name])) for point in points if name in point.more]
        plot.plot([place for place, _ in found], [value for _, value in found], "o-", color=shade, label=name)
    plot.legend(fontsize=6, loc="upper left")
    _name(plot, title, sizes)


def _name(plot: Any, title: str, sizes: Sequence[int]) -> None:
    plot.set_title(title, loc="left", fontsize=9)
    # Room for the legend.
    plot.set_ylim(0, plot.get_ylim()[1] * 1.45)
    plot.set_xticks(range(len(sizes)), [f"{size:,}" for size in sizes])
