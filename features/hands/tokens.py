"""Access tokens, read as a tenant's own server would read them."""

import json
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

ALGORITHMS = ["HS256", "ES256", "EdDSA", "RS256"]


def header_of(token: str) -> Mapping[str, Any]:
    """The token's header."""
    return _part(token, 0)


def claims_of(token: str) -> Mapping[str, Any]:
    """The token's claims, unverified."""
    return _part(token, 1)


def verifies(token: str, published: Mapping[str, Any]) -> bool:
    """Whether one of the published keys made this token."""
    try:
        jws.deserialize_compact(token, KeySet.import_key_set(dict(published)), algorithms=ALGORITHMS)  # type: ignore[arg-type]
    except (JoseError, ValueError):
        return False
    return True


def _part(token: str, index: int) -> Mapping[str, Any]:
    part = token.split(".")[index]
    read: Mapping[str, Any] = json.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return read
