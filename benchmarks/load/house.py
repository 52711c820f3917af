"""What is put under load: Postgres with fsync, Valkey, and instances of the product as they run in production."""

import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from adapters.embedded.child import free_port
from adapters.embedded.postgres import EmbeddedPostgres
from adapters.embedded.valkey import EmbeddedValkey
from tests.fixtures.instance import ROOT, Instance, environment, wait_until_ready
from tests.fixtures.servers import make_postgres, make_valkey

SHARED_BUFFERS: Final = "256MB"
# One address that people know all instances by: the issuer of their tokens.
APP_URL: Final = "http://localhost:3000"
COMMON: Final = {"APP_URL": APP_URL, "RATE_LIMIT_MAX": "1000000", "TRUSTED_PROXY_COUNT": "1"}
SETTINGS: Final = {"risk_shadow": True}


@dataclass(frozen=True, slots=True)
class House:
    """Running servers."""

    postgres: EmbeddedPostgres
    valkey: EmbeddedValkey
    instances: list[Instance]
    metrics_ports: list[int]
    values: Mapping[str, str]

    @property
    def urls(self) -> list[str]:
        """Where the instances are."""
        return [f"http://127.0.0.1:{instance.port}" for instance in self.instances]

    def tenant(self, slug: str = "load", **settings: Any) -> dict[str, str]:
        """Make a tenant whose risk score looks on; its ids and keys."""
        return self.instances[0].tenant(slug, **{**SETTINGS, **settings})


def begun_at(port: int, log: Path, *arguments: str, module: str = "entrypoints", **values: str) -> Instance:
    """A process that was started a moment ago: a module of ours, with these arguments and variables."""
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", module, *arguments], env=environment(PORT=str(port), **values),
            stdout=output, stderr=output, cwd=ROOT, start_new_session=True,
        )  # fmt: skip
    return Instance(process, port, log)


@contextmanager
def instance_at(port: int, log: Path, *arguments: str, **values: str) -> Iterator[Instance]:
    """An `auth1 serve` that is ready, and is gone at the end."""
    instance = begun_at(port, log, "serve", *arguments, **values)
    try:
        wait_until_ready(instance)
        yield instance
    finally:
        instance.stop()


@contextmanager
def house(folder: Path, values: Mapping[str, str], instances: int = 1) -> Iterator[House]:
    """Everything, in a folder; `values` are further variables of the instances."""
    folder.chmod(0o755)
    with ExitStack() as stack:
        postgres = make_postgres(folder / "postgres", settings={"shared_buffers": SHARED_BUFFERS})
        stack.callback(postgres.stop)
        valkey = make_valkey()
        stack.callback(valkey.stop)
        all_values = {
            **COMMON, "DATABASE_URL": postgres.serving_url, "DATABASE_OWNER_URL": postgres.owner_url,
            "REDIS_URL": valkey.url, **values,
        }  # fmt: skip
        metrics = [free_port() for _ in range(instances)]
        running = [
            stack.enter_context(instance_at(free_port(), folder / f"log{n}", METRICS_PORT=str(port), **all_values))
            for n, port in enumerate(metrics)
        ]
        yield House(postgres, valkey, running, metrics, all_values)
