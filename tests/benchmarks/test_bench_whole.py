"""A bench works, whatever its figures are."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from benchmarks.bench.cost import GENERATOR
from benchmarks.bench.plan import CLOSED, OPEN

ROOT = Path(__file__).resolve().parents[2]
KINDS = ("request", "code", "verify", "refresh", "first check", "check")
SIZES = {
    "redis_limited_network", "redis_limited_address", "redis_cached_session", "postgres_session",
    "postgres_session_row",
}  # fmt: skip


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a quick bench writes; nothing was refused."""
    out = tmp_path_factory.mktemp("bench") / "figures.json"
    command = [sys.executable, "-m", "benchmarks.bench", "--quick", "--out", str(out)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=500, check=False)
    assert 0 == ended.returncode, ended.stderr
    figures: dict[str, Any] = json.loads(out.read_text())
    return figures


@pytest.mark.long
def test_every_figure_is_there(found: dict[str, Any]) -> None:
    """Each kind of call, closed and open, with its cost by role; what parts, memory, starts and sizes come to."""
    assert [(kind, model, 8) for model in (CLOSED, OPEN) for kind in KINDS] == [
        (one["kind"], one["model"], one["connections"]) for one in found["calls"]
    ]
    roles = {"app", "worker", "postgres", "redis", GENERATOR}
    assert [roles, set(), roles, roles, roles, roles] * 2 == [set(one["cpu_ms"]) for one in found["calls"]]
    assert all(one[name]["median"] > 0 for one in found["calls"] for name in ("rate", "p50_ms", "p99_ms"))
    assert ["pgbench request", "pgbench verify", "empty route", "window script"] == [
        one["kind"] for one in found["ceilings"]
    ]
    assert all(one["rate"]["median"] > 0 and one["shares"] for one in found["ceilings"])


@pytest.mark.long
def test_the_rest_is_there(found: dict[str, Any]) -> None:
    """The machine, what is held, how long a start and a check take, and the rows that were found."""
    assert {"main", "web", "worker", "all"} <= set(found["memory_mb"])
    assert {"/health/live", "/health/ready"} == set(found["cold_start_s"])
    assert (SIZES, True) == (set(found["bytes"]), all(size > 0 for size in found["bytes"].values()))
    assert {"signature", "redis", "postgres"} == set(found["token_check_us"])
    assert {"cpu", "cores", "postgres", "redis", "granian", "commit"} <= set(found["machine"])
    assert all(found["rows"].values())
