"""Postgres alone: pgbench, which lies beside Postgres's own programs."""

import os
import re
import resource
import subprocess
import tempfile
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from adapters.embedded.binaries import postgres_bin
from adapters.postgres.database import GUARDS, PLANS
from benchmarks.bench.failed import Failed
from benchmarks.bench.script import Script

THREADS: Final = 2
RATE: Final = re.compile(r"tps = ([0-9.]+) \(without initial")
DONE: Final = re.compile(r"transactions actually processed: ([0-9]+)")
FAILED: Final = re.compile(r"failed transactions: ([0-9]+)")


@dataclass(frozen=True, slots=True)
class Alone:
    """What so many clients got through: transactions, transactions a second, and seconds of CPU of pgbench itself."""

    many: int
    rate: float
    cpu: float


def pgbench(script: Script, url: str, clients: int, first: int, how_long: tuple[str, int]) -> Alone:
    """Run a script from the place `first` on, with prepared statements; `how_long` is -T and seconds, or -t and times.

    With -t the clients together take each place once, without a gap.
    """
    before = _children_cpu()
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        file.write(script.text)
        file.flush()
        given = {**script.defined, "i": "-1", "first": str(first), "clients": str(clients)}
        command = [
            str(postgres_bin() / "pgbench"), "--no-vacuum", "--protocol=prepared", f"--file={file.name}",
            f"--client={clients}", f"--jobs={min(clients, THREADS)}", how_long[0], str(how_long[1]),
            *(f"--define={name}={value}" for name, value in given.items()),
        ]  # fmt: skip
        done = subprocess.run(command, env=_environment(url), capture_output=True, text=True, check=False)
    return _read(done, _children_cpu() - before)


def _read(done: "subprocess.CompletedProcess[str]", cpu: float) -> Alone:
    rate, many, failed = (pattern.search(done.stdout) for pattern in (RATE, DONE, FAILED))
    if done.returncode or not (rate and many and failed) or int(failed[1]):
        raise Failed(f"pgbench: {(done.stderr or done.stdout)[-2000:]}")
    return Alone(int(many[1]), float(rate[1]), cpu)


def _environment(url: str) -> dict[str, str]:
    place = urlsplit(url)
    return {
        "PATH": os.environ.get("PATH", ""), "PGHOST": place.hostname or "", "PGPORT": str(place.port),
        "PGUSER": place.username or "", "PGPASSWORD": place.password or "", "PGDATABASE": place.path[1:],
        "PGOPTIONS": f"{GUARDS} {PLANS}",
    }  # fmt: skip


def _children_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
