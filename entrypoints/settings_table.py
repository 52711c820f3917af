"""Every variable as the documentation shows it."""

from dataclasses import MISSING, Field, fields
from typing import Any

from entrypoints.settings import Settings


def settings_table() -> list[tuple[str, str, str]]:
    """Variable, description and default of every setting, for the documentation."""
    return [(known.name.upper(), known.metadata["doc"], _shown(known)) for known in fields(Settings)]


def _shown(known: Field[Any]) -> str:
    if known.metadata["shown"]:
        return str(known.metadata["shown"])
    if known.default is MISSING:
        return "required"
    return "optional" if known.default in (None, ()) else str(known.default)
