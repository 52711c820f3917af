"""`python -m benchmarks.fraud`: the report on the fraud defence, with seeds that were never used before."""

import secrets
from pathlib import Path

import click
from rich.console import Console
from rich.progress import track

from benchmarks.fraud.figures import Figures, figures_of
from benchmarks.fraud.picture import draw
from benchmarks.fraud.report import misses, table_of
from benchmarks.fraud.scenarios import SCENARIOS


@click.command()
@click.option("--seed", default=None, help="A seed to run again; a fresh one unless given.")
@click.option("--only", multiple=True, help="Scenarios whose names begin so; all unless given.")
@click.option("--picture", default="fraud.png", show_default=True, help="Where the time line is drawn.")
def report(seed: str | None, only: tuple[str, ...], picture: str) -> None:
    """Run honest days and attacks against the real use cases, and say what was prevented."""
    seed, console = seed or secrets.token_hex(4), Console(width=190)
    chosen = {name: run for name, run in SCENARIOS.items() if not only or name.startswith(only)}
    found: dict[str, Figures] = {}
    seen = {}
    for name, run in track(chosen.items(), description=f"seed {seed}", console=console):
        house = run(f"{seed}:{name}")
        found[name], seen[name] = figures_of(house), house.seen
    console.print(table_of(found))
    for said in misses(found):
        console.print(f"[red]missed[/] {said}")
    draw(seen, Path(picture))
    console.print(f"seed {seed}; the time line is in {picture}")


if __name__ == "__main__":
    report()
