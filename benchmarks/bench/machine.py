"""The machine and the versions that figures were taken with: without them they say nothing."""

import os
import platform
import subprocess
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import psycopg
from redis import Redis

ROOT: Final = Path(__file__).resolve().parents[2]
CPU_INFO: Final = Path("/proc/cpuinfo")
GIGABYTE: Final = 1024**3


@dataclass(frozen=True, slots=True)
class Machine:
    """One machine at one time; `commit` ends with "+" where files differ from it."""

    cpu: str
    cores: int
    memory_gb: float
    kernel: str
    python: str
    postgres: str
    redis: str
    granian: str
    commit: str
    date: str

    def document(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)

    def __str__(self) -> str:
        hardware = f"{self.cpu}, {self.cores} cores, {self.memory_gb:.0f} GB, {self.kernel}"
        servers = f"Python {self.python}, granian {self.granian}, Postgres {self.postgres}, {self.redis}"
        return f"{hardware}; {servers}; {self.commit}, {self.date}"


def machine_of(postgres_url: str, redis_url: str) -> Machine:
    """This machine, with the servers that answer at these addresses."""
    return Machine(
        cpu=_cpu_model(),
        cores=len(os.sched_getaffinity(0)),
        memory_gb=os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / GIGABYTE,
        kernel=f"{platform.system()} {platform.release()}",
        python=platform.python_version(),
        postgres=_postgres(postgres_url),
        redis=_redis(redis_url),
        granian=version("granian"),
        commit=_commit(),
        date=f"{datetime.now(UTC):%Y-%m-%d}",
    )


def _cpu_model() -> str:
    lines = CPU_INFO.read_text().splitlines() if CPU_INFO.exists() else []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.machine())


def _postgres(url: str) -> str:
    with psycopg.connect(url, autocommit=True) as line:
        found = line.execute("SHOW server_version").fetchone()
    return str(found[0]) if found else ""


def _redis(url: str) -> str:
    with Redis.from_url(url, decode_responses=True) as redis:
        said: Any = redis.info("server")
    valkey = said.get("valkey_version")
    return f"Valkey {valkey}" if valkey else f"Redis {said['redis_version']}"


def _commit() -> str:
    """The short name of what is checked out; nothing where git does not know it."""
    return f"{_git('rev-parse', '--short', 'HEAD')}{'+' if _git('status', '--porcelain') else ''}"


def _git(*arguments: str) -> str:
    try:
        done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S607
    except OSError:
        return ""
    return done.stdout.strip()
