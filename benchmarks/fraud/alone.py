"""`python -m benchmarks.fraud.alone`: what each signal contributes, by itself and by its absence."""

import secrets
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import Any, Final

import click
from rich.console import Console
from rich.table import Table

from benchmarks.fraud.attackers import anywhere, one_by_one, shuffled
from benchmarks.fraud.figures import Figures, figures_of
from benchmarks.fraud.house import POLICY
from benchmarks.fraud.scenarios import Scenario, many_countries, pump
from domain.risk_signals import NAMES

# Signals that work together; what the simulator has no facts for is not in the table.
GROUPS: Final[Mapping[str, frozenset[str]]] = {
    "prefix": frozenset({"prefix"}),
    "country": frozenset({"country"}),
    "unproven_money": frozenset({"unproven_money"}),
    "sequence": frozenset({"sequence"}),
    "network, neighbourhood": frozenset({"network", "neighbourhood"}),
    "worked, prefix_shut": frozenset({"worked", "prefix_shut"}),
}
SHORT: Final[Mapping[str, Scenario]] = {
    "sequential": pump(lambda dice: one_by_one("KE", dice), lasts=1, begins=1, until=3),
    "a million": pump(lambda dice: shuffled("PK", dice, 6), lasts=1, begins=1, until=3),
    "all over": pump(lambda dice: anywhere("KE", dice), lasts=1, begins=1, until=3),
    "works, 10,000": pump(lambda dice: shuffled("PK", dice, 4), lasts=1, begins=1, until=3, solves=1.0),
    "few networks": pump(lambda dice: anywhere("US", dice), lasts=1, begins=1, until=3, networks=5),
    "many countries": many_countries,
}
Run = tuple[str, str, frozenset[str]]


def run(what: Run) -> Figures:
    """A scenario with some signals switched off."""
    name, seed, off = what
    token = POLICY.set({"risk_signals": {signal: {"mode": "off"} for signal in sorted(off)}})
    try:
        return figures_of(SHORT[name](f"{seed}:{name}"))
    finally:
        POLICY.reset(token)


def table_of(title: str, rows: Mapping[str, Sequence[Figures]]) -> Table:
    """The share of the attack's money that was prevented, a line for each policy."""
    table = Table(title=title)
    table.add_column("signal")
    for name in SHORT:
        table.add_column(name, justify="right")
    for name, found in rows.items():
        table.add_row(name, *(f"{one.prevented or 0:.1%}" for one in found))
    return table


def policies() -> Mapping[str, Mapping[str, frozenset[str]]]:
    """Title to lines, each with the signals that are off."""
    every = frozenset(NAMES)
    return {
        "only this signal": {"all": frozenset(), **{name: every - group for name, group in GROUPS.items()}},
        "all but this signal": {"none": every, **GROUPS},
    }


@click.command()
@click.option("--seed", default=None, help="A seed to run again; a fresh one unless given.")
def alone(seed: str | None) -> None:
    """Run attacks with single signals, and with all but one."""
    seed, console = seed or secrets.token_hex(4), Console(width=150)
    wanted: list[Any] = [
        (title, line, (name, seed, off))
        for title, lines in policies().items()
        for line, off in lines.items()
        for name in SHORT
    ]
    with ProcessPoolExecutor(2) as pool:
        found = list(pool.map(run, [what for _, _, what in wanted]))
    for title, lines in policies().items():
        rows = {
            line: [one for (t, given, _), one in zip(wanted, found, strict=True) if (t, given) == (title, line)]
            for line in lines
        }
        console.print(table_of(f"Money prevented: {title}", rows))
    console.print(f"seed {seed}")


if __name__ == "__main__":
    alone()
