"""The direction of imports."""

import subprocess
import sys
from configparser import ConfigParser
from pathlib import Path

SETUP = Path(__file__).parents[2] / "setup.cfg"


def test_imports_point_inward() -> None:
    """Every contract of setup.cfg is kept: layers, purity, doors, siblings, and who knows phonenumbers."""
    lint = "from importlinter.cli import lint_imports; raise SystemExit(lint_imports(no_cache=True, no_logo=True))"
    ended = subprocess.run([sys.executable, "-c", lint], cwd=SETUP.parent, capture_output=True, text=True, check=False)

    assert 0 == ended.returncode, ended.stdout


def test_the_contracts_are_the_houses() -> None:
    """The contracts name the four layers from the outside in, and five rules, so that they cannot pass by silence."""
    config = ConfigParser()
    config.read(SETUP)
    contracts = {name.rpartition(":")[2] for name in config.sections() if name.startswith("importlinter:contract:")}

    assert {"layers", "purity", "phone-only", "doors", "siblings"} <= contracts
    assert ["entrypoints", "adapters", "application", "domain"] == (
        config["importlinter:contract:layers"]["layers"].split()
    )


def test_every_technology_is_a_sibling() -> None:
    """Each package of adapters is named in the contract that keeps adapters apart."""
    config = ConfigParser()
    config.read(SETUP)
    packages = {f"adapters.{path.parent.name}" for path in (SETUP.parent / "adapters").glob("*/__init__.py")}

    assert packages == set(config["importlinter:contract:siblings"]["modules"].split())
