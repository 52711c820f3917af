"""A bench for people's eyes: medians, and below them from the lowest to the highest of the repeats."""

from collections.abc import Iterator

from rich.table import Table

from benchmarks.bench.cost import GENERATOR
from benchmarks.bench.measured import Spread
from benchmarks.bench.report import MB, Report

ROLES = ("app", "worker", "postgres", "redis", GENERATOR)
SERVERS = ("app", "postgres", "redis")
SHARES = ("request", "verify", "refresh", "check")
NAMES = {
    "redis_cached_session": "bytes of a cached session in Redis",
    "redis_limited_address": "bytes of a limited address in Redis",
    "redis_limited_network": "bytes of a limited network in Redis",
    "postgres_session_row": "bytes of a session in Postgres: the row",
    "postgres_session": "bytes of a session in Postgres: with pages and indexes",
}


def tables_of(report: Report) -> Iterator[Table]:
    """All there is to see."""
    yield _of_calls(report)
    yield _of_ceilings(report)
    yield _of_the_rest(report)


def _of_calls(report: Report) -> Table:
    heads = ("call", "connections", "model", "a second", "p50 ms", "p99 ms", *(f"CPU ms: {role}" for role in ROLES))
    table = _table(f"{report.machine}; {report.plan.repeats} repeats", *heads)
    for one in report.calls:
        cells = [_shown(one.rate, 0), _shown(one.p50, 1), _shown(one.p99, 1)]
        cpu = [_shown(one.cpu[role], 2) if role in one.cpu else "" for role in ROLES]
        table.add_row(one.kind, f"{one.point.connections}", one.point.model, *cells, *cpu)
    return table


def _of_ceilings(report: Report) -> Table:
    heads = ("ceiling", "connections", "a second", "CPU ms: server", "CPU ms: generator", *SHARES)
    table = _table("What the parts do alone, and which share of it the calls reach over as many connections", *heads)
    for one in report.ceilings:
        cpu = [_shown(one.cpu[role], 3) for role in (*SERVERS, GENERATOR) if role in one.cpu]
        shares = report.shares(one)
        shown = (f"{shares[kind]:.1%}" if kind in shares else "" for kind in SHARES)
        table.add_row(one.kind, f"{one.point.connections}", _shown(one.rate, 0), *cpu, *shown)
    return table


def _of_the_rest(report: Report) -> Table:
    table = _table("What an instance holds and takes", "what", "figure")
    for role, size in report.memory.most.items():
        table.add_row(f"MB of {role} under load (PSS)", f"{size / MB:.1f}")
    table.add_row("MB of all of them together", f"{report.memory.together / MB:.1f}")
    for role, taken in report.idle.items():
        table.add_row(f"ms of CPU a second while nobody calls: {role}", f"{taken:.1f}")
    for question, spread in report.starts.items():
        table.add_row(f"seconds from the start to the first 200 of {question}", _shown(spread, 2))
    for name, bytes_each in report.sizes.items():
        table.add_row(NAMES[name], f"{bytes_each:.0f}")
    for name, found in report.checks.items():
        table.add_row(f"µs to check a token in the product: {name}", f"{found['median']:.0f}, p99 {found['p99']:.0f}")
    return table


def _table(title: str, *heads: str) -> Table:
    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    for place, head in enumerate(heads):
        table.add_column(head, justify="right" if place else "left")
    return table


def _shown(spread: Spread, places: int) -> str:
    """Two lines: the median, and the lowest and the highest where they differ from it."""
    middle, lowest, highest = (f"{value:,.{places}f}" for value in (spread.median, spread.lowest, spread.highest))
    return middle if lowest == highest else f"{middle}\n[dim]{lowest}-{highest}[/dim]"
