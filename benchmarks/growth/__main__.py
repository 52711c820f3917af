"""`python -m benchmarks.growth`: what calls cost as tenants, users, waiting messages and instances become more.

Each curve has servers of its own, with fsync on while calls are made.
All of it takes some half an hour.
10^7 users (`--only users --most 10000000`) want a quarter of an hour and 15 GB of disk more.
"""

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import click
from rich.console import Console

from benchmarks.growth.curve import Bench
from benchmarks.growth.effort import FULL, QUICK
from benchmarks.growth.figures import Curve
from benchmarks.growth.generator import Generator
from benchmarks.growth.instances import instances
from benchmarks.growth.picture import draw
from benchmarks.growth.table import sheets_of
from benchmarks.growth.tenants import tenants
from benchmarks.growth.users import users
from benchmarks.growth.waiting import queue

WIDTH: Final = 160
CURVES: Final[dict[str, Callable[[Bench], Curve]]] = {
    "tenants": tenants, "users": users, "queue": queue, "instances": instances,
}  # fmt: skip


@click.command()
@click.option("--only", type=click.Choice(list(CURVES)), multiple=True, help="These curves; all unless given.")
@click.option(
    "--most", type=click.IntRange(min=1), default=1_000_000, show_default=True, help="The largest size of any curve."
)
@click.option("--calls", type=click.IntRange(min=1), help="Calls of each kind in a round; 600 unless given.")
@click.option("--repeats", type=click.IntRange(min=1), help="Rounds; 3 unless given.")
@click.option("--explain", "explains", is_flag=True, help="Look at the statements at each size, too.")
@click.option("--quick", is_flag=True, help="Tiny sizes: to see that it works.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="A file for JSON; beside it lie a picture of each curve and its tables as Markdown.",
)
@click.option("--folder", type=click.Path(path_type=Path), default="/var/tmp", help="Where the data may lie.")  # noqa: S108
def growth(
    only: Sequence[str], most: int, calls: int | None, repeats: int | None, explains: bool, quick: bool,
    out: Path | None, folder: Path,
) -> None:  # fmt: skip
    """Measure, and print a table for each curve as soon as it is there."""
    effort = (QUICK if quick else FULL).at_most(most)
    effort = replace(effort, calls=calls or effort.calls, repeats=repeats or effort.repeats)
    curves: list[Curve] = []
    with Generator() as generator:
        for name in only or CURVES:
            curves.append(CURVES[name](Bench(folder, generator, effort, explains)))
            for sheet in sheets_of(curves[-1]):
                Console(width=WIDTH).print(sheet.shown())
            if out:
                write(out, curves)
    sys.exit(sum(curve.failed for curve in curves) > 0)


def write(out: Path, curves: Sequence[Curve]) -> None:
    """What there is so far: an hour's work is not lost by what comes after it."""
    out.parent.mkdir(parents=True, exist_ok=True)
    document: dict[str, Any] = {"curves": [curve.document() for curve in curves]}
    out.write_text(json.dumps(document, indent=1))
    beside, newest = out.with_name(f"growth-{curves[-1].name}"), curves[-1]
    beside.with_suffix(".md").write_text("\n".join(sheet.markdown() for sheet in sheets_of(newest)))
    draw(newest, beside.with_suffix(".svg"))


if __name__ == "__main__":
    growth()
