"""What the audit log and moving users cost: a million rows linked, searched, verified and exported; users in and out.

`python -m benchmarks.records` (`make records-report`), on servers of its own with fsync on.
"""

import json
import platform
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import psycopg

from adapters.embedded.child import free_port, owned_by_server
from adapters.embedded.postgres import EmbeddedPostgres
from adapters.imports.formats import FORMATS
from adapters.postgres.migrate import migrate
from application.ports.audit import Wanted
from domain.caller import Caller
from domain.ids import base32, uuid7
from entrypoints.container import live_container
from entrypoints.settings import Settings

ROWS, USERS = 1_000_000, 100_000
CALLER = Caller(actor="cli:benchmark", request_id="cli_benchmark")
SECRET = "5d0f6b1c9a8e7f3d2c5b4a1908172635abcdef9876543210fedcba0123456789"  # noqa: S105 - of a database that is gone soon
FILL = """
INSERT INTO audit_log (tenant_id, created_at, id, action, actor, subject, request_id, network_digest, details)
SELECT %(tenant)s, now() - interval '1 hour' + g * interval '1 ms',
       'aud_' || substr(%(id)s, 1, 12) || lpad(g::text, 14, '0'),
       (ARRAY['otp.requested', 'otp.verified', 'otp.failed', 'session.created', 'session.revoked'])[1 + g %% 5],
       'key:key_' || g %% 7, 'otp_' || g / 3, 'req_' || g, 'd' || g %% 1000, '{"channel": "sms"}'
  FROM generate_series(%(first)s::int, %(last)s::int) g
"""


def timed(what: str, many: int, act: Callable[[], Any]) -> Any:
    """Do it, and say how long it took."""
    started = time.perf_counter()
    found = act()
    took = time.perf_counter() - started
    each = f"{many / took:12,.0f} /s" if many > 1 else ""
    sys.stdout.write(f"{what:58} {took:9.3f} s {each}\n")
    sys.stdout.flush()
    return found


def served(folder: Path) -> Iterator[Any]:
    """The use cases on a Postgres of their own."""
    owned_by_server(folder)
    server = EmbeddedPostgres(folder / "data", free_port(), "benchmark", 18, {"shared_buffers": "256MB"})
    server.start()
    try:
        migrate(server.owner_url, serving_url=server.serving_url)
        settings = Settings(database_url=server.serving_url, redis_url="redis://127.0.0.1:1", jwt_secret=SECRET)
        container = live_container(settings, pool_size=4)
        yield container.use_cases, server
        container.adapters.database().engine.dispose()
    finally:
        server.stop()


def fill(server: EmbeddedPostgres, tenant_id: str) -> None:
    """A million rows, in commits of ten thousand."""
    id = base32(uuid7(datetime.now(UTC), bytes(10)))
    with psycopg.connect(server.owner_url, autocommit=True) as line:
        for first in range(0, ROWS, 10_000):
            line.execute(FILL, {"tenant": tenant_id, "id": id, "first": first, "last": first + 9999})
        line.execute("ANALYZE audit_log")


def records(cases: Any, server: EmbeddedPostgres, folder: Path) -> None:
    """The audit log."""
    tenant_id = cases.create_tenant()(name="Acme", slug="acme", settings={}, branding={}, caller=CALLER).tenant.id
    timed(f"{ROWS:,} rows written", ROWS, lambda: fill(server, tenant_id))
    timed("linked into the chain", ROWS, cases.chain_rows())
    search = cases.search_audit()
    for name, wanted in {
        "searched: newest 50": Wanted(),
        "searched: one action of five": Wanted(action="otp.failed"),
        "searched: a family": Wanted(action="session.*"),
        "searched: one actor of seven": Wanted(actor="key:key_3"),
        "searched: one subject": Wanted(subject="otp_200000"),
        "searched: one request": Wanted(request_id="req_500000"),
        "searched: an actor that there is not": Wanted(actor="key:nobody"),
    }.items():
        timed(name, 1, partial(search, tenant_id=tenant_id, wanted=wanted, before="", most=50))

    def export() -> None:
        with (folder / "log.jsonl").open("w") as file:
            for row in cases.export_audit()(tenant_id=tenant_id, wanted=Wanted()):
                file.write(f"{row.id} {row.action}\n")

    timed("exported", ROWS, export)
    *_, last = timed("verified", ROWS, lambda: list(cases.verify_chain()(tenant_id)))
    sys.stdout.write(f"  {last}\n")


def moving(cases: Any, folder: Path) -> None:
    """Users in from a file, out to another tenant's file, and in again."""
    file = folder / "users.csv"
    lines = (
        f"u{n},+1{201 + n % 700}{2_000_000 + n},true,user{n}@example.com,yes,2024-01-01T00:00:00Z" for n in range(USERS)
    )
    file.write_text("id,phone,phone_verified,email,email_verified,created_at\n" + "\n".join(lines))
    tenant = cases.create_tenant()(name="Moving", slug="moving", settings={}, branding={}, caller=CALLER).tenant

    def run(dry: bool) -> Any:
        *_, report = cases.import_users()(tenant, FORMATS["csv"](file), source="csv", caller=CALLER, dry=dry)
        return report

    timed(f"{USERS:,} users read (dry run)", USERS, lambda: run(True))
    report = timed("imported", USERS, lambda: run(False))
    sys.stdout.write(f"  {dict(report.counts)}\n")
    out = timed("dumped", USERS, lambda: [json.dumps(line, sort_keys=True) for line in dump(cases, "moving")])
    (folder / "moving.jsonl").write_text("\n".join(out))


def dump(cases: Any, slug: str) -> Iterator[Any]:
    """A tenant's lines."""
    found: Iterator[Any] = cases.export_tenant()(cases.show_tenant()(slug), secrets=True)
    return found


def arriving(cases: Any, folder: Path) -> None:
    """Another installation."""
    here = (folder / "moving.jsonl").read_text().splitlines()

    def load() -> None:
        for _ in cases.import_tenant()((json.loads(line) for line in here), caller=CALLER):
            """Batch by batch."""

    timed("loaded into another installation", USERS, load)
    there = [json.dumps(line, sort_keys=True) for line in dump(cases, "moving")]
    differing = sum(one != other for one, other in zip(here, there, strict=True))
    sys.stdout.write(f"  lines: {len(here):,} and {len(there):,}, differing: {differing}\n")


def main() -> None:
    """Everything, one after the other."""
    sys.stdout.write(f"{platform.platform()}, Python {platform.python_version()}, {datetime.now(UTC):%Y-%m-%d}\n")
    with (
        tempfile.TemporaryDirectory() as first,
        tempfile.TemporaryDirectory() as second,
        tempfile.TemporaryDirectory() as out,
    ):
        for place in (first, second):
            Path(place).chmod(0o755)
        for cases, server in served(Path(first) / "pg"):
            records(cases, server, Path(out))
            moving(cases, Path(out))
        for cases, _ in served(Path(second) / "pg"):
            arriving(cases, Path(out))


if __name__ == "__main__":
    main()
