"""JSON as we write it."""

from typing import Any, Final

import msgspec

from domain.ids import Id


def _plain(value: Any) -> str:
    """Typed identifiers are their text; nothing else is turned into text by accident."""
    if isinstance(value, Id):
        return str.__str__(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")


encode: Final = msgspec.json.Encoder(enc_hook=_plain).encode
