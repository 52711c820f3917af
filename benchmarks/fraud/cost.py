"""`python -m benchmarks.fraud.cost`: what weighing an ask costs, in round trips, in CPU here and in time of Postgres.

Run it with `make fraud-cost`, on a machine that does nothing else.
"""

import os
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any, Final

from rich.console import Console
from rich.table import Table

from adapters.postgres.known import of_probe
from adapters.postgres.reputation_statements import RECENT
from application.ports.risk import Probe
from application.risk.weigh_ask import WeighAsk
from domain.ids import TenantId
from domain.phone import PhoneNumber
from domain.risk import assess
from domain.risk_facts import RiskFacts
from domain.risk_keys import home_of, keys_of
from domain.risk_policy import RiskPolicy
from domain.spend import windows_of
from tests.fixtures.servers import make_postgres, make_valkey
from tests.fixtures.statements import heard
from tests.fixtures.worlds import TenantKeys, World, make_live_world

ASKS = 400
NETWORK: Final = "203.0.113.9"
FILL: Final = """INSERT INTO risk_traffic (tenant_id, key, at, day_asked, weeks_asked)
  SELECT %(tenant)s, 'p4:+2547' || n, now(), 1, 1 FROM generate_series(1, %(many)s) n ON CONFLICT DO NOTHING"""
TAIL: Final = """INSERT INTO risk_facts (tenant_id, at, keys, asked)
  SELECT %(tenant)s, now(), ARRAY['t', 'c:KE', 'p4:+2547' || n], 1 FROM generate_series(1, %(many)s) n"""


@dataclass(slots=True)
class Bench:
    """A running product, its statements counted, and the CPU and wall time of its weighing measured."""

    world: World
    acme: TenantKeys
    asked: int = 0
    spans: dict[str, list[float]] = field(default_factory=dict)

    def ask(self) -> None:
        """One ask of somebody new, of a number whose neighbours nobody asked for."""
        self.asked += 1
        number = f"+2547{self.asked * 7_919_993 % 100_000_000:08}"
        self.world.ask(self.acme, number, ip=f"10.{self.asked // 250}.{self.asked % 250}.7")
        self.world.later(seconds=1)

    def measured(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        """The same, with its CPU noted in microseconds."""

        def timed(*args: Any, **named: Any) -> Any:
            began = time.thread_time()
            try:
                return call(*args, **named)
            finally:
                self.spans.setdefault(name, []).append((time.thread_time() - began) * 1e6)

        return timed


def in_postgres(bench: Bench) -> float:
    """Milliseconds that Postgres plans and runs the question for what weighs, the median of some."""
    phone, now = PhoneNumber.parse("+254712345678"), bench.world.clock.now()
    windows = windows_of(["t", "c:KE", "p4:+25471234", "*"], now)
    probe = Probe(phone, keys_of(phone, NETWORK), home_of(NETWORK), NETWORK, "memory", "sms", windows)
    question = f"EXPLAIN (ANALYZE, FORMAT JSON) {RECENT}"
    arguments = of_probe(TenantId(bench.acme.id), probe, now)
    with bench.world.container.adapters.database().engine.connect() as connection:
        plans = [connection.exec_driver_sql(question, arguments).scalar_one()[0] for _ in range(15)]
    return float(median(plan["Planning Time"] + plan["Execution Time"] for plan in plans))


def grown(bench: Bench) -> Iterator[tuple[str, float]]:
    """The same, with more and more that is known and not yet added up."""
    database, settle = bench.world.container.adapters.database(), bench.world.container.adapters.reputation().settle
    while settle(most=2_000):
        pass
    yield "as it is", in_postgres(bench)
    for many in (1_000, 100_000):
        database.run(FILL, {"tenant": bench.acme.id, "many": many})
        yield f"{many:,} prefixes known", in_postgres(bench)
    for many in (100, 2_000):
        database.run(TAIL, {"tenant": bench.acme.id, "many": many})
        yield f"and {many:,} facts not yet added up", in_postgres(bench)


def asks(bench: Bench) -> tuple[float, float, int]:
    """CPU of an ask and of its weighing in microseconds, medians; and how many statements an ask is."""
    weigh = bench.measured("weigh", WeighAsk.__call__)
    WeighAsk.__call__ = weigh  # type: ignore[method-assign]
    spans: list[float] = []
    with heard() as seen:
        for _ in range(ASKS):
            began = time.thread_time()
            bench.ask()
            spans.append((time.thread_time() - began) * 1e6)
    return median(spans), median(bench.spans["weigh"]), round(len(seen) / len(spans))


def scored() -> float:
    """CPU of the score alone, in microseconds, of facts with a lot to say."""
    facts = RiskFacts(
        kind="phone", region="KE", pressure={"prefix4": 1.5, "country": 1.2, "network": 0.4}, neighbours=4
    )
    policy, spans = RiskPolicy(), []
    for _ in range(2_000):
        began = time.thread_time()
        assess(facts, policy)
        spans.append((time.thread_time() - began) * 1e6)
    return median(spans)


def table_of(rows: Sequence[tuple[str, str]]) -> Table:
    """What people read."""
    table = Table(title="What weighing an ask costs", caption=f"{os.cpu_count()} processors, {os.uname().machine}")
    table.add_column("what")
    table.add_column("median", justify="right")
    for row in rows:
        table.add_row(*row)
    return table


def main() -> None:
    """Measure, and print."""
    folder = Path(tempfile.mkdtemp(prefix="auth1-bench-"))
    folder.chmod(0o755)
    postgres, valkey = make_postgres(folder / "postgres", settings={}), make_valkey()
    try:
        world = make_live_world(postgres.serving_url, valkey.url)
        bench = Bench(world, world.tenant(risk_shadow=True))
        whole, weighing, statements = asks(bench)
        rows = [
            ("statements of an ask, the weighing's one among them", str(statements)),
            ("CPU of an ask in this process", f"{whole:.0f} µs"),
            ("of it the weighing, its round trip included", f"{weighing:.0f} µs"),
            ("of it the score alone", f"{scored():.0f} µs"),
            *((f"Postgres plans and runs its question, {what}", f"{ms:.2f} ms") for what, ms in grown(bench)),
        ]
        Console(width=120).print(table_of(rows))
    finally:
        postgres.stop()
        valkey.stop()


if __name__ == "__main__":
    main()
