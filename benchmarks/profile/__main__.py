"""`python -m benchmarks.profile`: where the CPU of a request for a code (A) and of its proof (B) goes.

One process, one call at a time, on its own Postgres (fsync on) and Valkey; between samples the facts are added up, as
the worker does it.
"""

import logging
import tempfile
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Final

import click
from rich.console import Console
from rich.table import Table

from benchmarks.load.phones import network, phone
from benchmarks.profile.flame import flame_graph
from benchmarks.profile.rooms import shares
from benchmarks.profile.sampler import Stack, sampled
from entrypoints.logs import configure
from tests.fixtures.servers import make_postgres, make_valkey
from tests.fixtures.worlds import TenantKeys, World, make_live_world

BATCH: Final = 25
WARM: Final = 4
TITLES: Final = {"A": "POST /api/auth/request", "B": "POST /api/auth/verify"}


@click.command()
@click.option("--calls", default=3_000, show_default=True, help="Sign-ins.")
@click.option("--out", type=click.Path(path_type=Path), help="A folder for the flame graphs.")
def profile(calls: int, out: Path | None) -> None:
    """Sign people in, and look where the CPU goes."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        folder.chmod(0o755)
        postgres = make_postgres(folder / "postgres", settings={})
        stack.callback(postgres.stop)
        valkey = make_valkey()
        stack.callback(valkey.stop)
        world = make_live_world(postgres.serving_url, valkey.url, metrics_token="m" * 32)
        _log_to(stack, folder)
        seen = Profiled(world, world.tenant(risk_shadow=True)).run(calls)
    Console().print(table_of(seen))
    if out:
        out.mkdir(parents=True, exist_ok=True)
        for name, stacks in seen.items():
            (out / f"flame-{name.lower()}.svg").write_text(flame_graph(stacks, f"{name}: {TITLES[name]}"))


class Profiled:
    """A running product, and what was seen of it."""

    def __init__(self, world: World, tenant: TenantKeys) -> None:
        self._world, self._tenant = world, tenant
        self._settle = world.container.use_cases.settle_facts()
        self.seen: dict[str, Counter[Stack]] = {"A": Counter(), "B": Counter()}

    def run(self, calls: int) -> dict[str, "Counter[Stack]"]:
        """Sign in so many, in batches; the first ones are not looked at."""
        for number in range(-WARM, calls // BATCH):
            people = [(WARM + number) * BATCH + place for place in range(BATCH)]
            asked = self._batch(people, self._ask)
            codes = {one: self._world.code(phone(one)) for one in people}
            proven = self._batch(people, lambda one, codes=codes: self._prove(one, codes[one]))  # type: ignore[misc]
            self._settle()
            self._world.later(seconds=1)
            if number >= 0:
                self.seen["A"].update(asked)
                self.seen["B"].update(proven)
        return self.seen

    def _batch(self, people: list[int], act: Callable[[int], None]) -> "Counter[Stack]":
        with sampled() as seen:
            for one in people:
                act(one)
        return seen

    def _ask(self, one: int) -> None:
        assert 200 == self._world.ask(self._tenant, phone(one), ip=network(one)).status_code

    def _prove(self, one: int, code: str) -> None:
        assert 200 == self._world.prove(self._tenant, code, phone(one), ip=network(one)).status_code


def table_of(seen: "dict[str, Counter[Stack]]") -> Table:
    """Each room's share of each call."""
    table = Table("where", *(f"{name}, %" for name in seen), box=None)
    found = {name: dict(shares(stacks)) for name, stacks in seen.items()}
    rooms = sorted({room for one in found.values() for room in one}, key=lambda room: -found["A"].get(room, 0))
    for room in rooms:
        table.add_row(room, *(f"{one.get(room, 0) * 100:.1f}" for one in found.values()))
    table.add_row("samples", *(f"{sum(stacks.values()):,}" for stacks in seen.values()))
    return table


def _log_to(stack: ExitStack, folder: Path) -> None:
    """Log as production does, into a file."""
    configure("info", "json")
    lines = stack.enter_context((folder / "log").open("w"))
    for handler in logging.getLogger().handlers:
        if isinstance(handler, logging.StreamHandler):
            handler.setStream(lines)


if __name__ == "__main__":
    profile()
