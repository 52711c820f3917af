"""Settings as a table tells them, in the form that the product takes."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from domain.tenant_settings import TenantSettings

DEFAULTS = TenantSettings()
FLAGS = {"yes": True, "no": False}


def settings_from(rows: Sequence[Sequence[str]], now: datetime) -> dict[str, Any]:
    """A table of names and values."""
    return {name: setting_from(name, text, now) for name, text in rows}


def setting_from(name: str, text: str, now: datetime) -> Any:
    """A value by its setting's kind; what does not fit it stays text, for the product to refuse."""
    default = getattr(DEFAULTS, name, None)
    if name in ("test_numbers", "token_claims"):
        return dict(entry.split(": ") for entry in text.split(", "))
    if text.startswith("{"):
        return json.loads(text)
    if text == "none":
        return None
    if name == "test_numbers_until":
        return (now + timedelta(days=int(text.split()[1]))).isoformat()
    if name == "message_plan":
        return {country: routes.split(", ") for country, routes in (entry.split(": ") for entry in text.split("; "))}
    if isinstance(default, tuple):
        return text.split(", ")
    if isinstance(default, bool):
        return FLAGS.get(text, text)
    return int(text) if text.lstrip("-").isdigit() else text
