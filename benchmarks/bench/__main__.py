"""`python -m benchmarks.bench`: what each call of a sign-in costs, and what its parts could do alone.

Run it with `make bench`, on a machine that does nothing else.
It starts Postgres (fsync on), Valkey and one instance of its own.
Where one call failed, or one row of those that were acknowledged is missing, it tells no figure and ends with 1.
"""

import asyncio
import json
import sys
import tempfile
from pathlib import Path

import click
from rich.console import Console

from adapters.embedded.child import free_port
from benchmarks.bench.failed import Failed
from benchmarks.bench.plan import QUICK, Plan, connections_of
from benchmarks.bench.report import Report
from benchmarks.bench.table import tables_of
from benchmarks.bench.whole import Whole
from benchmarks.load.house import house
from benchmarks.load.provider import Provider

WIDTH = 150


def several(_context: click.Context, _parameter: click.Parameter, text: str) -> tuple[int, ...]:
    """Numbers of connections, as they are typed."""
    try:
        return connections_of(text)
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


@click.command()
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Where the figures go as JSON, too.")
@click.option(
    "--seconds",
    default=5.0,
    type=click.FloatRange(0.1, 600),
    show_default=True,
    help="For about how long each kind is.",
)
@click.option(
    "--repeats", default=3, type=click.IntRange(1, 100), show_default=True, help="How often everything is measured."
)
@click.option("--connections", default="1,8,32,128", callback=several, show_default=True, help="How many at a time.")
@click.option("--quick", is_flag=True, help="See that it works: once, shortly, 8 connections.")
def main(out: Path | None, seconds: float, repeats: int, connections: tuple[int, ...], *, quick: bool) -> None:
    """Measure, and print."""
    try:
        report = measured(QUICK if quick else Plan(seconds, repeats, connections))
    except (Failed, TimeoutError) as trouble:
        sys.stderr.write(f"No figures: {trouble}\n")
        sys.exit(1)
    console = Console(width=WIDTH)
    for table in tables_of(report):
        console.print(table, "")
    if out:
        out.write_text(json.dumps(report.document(), indent=1) + "\n")


def measured(plan: Plan) -> Report:
    """Everything, on servers that are gone at the end."""
    provider = Provider(free_port())
    with tempfile.TemporaryDirectory() as name, house(folder := Path(name), provider.environment()) as running:
        return asyncio.run(Whole(running, provider, plan, folder)())


if __name__ == "__main__":
    main()
