"""The product's version, as setup.cfg has it."""

from configparser import ConfigParser
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path


@cache
def auth1_version() -> str:
    """The version of this checkout or of the installed package."""
    config = ConfigParser()
    if config.read(Path(__file__).resolve().parents[1] / "setup.cfg"):
        return config["metadata"]["version"]
    try:
        return version("auth1")
    except PackageNotFoundError:
        return "unknown"
