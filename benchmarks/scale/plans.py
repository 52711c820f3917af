"""`python -m benchmarks.scale.plans`: every statement of the product on the real schema, with millions of rows.

It needs 45 GB and an hour for five million users and fifty million codes; `--users 100000 --codes 1000000` a minute.
Exits with 1 and the plan where a statement scans a large table or reads too many pages.
"""

import argparse
import platform
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import psycopg
from rich.console import Console

from adapters.embedded.postgres import EmbeddedPostgres
from benchmarks.scale.catalogue import PROBES
from benchmarks.scale.fill import fill
from benchmarks.scale.measure import measure, sizes_of
from benchmarks.scale.report import Report
from benchmarks.scale.sample import samples
from benchmarks.scale.server import cluster, serve
from benchmarks.scale.shape import Shape

LARGE: Final = 10_000
SPACE: Final = """
SELECT relname, reltuples, pg_table_size(oid), pg_indexes_size(oid) FROM pg_class
 WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND reltuples > 1000
 ORDER BY pg_total_relation_size(oid) DESC
"""


def say(text: str) -> None:
    """A line, at once."""
    sys.stdout.write(f"{datetime.now(UTC):%H:%M:%S} {text}\n")
    sys.stdout.flush()


def tell_space(server: EmbeddedPostgres) -> None:
    """Rows, and gigabytes of tables and of their indexes."""
    with psycopg.connect(server.owner_url) as line:
        for name, rows, table, indexes in line.execute(SPACE):
            say(f"{name}: {rows:,.0f} rows, {table / 2**30:.2f} GB and {indexes / 2**30:.2f} GB of indexes")


def report_of(server: EmbeddedPostgres, now: datetime) -> Report:
    """Every statement, asked twice."""
    chosen = samples(server.owner_url, now)
    measured = list(measure(server.serving_url, PROBES, chosen, times=2))
    return Report(measured, sizes_of(server.owner_url), LARGE)


def main() -> None:
    """Fill, ask, judge, and leave nothing behind."""
    parser = argparse.ArgumentParser(description="What each statement reads on the schema at scale.")
    for name, default in (("users", 5_000_000), ("codes", 50_000_000), ("tenants", 10_000)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--folder", type=Path, default=Path("/var/tmp"), help="where the data may lie")  # noqa: S108
    given = parser.parse_args()
    say(f"{platform.platform()}, Python {platform.python_version()}, {datetime.now(UTC):%Y-%m-%d}")
    with cluster(given.folder) as server:
        now, began = datetime.now(UTC), time.monotonic()
        fill(server.owner_url, Shape(given.users, given.codes, given.tenants), now, hands=2, say=say)
        say(f"filled in {time.monotonic() - began:.0f} s")
        tell_space(server)
        serve(server)
        report = report_of(server, now)
    report.show(Console(width=230))
    sys.exit(bool(report.faults()))


if __name__ == "__main__":
    main()
