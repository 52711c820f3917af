"""Standard Webhooks 1.0.0: how a receiver knows that a request is ours, unchanged and new."""

import base64
import binascii
import hashlib
import hmac
from datetime import datetime
from typing import Final

PREFIX: Final = "whsec_"
SHORTEST: Final = 24


def key_of(secret: str) -> bytes:
    """The key in `whsec_<base64>`, or the bytes of a plain text; raises ValueError where it has less than 24 bytes."""
    key = secret.encode()
    if secret.startswith(PREFIX):
        try:
            key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
        except binascii.Error:
            raise ValueError("What follows whsec_ is base64.") from None
    if len(key) < SHORTEST:
        raise ValueError("The secret has at least 24 bytes.")
    return key


def signed_headers(key: bytes, id: str, at: datetime, body: bytes) -> dict[str, str]:
    """The headers that go with a body.

    https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
    """
    timestamp = str(int(at.timestamp()))
    digest = hmac.new(key, f"{id}.{timestamp}.".encode() + body, hashlib.sha256).digest()
    return {
        "webhook-id": id,
        "webhook-timestamp": timestamp,
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }
