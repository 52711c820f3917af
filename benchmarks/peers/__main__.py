"""`python -m benchmarks.peers`: Auth1 and others, in turn on one machine, with the same generator and stores.

It reports nothing (exit code 1) where an answer failed, a row is missing or a peer does not start.
Where one cannot be installed it says why (exit code 2).
"""

import asyncio
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import click
from rich.console import Console

from benchmarks.bench.machine import machine_of
from benchmarks.peers.contest import ENTRANTS, Spoilt, contest, stage
from benchmarks.peers.node_server import NotStarted
from benchmarks.peers.nodejs import NotInstalled
from benchmarks.peers.peer import Entrant
from benchmarks.peers.summary import summary_of
from benchmarks.peers.table import tables_of
from benchmarks.peers.turn import Length

WARM_UP: Final = 2.0
# To see that it runs; its figures say nothing.
QUICK: Final = Length(seconds=5.0, warm_up=0.2, connections=8, people=40)
WIDTH: Final = 150


@click.command()
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write all figures there, as JSON.")
@click.option("--seconds", default=10.0, show_default=True, help="How long people ask in each turn; then all prove.")
@click.option("--repeats", default=5, show_default=True, help="Turns of each.")
@click.option("--connections", default=32, show_default=True, help="Connections that are kept.")
@click.option("--only", multiple=True, type=click.Choice([one.name for one in ENTRANTS]), help="These alone.")
@click.option("--quick", is_flag=True, help="One repeat of some people, to see that it runs.")
def main(
    out: Path | None, seconds: float, repeats: int, connections: int, only: Sequence[str], quick: bool
) -> None:  # fmt: skip
    """Compare."""
    entrants = [one for one in ENTRANTS if one.name in only or not only]
    length = QUICK if quick else Length(seconds, WARM_UP, connections)
    try:
        found = run(entrants, length, 1 if quick else repeats)
    except (Spoilt, NotStarted, NotInstalled) as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(2 if isinstance(error, NotInstalled) else 1)
    if out:
        out.write_text(json.dumps(found, indent=1) + "\n")


def run(entrants: Sequence[Entrant], length: Length, repeats: int) -> dict[str, Any]:
    """Compare, print, and give all figures back; raises Spoilt, NotStarted and NotInstalled."""
    console = Console(width=WIDTH)
    with stage() as on:
        machine = machine_of(on.house.postgres.owner_url, on.house.valkey.url)
        turns = asyncio.run(contest(on, entrants, length, repeats, lambda line: Console(stderr=True).print(line)))
    summary = summary_of(turns, [one.name for one in entrants])
    versions = {name: version for one in entrants for name, version in one.versions().items()}
    console.print(f"{machine}\n{versions}\n{length}, {repeats} repeats", highlight=False)
    for table in tables_of(summary, entrants):
        console.print(table)
        console.print()
    return {
        "machine": machine.document(), "versions": versions, "length": asdict(length), "repeats": repeats,
        "summary": asdict(summary), "turns": [asdict(turn) for turn in turns],
        "entrants": [{"name": one.name, "does": one.does, "leaves_out": one.leaves_out} for one in entrants],
    }  # fmt: skip


if __name__ == "__main__":
    main()
