"""The Python client as a package: whole, typed, and in need of nothing."""

import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import auth1_client

ROOT = Path(__file__).parents[2]
CLIENT = ROOT / "clients" / "python"


def test_the_wheel_has_the_whole_client(tmp_path: Path) -> None:
    """What pip builds has each module and the mark of its types, and needs nothing else."""
    copy = tmp_path / "client"
    shutil.copytree(CLIENT, copy, ignore=shutil.ignore_patterns("__pycache__", "build", "*.egg-info"))
    build = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run([*build, "-w", str(tmp_path), str(copy)], check=True, capture_output=True, timeout=120)
    (wheel,) = tmp_path.glob("auth1_client-0.1.0-py3-none-any.whl")
    with zipfile.ZipFile(wheel) as opened:
        names, metadata = opened.namelist(), opened.read("auth1_client-0.1.0.dist-info/METADATA").decode()

    parts = {f"auth1_client/{path.name}" for path in (CLIENT / "auth1_client").iterdir() if path.is_file()}
    assert parts == {name for name in names if name.startswith("auth1_client/")}
    assert "auth1_client/py.typed" in parts
    assert ("Requires-Python: >=3.11", "License-Expression: Apache-2.0") == (
        *re.findall(r"^Requires-Python: .*$", metadata, re.M),
        *re.findall(r"^License-Expression: .*$", metadata, re.M),
    )
    assert "Requires-Dist" not in metadata


def test_the_client_needs_the_standard_library_alone() -> None:
    """Each import is of Python's own or of the client itself; the version is the same wherever it stands."""
    sources = [path.read_text() for path in (CLIENT / "auth1_client").glob("*.py")]
    named = {name for text in sources for name in re.findall(r"^(?:import|from) ([a-z0-9_]+)", text, re.M)}
    version = tomllib.loads((CLIENT / "pyproject.toml").read_text())["project"]["version"]

    assert {"auth1_client"} == named - sys.stdlib_module_names
    assert any(f'"python-auth1-client/{version}"' in text for text in sources)
    assert sorted(auth1_client.__all__) == auth1_client.__all__
