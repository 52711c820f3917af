"""GET /health as the seed has it, and the two questions that an orchestrator asks."""

import time
from collections.abc import Callable
from pathlib import Path

from flask import Blueprint, Response

from application.health.check_health import CheckHealth
from domain.refusal import Unavailable
from entrypoints.http.answers import Alive, HealthShown
from entrypoints.http.doors import answered, opens

MEGABYTE = 1024 * 1024
WORDS = {True: "connected", False: "disconnected"}


def memory_mb() -> int:
    """Resident memory of this process in MiB; its peak where there is no /proc."""
    status = Path("/proc/self/status")
    if status.exists():
        resident = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS:"))
        return int(resident.split()[1]) // 1024
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // MEGABYTE


def blueprint(
    *, check: CheckHealth, version: str, detail: bool, is_ready: Callable[[], bool], started: float | None = None
) -> Blueprint:
    """Health of this instance and of what it depends on."""
    health = Blueprint("health", __name__, url_prefix="/health")
    since = time.monotonic() if started is None else started

    @health.get("")
    @opens("open", answer=HealthShown, further=(503,))
    def show_health() -> Response:
        """Status of all dependencies: healthy, degraded (Redis away), or unhealthy (503)."""
        found = check()
        shown = HealthShown(status=found.status)  # type: ignore[arg-type]
        if detail:
            shown.uptime, shown.version = int(time.monotonic() - since), version
            shown.database, shown.redis = WORDS[found.database], WORDS[found.redis]
            shown.memory_mb = memory_mb()
        response = answered(shown, 200 if found.database else 503)
        if not found.database:
            response.headers["Retry-After"] = "2"
        return response

    @health.get("/live")
    @opens("open", answer=Alive)
    def show_live() -> Alive:
        """The process answers; asks no dependency, so that a database's trouble restarts nobody."""
        return Alive("alive")

    @health.get("/ready")
    @opens("open", answer=Alive, refusals=("unavailable",))
    def show_ready() -> Alive:
        """Traffic may come: the database answers, and this node holds the secret that belongs to it."""
        if not check().database or not is_ready():
            raise Unavailable("Not ready.")
        return Alive("ready")

    return health
