"""What a session costs in Redis and in Postgres, and how long the check of an access token takes.

Run it with `make bench`, on a machine that does nothing else.
"""

import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import quantiles
from typing import Any

from redis import Redis
from rich.console import Console
from rich.table import Table

from adapters.redis.sessions import RedisSessionCache
from adapters.system.clock import SystemClock
from tests.fixtures.servers import make_postgres, make_valkey
from tests.fixtures.worlds import TenantKeys, World, make_live_world

SESSIONS, CALLS = 300, 1000
PHONE, CODE = "+15551234567", "482913"
SIZES = """SELECT avg(pg_column_size(s.*))::int AS row_bytes,
  (pg_relation_size('sessions') + pg_indexes_size('sessions')) / count(*) AS whole FROM sessions s"""


@dataclass(frozen=True, slots=True)
class Bench:
    """A running product, with some people who are signed in."""

    world: World
    redis: Any
    tokens: Sequence[str]

    def bytes_in_redis(self) -> int:
        """Growth of Redis for a session that was looked at, in bytes."""
        before = self.redis.info("memory")["used_memory"]
        for token in self.tokens:
            assert 200 == self.world.call("GET", "/api/auth/me", bearer=token).status_code
        return int((self.redis.info("memory")["used_memory"] - before) / len(self.tokens))

    def bytes_in_postgres(self) -> tuple[int, int]:
        """A row, and a row with its share of pages and indexes."""
        row = self.world.container.adapters.database().run(SIZES, {})[0]
        return int(row.row_bytes), int(row.whole)

    def checks(self) -> dict[str, Callable[[], object]]:
        """The check of a token: its signature alone, with a warm cache, and with none."""
        cases, adapters = self.world.container.use_cases, self.world.container.adapters
        recognise, token = cases.recognise_token(), self.tokens[0]
        forgetful = RedisSessionCache(adapters.session_cache().door, 0)
        cold = replace(recognise, live=replace(recognise.live, cache=forgetful))
        return {
            "signature alone": lambda: recognise._read(token, SystemClock().now()),
            "warm cache (Redis)": lambda: recognise(token),
            "cold cache (Postgres)": lambda: cold(token),
        }


def signed_in(world: World, acme: TenantKeys) -> str:
    """The access token of a new session."""
    world.call("POST", "/api/auth/request", {"phone": PHONE}, key=acme.secret)
    proven = world.call("POST", "/api/auth/verify", {"phone": PHONE, "code": CODE}, key=acme.secret)
    token: str = proven.get_json()["token"]
    return token


def microseconds(act: Callable[[], object]) -> tuple[int, int]:
    """Median and 99th percentile over many calls, one after the other."""
    took = []
    for _ in range(CALLS):
        began = time.perf_counter()
        act()
        took.append((time.perf_counter() - began) * 1e6)
    parts = quantiles(took, n=100)
    return int(parts[49]), int(parts[98])


def report(bench: Bench) -> Table:
    """Everything in one table."""
    table = Table("what", "median", "p99", title="Sessions", title_justify="left", box=None)
    table.add_row("bytes of a session in Redis", str(bench.bytes_in_redis()), "")
    row, whole = bench.bytes_in_postgres()
    table.add_row("bytes of a session in Postgres: the row", str(row), "")
    table.add_row("bytes of a session in Postgres: with pages and indexes", str(whole), "")
    for name, act in bench.checks().items():
        median, worst = microseconds(act)
        table.add_row(f"µs to check a token: {name}", str(median), str(worst))
    return table


def main() -> None:
    """Start servers, sign people in, measure, and end the servers."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        postgres, valkey = make_postgres(Path(folder) / "postgres"), make_valkey()
        try:
            world = make_live_world(postgres.serving_url, valkey.url)
            world.clock.turn(SystemClock().now() - world.clock.now())
            acme = world.tenant(test_numbers={PHONE: CODE}, max_sessions_per_user=SESSIONS)
            tokens = [signed_in(world, acme) for _ in range(SESSIONS)]
            Console().print(report(Bench(world, Redis.from_url(valkey.url), tokens)))
            world.container.adapters.database().engine.dispose()
        finally:
            postgres.stop()
            valkey.stop()


if __name__ == "__main__":
    main()
