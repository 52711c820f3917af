"""`python -m benchmarks.scale.tenants`: what each tenant more costs a request and a verification, from 1 to 10,000.

Each number of tenants has a database, a Valkey and the product in this process of its own, called over WSGI.
The calls go round the tenants, and round the three by turns, so that whatever else the machine does hits all alike.
"""

import argparse
import os
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any, Final

import psycopg
from rich.console import Console
from rich.table import Table
from werkzeug.test import TestResponse

from adapters.embedded.postgres import DATABASE, EmbeddedPostgres
from adapters.postgres.migrate import migrate
from benchmarks.scale.plans import say
from domain.caller import Caller
from entrypoints.container import Container
from tests.fixtures.servers import make_postgres, make_valkey
from tests.fixtures.statements import heard
from tests.fixtures.worlds import TenantKeys, World, make_live_world

NUMBERS: Final = (1, 100, 10_000)
CALLER: Final = Caller(actor="cli:benchmark", request_id="cli_benchmark")
# A key is remembered for four seconds: where many tenants call by turns, the first call of each looks it up.
CALLS: Final = ("request", "request, key known", "verify")
# Prime to all of them, so that the rounds come by every tenant.
STEP: Final = 7_919


@dataclass(slots=True)
class Cost:
    """What calls of one kind took: CPU of this process and time on the wall in milliseconds, and their statements."""

    cpu: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)
    statements: list[int] = field(default_factory=list)


@dataclass(slots=True)
class House:
    """The product with so many tenants."""

    world: World
    tenants: Sequence[TenantKeys]
    costs: dict[str, Cost] = field(default_factory=lambda: {call: Cost() for call in CALLS})

    def sign_in(self, turn: int) -> None:
        """Two new people, of another tenant each time; what the worker does in between is not counted."""
        tenant = self.tenants[turn * STEP % len(self.tenants)]
        phone, other = (f"+2547{(2 * turn + one) * 7_919_993 % 100_000_000:08}" for one in (0, 1))
        ip = f"10.{turn // 250}.{turn % 250}.7"
        self._measured(CALLS[0], lambda: self.world.ask(tenant, phone, ip=ip))
        self._measured(CALLS[1], lambda: self.world.ask(tenant, other, ip=ip))
        code = self.world.code(phone)
        self._measured(CALLS[2], lambda: self.world.prove(tenant, code, phone, ip=ip))
        self.world.container.use_cases.settle_facts()()
        self.world.later(seconds=1)

    def _measured(self, name: str, call: Callable[[], TestResponse]) -> None:
        cost = self.costs[name]
        with heard() as sent:
            wall, cpu = time.perf_counter(), time.thread_time()
            answer = call()
        cost.cpu.append((time.thread_time() - cpu) * 1e3)
        cost.wall.append((time.perf_counter() - wall) * 1e3)
        cost.statements.append(len(sent))
        assert 200 == answer.status_code, answer.text


@contextmanager
def house_of(postgres: EmbeddedPostgres, many: int) -> Iterator[House]:
    """A migrated database, a Valkey and that many tenants."""
    name, valkey = f"tenants_{many}", make_valkey()
    owner_url, serving_url = (url.removesuffix(DATABASE) + name for url in (postgres.owner_url, postgres.serving_url))
    with psycopg.connect(postgres.owner_url, autocommit=True) as line:
        line.execute(f"CREATE DATABASE {name}".encode())
    try:
        migrate(owner_url, serving_url=serving_url)
        world = make_live_world(serving_url, valkey.url)
        house = House(world, [make_tenant(world.container, number) for number in range(many)])
        with psycopg.connect(owner_url, autocommit=True) as line:
            line.execute("VACUUM ANALYZE")
        yield house
        world.container.adapters.database().engine.dispose()
    finally:
        valkey.stop()


def make_tenant(container: Container, number: int, **settings: Any) -> TenantKeys:
    """A tenant with its keys, in which the risk score only looks on."""
    create, slug = container.use_cases.create_tenant(), f"tenant-{number}"
    given = {"risk_shadow": True, **settings}
    made = create(name=f"Tenant {number}", slug=slug, settings=given, branding={}, caller=CALLER)
    return TenantKeys(made.tenant.id, slug, made.publishable_key, made.secret_key)


def table_of(houses: Sequence[House]) -> Table:
    """Medians and means, and how they stand to those of one tenant."""
    table = Table("call", "tenants", "CPU ms", "ratio", "wall ms", "ratio", "statements", box=None)
    for name in CALLS:
        first = houses[0].costs[name]
        for house in houses:
            cost = house.costs[name]
            cpu, wall = median(cost.cpu), median(cost.wall)
            ratios = cpu / median(first.cpu), wall / median(first.wall)
            sent = sum(cost.statements) / len(cost.statements)
            cells = (f"{cpu:.2f}", f"{ratios[0]:.2f}", f"{wall:.1f}", f"{ratios[1]:.2f}", f"{sent:.2f}")
            table.add_row(name, f"{len(house.tenants):,}", *cells)
    return table


def measure(postgres: EmbeddedPostgres, rounds: int) -> Table:
    """All numbers of tenants, call by call."""
    with house_of(postgres, NUMBERS[0]) as one, house_of(postgres, NUMBERS[1]) as some:
        say(f"making {NUMBERS[2]:,} tenants")
        with house_of(postgres, NUMBERS[2]) as many:
            houses = (one, some, many)
            for turn in range(1, rounds + 1):
                for place in range(3):
                    houses[(turn + place) % 3].sign_in(turn)
                if turn == rounds // 10:
                    _forget(houses)
            return table_of(houses)


def _forget(houses: Sequence[House]) -> None:
    """The first calls are dearer: statements are prepared and modules are imported."""
    for house in houses:
        house.costs = {call: Cost() for call in CALLS}


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description="What a tenant more costs.")
    parser.add_argument("--rounds", type=int, default=500)
    rounds: Any = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        postgres = make_postgres(Path(folder) / "postgres", settings={"shared_buffers": "256MB"})
        try:
            table = measure(postgres, rounds)
        finally:
            postgres.stop()
    table.title = (
        f"A call with more tenants; {rounds} rounds, {os.cpu_count()} processors, {datetime.now(UTC):%Y-%m-%d}"
    )
    Console(width=120).print(table)


if __name__ == "__main__":
    main()
