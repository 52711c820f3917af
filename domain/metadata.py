"""What a tenant or a user notes beside a user: JSON objects within bounds that every client can read back."""

import json
from collections.abc import Mapping
from typing import Any, Final

from domain.refusal import FieldError

MOST_BYTES: Final = 8 * 1024
MOST_DEPTH: Final = 8
# The whole numbers that every JSON reader keeps exactly (RFC 7493 section 2.2).
LARGEST: Final = 2**53 - 1


def merged(old: Mapping[str, Any], patch: Mapping[str, Any]) -> dict[str, Any]:
    """A JSON Merge Patch (RFC 7396): members replace, null removes, objects merge."""
    values = dict(old)
    for name, value in patch.items():
        if value is None:
            values.pop(name, None)
        elif isinstance(value, Mapping):
            inner = values.get(name)
            values[name] = merged(inner if isinstance(inner, Mapping) else {}, value)
        else:
            values[name] = value
    return values


def metadata_errors(field: str, value: Mapping[str, Any]) -> list[FieldError]:
    """What stands against keeping these values."""
    if not _fits(value, MOST_DEPTH):
        said = f"This must be at most {MOST_DEPTH} deep, and its numbers between -{LARGEST} and {LARGEST}."
        return [FieldError(field, said)]
    size = len(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())
    return [FieldError(field, f"This must be at most {MOST_BYTES} bytes of JSON.")] if size > MOST_BYTES else []


def _fits(value: Any, depth: int) -> bool:
    if isinstance(value, Mapping | list):
        inner = value.values() if isinstance(value, Mapping) else value
        return depth > 0 and all(_fits(part, depth - 1) for part in inner)
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return not number or -LARGEST <= value <= LARGEST
