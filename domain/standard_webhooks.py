"""Standard Webhooks 1.0.0: how a receiver knows that a request is ours, unchanged and new."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime
from typing import Final

PREFIX: Final = "whsec_"
SHORTEST: Final = 24
TOLERANCE_SECONDS: Final = 300


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
    return {
        "webhook-id": id,
        "webhook-timestamp": timestamp,
        "webhook-signature": f"v1,{_signature(key, id, timestamp, body)}",
    }


def _signature(key: bytes, id: str, timestamp: str, body: bytes) -> str:
    digest = hmac.new(key, f"{id}.{timestamp}.".encode() + body, hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


def is_signed(key: bytes, headers: Mapping[str, str], body: bytes, now: float) -> bool:
    """Whether a request is signed with the key and no older or younger than five minutes (seconds since 1970)."""
    id, timestamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not (timestamp.isascii() and timestamp.isdigit()) or abs(now - int(timestamp[:12])) > TOLERANCE_SECONDS:
        return False
    wanted = f"v1,{_signature(key, id, timestamp, body)}".encode()
    given = headers.get("webhook-signature", "").split(" ")
    return sum(hmac.compare_digest(wanted, one.encode()) for one in given) > 0
