"""The JSON that a gateway wants."""

import json
import re
from typing import Any, Final

from domain.message import Outgoing

DEFAULT: Final = {
    "id": "{message_id}", "channel": "{channel}", "to": "{to}", "text": "{text}", "code": "{code}",
    "language": "{language}",
}  # fmt: skip
FIELD: Final = re.compile(r"\{(message_id|channel|to|text|code|language|name|minutes)\}")


def parse(template: str | None) -> Any:
    """The template that a text spells, or the default; raises ValueError where it is no JSON."""
    if not template:
        return DEFAULT
    try:
        return json.loads(template)
    except (ValueError, RecursionError):
        raise ValueError("The gateway's template is JSON.") from None


def body_of(template: Any, outgoing: Outgoing) -> bytes:
    """The template with its fields filled in, each once: braces in a name are a name's."""
    return json.dumps(_filled(template, outgoing), separators=(",", ":")).encode()


def _filled(node: Any, outgoing: Outgoing) -> Any:
    if isinstance(node, dict):
        return {key: _filled(value, outgoing) for key, value in node.items()}
    if isinstance(node, list):
        return [_filled(value, outgoing) for value in node]
    if isinstance(node, str):
        return FIELD.sub(lambda found: str(getattr(outgoing, found[1])), node)
    return node
