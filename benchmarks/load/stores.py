"""What lies in Postgres and in Redis, and what the instance says of its queues."""

import re
import urllib.request
from dataclasses import dataclass
from typing import Any, Final

import psycopg
from redis import Redis

from benchmarks.load.house import House

CONNECTIONS: Final = "SELECT count(*) FROM pg_stat_activity WHERE usename = 'auth1_app'"
SIZES: Final = """SELECT relname, pg_total_relation_size(oid) FROM pg_class
  WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"""
LAGS: Final = ("messages_waiting_seconds", "audit_chain_lag_seconds")
# The owner waits for nobody: what is measured must not stand in the way of what serves.
OPTIONS: Final = "-c lock_timeout=1s -c statement_timeout=20s"


@dataclass(frozen=True, slots=True)
class Stored:
    """Connections that serve, bytes of tables with their indexes, memory and keys of Redis, and lags in seconds."""

    connections: int
    tables: dict[str, int]
    redis_bytes: int
    redis_keys: int
    lags: dict[str, float]


def stored_in(house: House) -> Stored:
    """Look at everything once."""
    with psycopg.connect(house.postgres.owner_url, autocommit=True, options=OPTIONS) as line:
        connections = _one(line.execute(CONNECTIONS).fetchall())
        tables = {str(name): int(size) for name, size in line.execute(SIZES).fetchall()}
    with Redis.from_url(house.valkey.url, decode_responses=True) as redis:
        used: Any = redis.info("memory")
        keys: Any = redis.dbsize()
    lags = [_lags(port) for port in house.metrics_ports]
    return Stored(
        connections=connections,
        tables=tables,
        redis_bytes=int(used["used_memory"]),
        redis_keys=int(keys),
        lags={name: max(one.get(name, 0.0) for one in lags) for name in LAGS},
    )


def count(house: House, query: str) -> int:
    """The number that a query finds."""
    with psycopg.connect(house.postgres.owner_url, autocommit=True) as line:
        return _one(line.execute(query.encode()).fetchall())


def _one(found: list[Any]) -> int:
    return int(found[0][0])


def _lags(port: int) -> dict[str, float]:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
        text = answer.read().decode()
    return {name: float(value) for name, value in re.findall(r"^auth1_(\w+) ([0-9.e+-]+)$", text, re.M)}
